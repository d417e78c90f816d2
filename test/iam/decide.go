package iam

import (
	"regexp"
	"slices"
	"strings"
)

// Context is what IAM is told beside the action: by condition key, one value or more.
type Context map[string][]string

// Need is an action on a resource, as IAM is asked about it.
type Need struct {
	Action, Resource string
	By               string // a principal, where a resource's policy is asked
	Context          Context
}

func (n Need) String() string { return n.Action + " on " + n.Resource }

// Right is an action on a resource as a statement writes them, patterns and all.
// Where a statement allows its actions on some keys of a table alone, each pattern of
// keys is a right as well, in the name of the statement's first action.
type Right struct{ Action, Resource, Key string }

func (r Right) String() string {
	if r.Key != "" {
		return r.Action + " of " + r.Key + " in " + r.Resource
	}
	return r.Action + " on " + r.Resource
}

// Rights are what statements allow.
func Rights(statements []Statement) (all []Right) {
	for _, s := range statements {
		if s.Effect == "Allow" {
			all = append(all, s.rights()...)
			for _, key := range s.Partitions() {
				all = append(all, s.ofKey(key)...)
			}
		}
	}
	return all
}

func (s Statement) rights() (all []Right) {
	for _, a := range s.Actions {
		for _, r := range s.Resources {
			all = append(all, Right{Action: a, Resource: r})
		}
	}
	return all
}

// ofKey are the rights of a pattern of keys.
func (s Statement) ofKey(pattern string) (all []Right) {
	for _, r := range s.Resources {
		all = append(all, Right{s.Actions[0], r, pattern})
	}
	return all
}

// Decide says whether statements allow what is needed, and by which rights: those of
// the first that does. One that forbids counts more than all that allow.
func Decide(statements []Statement, n Need) (by []Right, allowed bool) {
	for _, s := range statements {
		right, speaks := s.speaksOf(n)
		switch {
		case !speaks:
		case s.Effect == "Deny":
			return []Right{right}, false
		case !allowed:
			by, allowed = append(s.reach(right, n), right), true
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

// reach are the rights of those patterns of keys that what is needed fits.
func (s Statement) reach(by Right, n Need) (all []Right) {
	for _, pattern := range s.Partitions() {
		fits := func(key string) bool { return like(pattern, key) }
		if slices.ContainsFunc(n.Context[LeadingKeys], fits) {
			all = append(all, Right{s.Actions[0], by.Resource, pattern})
		}
	}
	return all
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
