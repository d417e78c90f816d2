package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"tidings/internal/boot/local"
)

// program is the whole command, with the world that it may touch: a test can
// start one of its own.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	now            func() time.Time
	random         io.Reader
}

// command is one verb. Its usage begins with the line that shows the form.
type command struct {
	name, summary, usage string
	run                  func(p *program, ctx context.Context, args []string) error
}

// commands in the order in which help shows them.
func commands() []command {
	return []command{
		{"serve", "everything in one process: site, webhooks, timers", serveUsage, (*program).serve},
		{"build", "the static site alone, to a folder", buildUsage, (*program).build},
		{"publish", "bring the site to a folder, a bucket or a Git branch", publishUsage, (*program).publish},
		{"check", "validate every content file", checkUsage, (*program).check},
		{"new", "write a content file: incident, maintenance or component", newUsage, (*program).create},
		{"import", "turn a page of Statuspage, Cachet or cState into content files", importUsage, (*program).importPage},
		{"user", "people who sign in: add, reset, list", userUsage, (*program).user},
		{"subscribers", "people who are told by mail: list, import, export, erase", subscribersUsage, (*program).subscribers},
		{"token", "API tokens: create, list, revoke", tokenUsage, (*program).token},
		{"secret", "secrets of sources and channels: set, list, rotate, delete", secretUsage, (*program).secret},
		{"hooks", "received webhooks: list, show, replay, backtest", hooksUsage, (*program).hooks},
		{"status", "read any status page: one line for each component", statusUsage, (*program).status},
		{"redact", "take the text of an update out for good", redactUsage, (*program).redact},
		{"export", "the whole state into one encrypted file", exportUsage, (*program).export},
		{"restore", "a data folder from an exported file", restoreUsage, (*program).restore},
		{"explain", "why a component has the status it has", explainUsage, (*program).explain},
		{"doctor", "find contradictions and trouble, or rebuild what is derived", doctorUsage, (*program).doctor},
		{"version", "version, commit, Go version", versionUsage, (*program).version},
	}
}

const (
	exitDone    = 0
	exitRefused = 1
	exitUsage   = 2
)

// run runs one command and returns the exit status.
func (p *program) run(ctx context.Context, args []string) int {
	if len(args) == 0 {
		fmt.Fprint(p.stderr, overview())
		return exitUsage
	}
	switch args[0] {
	case "help", "--help", "-h", "-help":
		return p.help(args[1:])
	case "--version", "-version":
		args = []string{"version"}
	}
	c, ok := find(args[0])
	if !ok {
		return p.fail(usagef("there is no command %q: run tidings help", args[0]))
	}
	err := c.run(p, ctx, args[1:])
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(p.stdout, c.usage)
		return exitDone
	}
	return p.fail(err)
}

func (p *program) help(args []string) int {
	if len(args) == 0 {
		fmt.Fprint(p.stdout, overview())
		return exitDone
	}
	c, ok := find(args[0])
	if !ok {
		return p.fail(usagef("there is no command %q: run tidings help", args[0]))
	}
	fmt.Fprint(p.stdout, c.usage)
	return exitDone
}

func find(name string) (command, bool) {
	for _, c := range commands() {
		if c.name == name {
			return c, true
		}
	}
	return command{}, false
}

func overview() string {
	var b strings.Builder
	b.WriteString("Tidings is a status page that stays up when everything else is down.\n\n")
	for _, c := range commands() {
		fmt.Fprintf(&b, "  tidings %-11s %s\n", c.name, c.summary)
	}
	b.WriteString("\nRun tidings help COMMAND, or tidings COMMAND --help, for its flags and examples.\n" +
		"Every flag can be given as an environment variable: --data as TIDINGS_DATA.\n")
	return b.String()
}

// fail shows an error and returns the exit status that goes with it.
func (p *program) fail(err error) int {
	var shown quiet
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &shown):
		return int(shown)
	}
	fmt.Fprintf(p.stderr, "tidings: error: %v\n", err)
	var hinted interface{ Hint() string }
	if errors.As(err, &hinted) {
		fmt.Fprintf(p.stderr, "tidings: hint: %s\n", hinted.Hint())
	}
	var wrong usageError
	var given local.UsageError
	if errors.As(err, &wrong) || errors.As(err, &given) {
		return exitUsage
	}
	return exitRefused
}

// quiet is an exit status whose reason has been shown already.
type quiet int

func (q quiet) Error() string { return fmt.Sprintf("exit status %d", int(q)) }

// usageError is the caller's mistake.
type usageError string

func (e usageError) Error() string { return string(e) }

func usagef(format string, args ...any) error { return usageError(fmt.Sprintf(format, args...)) }

// hinted adds what to do about an error.
type hinted struct {
	error
	hint string
}

func (h hinted) Hint() string  { return h.hint }
func (h hinted) Unwrap() error { return h.error }

// json prints a result for machines.
func (p *program) json(v any) error {
	enc := json.NewEncoder(p.stdout)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// printAll prints results for machines, or each as a line whose columns are aligned.
func printAll[T any](p *program, asJSON bool, all []T, line func(T) string) error {
	if asJSON {
		return p.json(all)
	}
	w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	for _, x := range all {
		fmt.Fprintln(w, line(x))
	}
	return w.Flush()
}

// columns are a line of printAll.
func columns(texts ...string) string { return strings.Join(texts, "\t") }

// verbs are what a command such as "token" does, by the word after it.
type verbs []struct {
	name string
	run  func(ctx context.Context, args []string) error
}

func (v verbs) run(ctx context.Context, args []string) error {
	var names []string
	for _, x := range v {
		names = append(names, x.name)
	}
	what, args, err := verb(args, names...)
	if err != nil {
		return err
	}
	return v[slices.Index(names, what)].run(ctx, args)
}

// verb picks the word after a command.
func verb(args []string, known ...string) (string, []string, error) {
	if len(args) > 0 {
		if slices.Contains(known, args[0]) {
			return args[0], args[1:], nil
		}
		if args[0] == "--help" || args[0] == "-h" || args[0] == "-help" {
			return "", nil, flag.ErrHelp
		}
	}
	return "", nil, usagef("say what to do: one of %s", strings.Join(known, ", "))
}
