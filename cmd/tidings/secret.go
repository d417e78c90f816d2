package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/mattn/go-isatty"

	"tidings/internal/boot/local"
	"tidings/internal/secret"
)

const secretUsage = `usage: tidings secret set NAME < value
       tidings secret rotate NAME < value
       tidings secret list
       tidings secret delete NAME

Keeps the secrets that sources name, sealed in the data folder. The value is
read from standard input, one line end at its end taken off, and never shown.
After rotate both the old and the new value are good for 24 hours.

The environment variable TIDINGS_SECRET_NAME goes before a kept secret.

  --data DIR   the data folder (./data)
  --json       list as JSON

Example:
  $ openssl rand -hex 32 | tidings secret set prometheus
`

func (p *program) secret(ctx context.Context, args []string) error {
	what, args, err := verb(args, "set", "rotate", "list", "delete")
	if err != nil {
		return err
	}
	if what == "list" {
		return p.secretList(ctx, args)
	}
	f := p.flags("secret " + what)
	data := f.data()
	rest, err := f.parse(args, 1, 1)
	if err != nil {
		return err
	}
	value, err := p.secretValue(what)
	if err != nil {
		return err
	}
	m, err := p.open(ctx, *data, what == "set")
	if err != nil {
		return err
	}
	defer m.Close()
	return p.secretChange(ctx, m, what, rest[0], value)
}

func (p *program) secretChange(ctx context.Context, m *local.Machine, what, name, value string) (err error) {
	switch what {
	case "set":
		err = m.Secrets.Set(ctx, byCommand, name, value, p.now().UTC())
	case "rotate":
		err = m.Secrets.Rotate(ctx, byCommand, name, value, p.now().UTC())
	default:
		err = m.Secrets.Delete(ctx, byCommand, name, p.now().UTC())
	}
	if errors.Is(err, secret.ErrNotFound) {
		return hinted{fmt.Errorf("no secret is called %q", name), "tidings secret list shows the names, tidings secret set makes a new one"}
	}
	if err != nil {
		return err
	}
	if what != "delete" && p.getenv(secret.EnvName(name)) != "" {
		fmt.Fprintf(p.stderr, "note: the environment variable %s is set here and goes before it\n", secret.EnvName(name))
	}
	return nil
}

func (p *program) secretValue(what string) (string, error) {
	if what == "delete" {
		return "", nil
	}
	if f, ok := p.stdin.(*os.File); ok && isatty.IsTerminal(f.Fd()) {
		fmt.Fprintln(p.stderr, "type the value, then Enter and Ctrl-D; it can be seen here, so a pipe is better")
	}
	raw, err := io.ReadAll(io.LimitReader(p.stdin, secret.MaxBytes+2))
	if err != nil {
		return "", fmt.Errorf("reading the value from standard input: %w", err)
	}
	value := strings.TrimSuffix(strings.TrimSuffix(string(raw), "\n"), "\r")
	if strings.TrimSpace(value) == "" {
		return "", hinted{errors.New("the value is empty"), "give the value on standard input, as in: openssl rand -hex 32 | tidings secret set NAME"}
	}
	return value, nil
}

func (p *program) secretList(ctx context.Context, args []string) error {
	f := p.flags("secret list")
	data, asJSON := f.data(), f.json()
	if _, err := f.parse(args, 0, 0); err != nil {
		return err
	}
	m, err := p.open(ctx, *data, false)
	if err != nil {
		return err
	}
	defer m.Close()
	secrets, err := m.Secrets.List(ctx)
	if err != nil {
		return err
	}
	return printAll(p, *asJSON, secrets, func(s secret.Info) string {
		return columns(s.Name, s.Set.Format(time.DateOnly), oldUntil(s, p.now()))
	})
}

func oldUntil(s secret.Info, now time.Time) string {
	if !now.Before(s.OldUntil) {
		return ""
	}
	return "old value good until " + s.OldUntil.Format(time.RFC3339)
}
