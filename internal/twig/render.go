package twig

import (
	"math"
	"strconv"
	"strings"
)

// rendering is the work of one Render.
type rendering struct {
	keep    bool
	scopes  []map[string]any // the innermost last
	out     strings.Builder
	work    int
	missing bool // a variable was asked for that is not there
}

// spend counts the work of a value, and refuses what is too much.
func (r *rendering) spend(at place, v any) *Error {
	s, _ := v.(string)
	r.work += 1 + len(s)/16
	switch {
	case r.work > maxWork:
		return at.wrong("the template takes too much work: make it simpler")
	case len(s) > MaxOutput:
		return at.wrong("a text of more than %d bytes comes out here", MaxOutput)
	}
	return nil
}

func (r *rendering) write(at place, s string) *Error {
	if err := r.spend(at, s); err != nil {
		return err
	}
	if r.out.Len()+len(s) > MaxOutput {
		return at.wrong("more than %d bytes come out up to here", MaxOutput)
	}
	r.out.WriteString(s)
	return nil
}

func (r *rendering) all(nodes []node) *Error {
	for i := range nodes {
		if err := r.one(&nodes[i]); err != nil {
			return err
		}
	}
	return nil
}

func (r *rendering) one(n *node) *Error {
	switch {
	case n.output != nil:
		return r.put(n)
	case n.branches != nil:
		return r.branch(n)
	case n.loop != nil:
		return r.loop(n)
	}
	return r.write(n.place, n.text)
}

func (r *rendering) put(n *node) *Error {
	r.missing = false
	v, err := n.output(r)
	if err != nil {
		return err
	}
	if r.keep && r.missing && text(v) == "" {
		return r.write(n.place, n.text)
	}
	return r.write(n.place, text(v))
}

func (r *rendering) branch(n *node) *Error {
	for _, b := range n.branches {
		holds := b.condition == nil
		if !holds {
			v, err := b.condition(r)
			if err == nil {
				err = r.spend(n.place, v)
			}
			if err != nil {
				return err
			}
			holds = truth(v)
		}
		if holds {
			return r.all(b.body)
		}
	}
	return nil
}

func (r *rendering) loop(n *node) *Error {
	v, err := n.loop.over(r)
	if err != nil {
		return err
	}
	list, _ := v.([]any)
	if len(list) == 0 {
		return r.all(n.loop.orElse)
	}
	scope := map[string]any{}
	r.scopes = append(r.scopes, scope)
	defer func() { r.scopes = r.scopes[:len(r.scopes)-1] }()
	for i, x := range list {
		if err := r.spend(n.place, x); err != nil {
			return err
		}
		scope[n.loop.name] = x
		scope["loop"] = map[string]any{"index": i + 1, "index0": i, "first": i == 0, "last": i == len(list)-1, "length": len(list)}
		if err := r.all(n.loop.body); err != nil {
			return err
		}
	}
	return nil
}

// value is that of a variable.
func (r *rendering) value(t token) (any, *Error) {
	for i := len(r.scopes) - 1; i >= 0; i-- {
		if v, there := r.scopes[i][t.text]; there {
			return v, r.spend(t.place, v)
		}
	}
	r.missing = true
	return nil, r.spend(t.place, nil)
}

func constant(v any) expression {
	return func(*rendering) (any, *Error) { return v, nil }
}

// both is an operation of two values.
func both(t token, name string, left, right expression) expression {
	return func(r *rendering) (any, *Error) {
		a, err := left(r)
		if err != nil || name == "and" && !truth(a) || name == "or" && truth(a) {
			return truth(a), err
		}
		b, err := right(r)
		if err != nil {
			return nil, err
		}
		v, err := operate(t, name, a, b)
		if err == nil {
			err = r.spend(t.place, v)
		}
		return v, err
	}
}

func operate(t token, name string, a, b any) (any, *Error) {
	switch name {
	case "and", "or":
		return truth(b), nil
	case "/", "%":
		if number(b) == 0 {
			return nil, t.wrong("something is divided by 0")
		}
		if name == "/" {
			return number(a) / number(b), nil
		}
		return math.Mod(number(a), number(b)), nil
	}
	return operations[name](a, b), nil
}

func negated(e expression) expression {
	return func(r *rendering) (any, *Error) {
		v, err := e(r)
		return !truth(v), err
	}
}

func orElse(left, right expression) expression {
	return func(r *rendering) (any, *Error) {
		if v, err := left(r); err != nil || v != nil {
			return v, err
		}
		return right(r)
	}
}

func chosen(condition, yes, no expression) expression {
	return func(r *rendering) (any, *Error) {
		v, err := condition(r)
		switch {
		case err != nil:
			return nil, err
		case truth(v):
			return yes(r)
		}
		return no(r)
	}
}

// member is an entry of a map or a list.
func member(of, key expression) expression {
	return func(r *rendering) (any, *Error) {
		whole, err := of(r)
		if err != nil {
			return nil, err
		}
		k, err := key(r)
		if err != nil {
			return nil, err
		}
		switch whole := whole.(type) {
		case map[string]any:
			if v, there := whole[text(k)]; there {
				return v, nil
			}
		case []any:
			if n, err := strconv.Atoi(text(k)); err == nil && n >= 0 && n < len(whole) {
				return whole[n], nil
			}
		}
		r.missing = true
		return nil, nil
	}
}

func filtered(name token, f func(any, []any) any, of expression, with []expression) expression {
	return func(r *rendering) (any, *Error) {
		v, err := of(r)
		if err != nil {
			return nil, err
		}
		values := make([]any, len(with))
		for i, e := range with {
			if values[i], err = e(r); err != nil {
				return nil, err
			}
		}
		v = f(v, values)
		return v, r.spend(name.place, v)
	}
}
