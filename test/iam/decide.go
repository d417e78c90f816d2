package iam

import (
	"regexp"
	"slices"
	"strings"
)

// Need is an action on a resource, as IAM is asked about it.
type Need struct {
	Action, Resource string
	By               string            // a principal, where a resource's policy is asked
	Context          map[string]string // by condition key
}

func (n Need) String() string { return n.Action + " on " + n.Resource }

// Right is an action on a resource as a statement writes them, patterns and all.
type Right struct{ Action, Resource string }

func (r Right) String() string { return r.Action + " on " + r.Resource }

// Rights are what statements allow.
func Rights(statements []Statement) (all []Right) {
	for _, s := range statements {
		if s.Effect == "Allow" {
			all = append(all, s.rights()...)
		}
	}
	return all
}

func (s Statement) rights() (all []Right) {
	for _, a := range s.Actions {
		for _, r := range s.Resources {
			all = append(all, Right{a, r})
		}
	}
	return all
}

// Decide says whether statements allow what is needed, and by which right: the
// first that does. One that forbids counts more than all that allow.
func Decide(statements []Statement, n Need) (by Right, allowed bool) {
	for _, s := range statements {
		right, speaks := s.speaksOf(n)
		switch {
		case !speaks:
		case s.Effect == "Deny":
			return right, false
		case !allowed:
			by, allowed = right, true
		}
	}
	return by, allowed
}

func (s Statement) speaksOf(n Need) (by Right, yes bool) {
	if n.By != "" && !slices.Contains(s.Principals, "*") && !slices.Contains(s.Principals, n.By) || !s.holds(n.Context) {
		return by, false
	}
	for _, r := range s.rights() {
		if like(strings.ToLower(r.Action), strings.ToLower(n.Action)) && likeARN(r.Resource, n.Resource) {
			return r, true
		}
	}
	return by, false
}

// like reports whether a text fits a pattern, in which * is any rest and ? any sign.
func like(pattern, text string) bool {
	p := strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(regexp.QuoteMeta(pattern))
	return regexp.MustCompile("^(?s:" + p + ")$").MatchString(text)
}

// likeARN compares part by part: a pattern of an account is none of a resource.
func likeARN(pattern, text string) bool {
	if pattern == "*" {
		return true
	}
	want, have := strings.SplitN(pattern, ":", 6), strings.SplitN(text, ":", 6)
	return slices.EqualFunc(want, have, like)
}
