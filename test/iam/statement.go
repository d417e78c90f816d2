package iam

import (
	"errors"
	"fmt"
	"slices"

	"tidings/test/template"
)

// Statement is one of a policy.
type Statement struct {
	Effect             string   // Allow or Deny
	Principals         []string // as "Service lambda.amazonaws.com"; none in a role's policies
	Actions, Resources []string
	Conditions         template.Resource // by operator, then by key
}

var parts = []string{"Action", "Condition", "Effect", "Principal", "Resource", "Sid"}

// Statements are those of a policy's document, with its functions worked out.
func Statements(document any) (all []Statement, err error) {
	policy, _ := document.(template.Resource)
	if policy["Version"] != "2012-10-17" {
		return nil, errors.New("a policy has no version, or an old one, in which variables are none")
	}
	for _, one := range template.List(policy["Statement"]) {
		s, err := statement(one)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

func statement(of any) (s Statement, err error) {
	r, _ := of.(template.Resource)
	for _, key := range r.Keys() {
		if !slices.Contains(parts, key) {
			return s, fmt.Errorf("%s of a statement is not known here", key)
		}
	}
	s = Statement{Effect: template.Text(r["Effect"]), Actions: words(r["Action"]), Resources: words(r["Resource"]), Principals: principals(r["Principal"])}
	if s.Effect != "Allow" && s.Effect != "Deny" || len(s.Actions) == 0 {
		return s, fmt.Errorf("a statement has the effect %q on %q", s.Effect, s.Actions)
	}
	s.Conditions, _ = r["Condition"].(template.Resource)
	return s, s.check()
}

// check refuses conditions that nobody here could decide about.
func (s Statement) check() error {
	for written, keys := range s.Conditions {
		of, ok := keys.(template.Resource)
		if !ok {
			return fmt.Errorf("the condition %s is of no key", written)
		}
		for key := range of {
			if err := checkCondition(written, key); err != nil {
				return err
			}
		}
	}
	return nil
}

func words(v any) (all []string) {
	for _, w := range template.List(v) {
		all = append(all, template.Text(w))
	}
	return all
}

func principals(v any) (all []string) {
	by, ok := v.(template.Resource)
	if !ok {
		return words(v)
	}
	for kind, who := range by {
		for _, w := range words(who) {
			all = append(all, kind+" "+w)
		}
	}
	return all
}
