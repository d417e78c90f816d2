package template

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"strings"
)

// Setting is what a template is made with.
type Setting struct {
	*Template
	// Given are parameters, AWS::Region and the like among them; the others have
	// their defaults.
	Given map[string]string
	// Refer is what a reference to a resource stands for, and one to an attribute
	// of it.
	Refer func(name, attribute string) (string, error)
}

// nothing is AWS::NoValue: what has it is not there.
type nothing struct{}

// Properties are those of a resource as CloudFormation makes them.
func (s Setting) Properties(name string) (Resource, error) {
	if made, err := s.made(name); err != nil || !made {
		return nil, errors.Join(err, fmt.Errorf("%s is not made", name))
	}
	v, err := s.resolve(s.Resources[name].At("Properties"))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	r, _ := v.(Resource)
	return r, nil
}

// Output is what the stack says of itself by a name.
func (s Setting) Output(name string) (string, error) {
	v, err := s.resolve(s.Outputs.At(name, "Value"))
	if err == nil && v == nil {
		err = fmt.Errorf("there is no output %s", name)
	}
	return Text(v), err
}

// resolve is a value with its functions worked out.
func (s Setting) resolve(v any) (any, error) {
	switch v := v.(type) {
	case []any:
		return s.list(v)
	case Resource:
		if len(v) == 1 {
			for f, of := range v {
				if f == "Ref" || strings.HasPrefix(f, "Fn::") {
					return s.call(f, of)
				}
			}
		}
		return s.object(v)
	}
	return v, nil
}

func (s Setting) list(of []any) (any, error) {
	all := []any{}
	for _, v := range of {
		is, err := s.resolve(v)
		if err != nil {
			return nil, err
		}
		if is != (nothing{}) {
			all = append(all, is)
		}
	}
	return all, nil
}

func (s Setting) object(of Resource) (any, error) {
	all := Resource{}
	for key, v := range of {
		is, err := s.resolve(v)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		if _, none := is.(nothing); !none {
			all[key] = is
		}
	}
	return all, nil
}

// call is what a function gives.
func (s Setting) call(f string, of any) (any, error) {
	switch f {
	case "Ref":
		return s.ref(Text(of))
	case "Fn::GetAtt":
		name, attribute, _ := strings.Cut(Text(of), ".")
		return s.refer(name, attribute)
	case "Fn::Sub":
		return s.substitute(of)
	case "Fn::Join":
		return s.glue(of)
	case "Fn::If":
		if ways := List(of); len(ways) == 3 {
			return s.choose(ways)
		}
	}
	return nil, fmt.Errorf("%s is not known here, or not so", f)
}

func (s Setting) ref(name string) (any, error) {
	if name == "AWS::NoValue" {
		return nothing{}, nil
	}
	p := part(s.Parameters, name)
	if given, ok := s.Given[name]; ok {
		return parameter(p, given)
	}
	if p != nil {
		if p["Default"] == nil {
			return nil, fmt.Errorf("the parameter %s is not given", name)
		}
		return parameter(p, Text(p["Default"]))
	}
	return s.refer(name, "")
}

// refer is what a reference to a resource stands for, or to an attribute of it.
func (s Setting) refer(name, attribute string) (any, error) {
	made, err := s.made(name)
	if err != nil {
		return nil, err
	}
	if !made {
		return nil, fmt.Errorf("there is no %s", name)
	}
	return s.Refer(name, attribute)
}

var variable = regexp.MustCompile(`\$\{([^}]+)\}`)

// substitute fills in a text, or a list of a text and names that it has for itself.
func (s Setting) substitute(of any) (any, error) {
	parts, is := of.([]any)
	if !is || len(parts) != 2 {
		return s.sub(Text(of))
	}
	own, err := s.resolve(parts[1])
	if err != nil {
		return nil, err
	}
	given := maps.Clone(s.Given)
	for name, v := range own.(Resource) {
		given[name] = Text(v)
	}
	s.Given = given
	return s.sub(Text(parts[0]))
}

func (s Setting) sub(text string) (_ any, err error) {
	said := variable.ReplaceAllStringFunc(text, func(found string) string {
		name, attribute, isAttribute := strings.Cut(found[2:len(found)-1], ".")
		var v any
		var bad error
		if isAttribute {
			v, bad = s.refer(name, attribute)
		} else {
			v, bad = s.ref(name)
		}
		if bad != nil {
			err = bad
		}
		return Text(v)
	})
	return said, err
}
