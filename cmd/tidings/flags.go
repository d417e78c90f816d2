package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"tidings/internal/boot/local"
	"tidings/internal/status"
)

// flags are a command's flags, each also readable from the environment.
type flags struct {
	*flag.FlagSet
	getenv func(string) string
}

func (p *program) flags(name string) *flags {
	f := &flags{flag.NewFlagSet(name, flag.ContinueOnError), p.getenv}
	f.SetOutput(io.Discard)
	return f
}

// parse reads flags and arguments in any order; what the command line leaves
// out is taken from TIDINGS_<FLAG>. It returns the arguments: min to max of them.
func (f *flags) parse(args []string, min, max int) ([]string, error) {
	rest, err := f.interleaved(args)
	if err != nil {
		return nil, err
	}
	if err := f.fromEnv(); err != nil {
		return nil, err
	}
	switch {
	case len(rest) < min:
		return nil, usagef("tidings %s needs an argument more: see tidings help %s", f.Name(), firstWord(f.Name()))
	case len(rest) > max:
		return nil, usagef("tidings %s does not take %q: see tidings help %s", f.Name(), rest[max], firstWord(f.Name()))
	}
	return rest, nil
}

func (f *flags) interleaved(args []string) (rest []string, err error) {
	for len(args) > 0 {
		if err := f.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, usagef("%s: see tidings help %s", f.misused(err), firstWord(f.Name()))
		}
		left := f.Args()
		if len(left) > 0 && len(left) < len(args) && args[len(args)-len(left)-1] == "--" {
			return append(rest, left...), nil
		}
		if len(left) == 0 {
			return rest, nil
		}
		rest, args = append(rest, left[0]), left[1:]
	}
	return rest, nil
}

func (f *flags) fromEnv() (err error) {
	given := map[string]bool{}
	f.Visit(func(x *flag.Flag) { given[x.Name] = true })
	f.VisitAll(func(x *flag.Flag) {
		name := "TIDINGS_" + strings.ToUpper(strings.ReplaceAll(x.Name, "-", "_"))
		value := f.getenv(name)
		if given[x.Name] || value == "" || err != nil {
			return
		}
		if bad := f.Set(x.Name, value); bad != nil {
			err = usagef("the environment variable %s holds an invalid value: %s", name, f.want(x.Name, bad.Error()))
		}
	})
	return err
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

// folder is the content folder, where content is written.
func (f *flags) folder() *string { return f.String("content", "./content", "") }

// content says where content is that is only read: a folder, or a repository.
func (f *flags) content() *local.ContentOptions {
	o := &local.ContentOptions{}
	f.contentVar(o)
	return o
}

func (f *flags) contentVar(o *local.ContentOptions) {
	f.StringVar(&o.Place, "content", "./content", "")
	f.StringVar(&o.KnownHosts, "content-known-hosts", "", "")
}

func (f *flags) data() *string { return f.String("data", "./data", "") }

func (f *flags) json() *bool { return f.Bool("json", false, "") }

// list is a flag that may be given several times.
type list []string

func (l *list) String() string     { return strings.Join(*l, ",") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

// moment is a time in RFC 3339.
type moment struct{ time.Time }

func (m *moment) String() string { return "" }

func (m *moment) Set(s string) (err error) {
	if m.Time, err = time.Parse(time.RFC3339, s); err != nil {
		return errors.New("write a time as 2026-11-22T10:04:00Z")
	}
	if m.Year() > status.LastYear {
		return fmt.Errorf("the year %d is too far ahead: %d is the last", m.Year(), status.LastYear)
	}
	return nil
}

// share is a part of a whole.
type share float64

func (s *share) String() string { return "" }

func (s *share) Set(text string) error {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || !(n > 0 && n <= 1) {
		return errors.New("write a share above 0 and up to 1, as 0.1 for a tenth")
	}
	*s = share(n)
	return nil
}

// maxDeletions is the guard of a publish; without the flag it stays as usual.
func (f *flags) maxDeletions(to *float64) { f.Var((*share)(to), "max-deletions", "") }
