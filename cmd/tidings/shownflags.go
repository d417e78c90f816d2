package main

import (
	"flag"
	"net/url"
	"strings"

	"tidings/internal/pattern"
	"tidings/internal/web/admin/settings"
)

// shownFlags are the flags that serve runs with, for people to look at: with what
// its usage says of each, and without what opens something.
func shownFlags(f *flags, usage string) []settings.Flag {
	says := explained(usage)
	given := map[string]bool{}
	f.Visit(func(x *flag.Flag) { given[x.Name] = true })
	var all []settings.Flag
	f.VisitAll(func(x *flag.Flag) {
		all = append(all, settings.Flag{Name: x.Name, Value: harmless(x.Value.String()), Given: given[x.Name], Says: says[x.Name]})
	})
	return all
}

var flagLine = pattern.New(`^  --([a-z-]+)`)

// usageColumn is where a usage explains flags.
const usageColumn = 24

// explained are the explanations of a usage by flag, each on one line.
func explained(usage string) map[string]string {
	says, name := map[string]string{}, ""
	for line := range strings.Lines(usage) {
		if m := flagLine().FindStringSubmatch(line); m != nil {
			name = m[1]
		} else if !strings.HasPrefix(line, strings.Repeat(" ", usageColumn)) {
			name = ""
		}
		if name != "" && len(line) > usageColumn && line[usageColumn-2:usageColumn] == "  " {
			says[name] = strings.TrimSpace(says[name] + " " + strings.TrimSpace(line[usageColumn:]))
		}
	}
	return says
}

// harmless is a value without a password or a token that stands in an address.
func harmless(value string) string {
	u, err := url.Parse(value)
	if err != nil || u.User == nil {
		return value
	}
	if u.Scheme == "https" || u.Scheme == "http" {
		u.User = url.User("…") // where a token stands in place of a name
	}
	return u.Redacted()
}
