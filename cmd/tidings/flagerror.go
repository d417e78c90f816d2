package main

import (
	"flag"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"
)

// What package flag says of a flag that there is not, and of one without a value.
const (
	noFlag  = "flag provided but not defined: -"
	noValue = "flag needs an argument: -"
)

// badValue is what it says of a value that it cannot read.
var badValue = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?s)^invalid (?:boolean )?value (".*") for (?:flag )?-([a-z-]+): (.*)$`)
})

// misused says in our words what package flag has against a command line.
func (f *flags) misused(err error) string {
	said := err.Error()
	if name, is := strings.CutPrefix(said, noFlag); is {
		return "there is no flag --" + strings.TrimPrefix(name, "-")
	}
	if name, is := strings.CutPrefix(said, noValue); is {
		return "--" + strings.TrimPrefix(name, "-") + " needs a value"
	}
	if m := badValue().FindStringSubmatch(said); m != nil {
		return fmt.Sprintf("--%s %s: %s", m[2], m[1], f.want(m[2], m[3]))
	}
	return said
}

// want says what a flag takes where package flag only says that it could not
// read a value.
func (f *flags) want(name, reason string) string {
	if reason != "parse error" && reason != "value out of range" {
		return reason
	}
	value, typed := f.Lookup(name).Value.(flag.Getter)
	if !typed {
		return reason
	}
	switch value.Get().(type) {
	case bool:
		return "write true or false, or the flag alone"
	case int:
		return "write a whole number"
	case float64:
		return "write a number"
	case time.Duration:
		return "write a duration such as 90s or 1h30m"
	}
	return reason
}
