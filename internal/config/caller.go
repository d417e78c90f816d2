package config

import (
	"slices"
	"strings"
)

// AuthIAM is the type of proof of a source whose word comes by an invocation that
// AWS allows, and never by an address: a source names the alarms, the topics and
// the events of which it takes in what they say.
const AuthIAM = "iam"

// TakesSecret reports whether a sender proves itself by a secret that it shares
// with us: Amazon's services do so in ways of their own.
func (a Auth) TakesSecret() bool { return a.Type != AuthSNS && a.Type != AuthIAM }

// Caller is on whose behalf AWS invokes a door, as far as AWS itself vouches for
// it: "alarm ARN", "topic ARN", "event SOURCE" for what is put on a bus of the own account,
// and "event ACCOUNT/SOURCE" for what comes from another.
type Caller string

// NewCaller is the caller of a kind, which is alarm, topic or event, and a name.
func NewCaller(kind, name string) Caller { return Caller(kind + " " + name) }

// Hears reports whether a source takes in what a caller says.
func (s *Source) Hears(c Caller) bool {
	if s.Auth.Type != AuthIAM {
		return false
	}
	kind, name, _ := strings.Cut(string(c), " ")
	switch kind {
	case "alarm":
		return slices.ContainsFunc(s.Auth.Alarms, func(pattern string) bool { return fits(pattern, name) })
	case "topic":
		return slices.Contains(s.Auth.Topics, name)
	case "event":
		return slices.Contains(s.Auth.Events, name)
	}
	return false
}

// fits reports whether a name is a pattern, which may end in "*" for any rest.
func fits(pattern, name string) bool {
	beginning, open := strings.CutSuffix(pattern, "*")
	return name == pattern || open && strings.HasPrefix(name, beginning)
}

// Hearing is the first source, by its id, that takes in what a caller says.
func (c *Config) Hearing(caller Caller) (*Source, bool) {
	for i := range c.Sources {
		if c.Sources[i].Hears(caller) {
			return &c.Sources[i], true
		}
	}
	return nil, false
}
