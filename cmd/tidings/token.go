package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"tidings/internal/access"
)

const tokenUsage = `usage: tidings token create --name N --role view|edit|manage [--kind person|automation]
                            [--scope S]... [--expires TIME]
       tidings token list
       tidings token revoke ID

A token lets a program in. It is printed once, alone, and kept only as a hash.
What a token of kind automation (the default) says of a component is a signal;
with kind person it is a person's word.

  --name N     who uses it
  --role R     view, edit or manage
  --kind K     person or automation (automation)
  --scope S    what it may write: components, incidents, metrics, schedules or
               subscribers; may be given several times (all that its role may).
               audit reads /admin/audit.jsonl, and alone nothing else
  --expires T  until when it is good, such as 2027-01-31T00:00:00Z (for ever)
  --data DIR   the data folder (./data)
  --json       as JSON

Example:
  $ tidings token create --name "deploy robot" --role edit
  tdg_5o0mYf7...
`

func (p *program) token(ctx context.Context, args []string) error {
	return verbs{{"create", p.tokenCreate}, {"list", p.tokenList}, {"revoke", p.tokenRevoke}}.run(ctx, args)
}

func (p *program) tokenCreate(ctx context.Context, args []string) error {
	f := p.flags("token create")
	data, asJSON := f.data(), f.json()
	var tok access.Token
	f.StringVar(&tok.Name, "name", "", "")
	f.StringVar(&tok.Role, "role", "", "")
	f.StringVar(&tok.Kind, "kind", access.Automation, "")
	var expires moment
	f.Var((*list)(&tok.Scopes), "scope", "")
	f.Var(&expires, "expires", "")
	if _, err := f.parse(args, 0, 0); err != nil {
		return err
	}
	tok.Expires = expires.Time
	if !tok.Expires.IsZero() && !tok.Expires.After(p.now()) {
		return usagef("--expires has to lie in the future")
	}
	if tok.Name == "" || tok.Role == "" {
		return usagef("a token needs --name and --role: see tidings help token")
	}
	if err := tok.Valid(); err != nil {
		return usagef("%v", err)
	}
	m, err := p.open(ctx, *data, true)
	if err != nil {
		return err
	}
	defer m.Close()
	text, tok, err := m.Tokens.Create(ctx, theCommand, tok, p.now(), p.random)
	if err != nil {
		return err
	}
	if *asJSON {
		return p.json(struct {
			access.Token
			Text string `json:"token"`
		}{tok, text})
	}
	_, err = fmt.Fprintln(p.stdout, text)
	return err
}

func (p *program) tokenList(ctx context.Context, args []string) error {
	f := p.flags("token list")
	data, asJSON := f.data(), f.json()
	if _, err := f.parse(args, 0, 0); err != nil {
		return err
	}
	m, err := p.open(ctx, *data, false)
	if err != nil {
		return err
	}
	defer m.Close()
	tokens, err := m.Tokens.List(ctx)
	if err != nil {
		return err
	}
	return printAll(p, *asJSON, tokens, func(t access.Token) string {
		return columns(t.ID, t.Role, t.Kind, t.Created.Format(time.DateOnly), usedWords(t), t.Name)
	})
}

// usedWords says when a token was last used, and until when it is good.
func usedWords(t access.Token) string {
	words := "never used"
	if !t.Used.IsZero() {
		words = "used " + t.Used.Format("2006-01-02 15:04")
	}
	if !t.Expires.IsZero() {
		words += ", until " + t.Expires.Format(time.DateOnly)
	}
	if len(t.Scopes) > 0 {
		words += ", " + strings.Join(t.Scopes, "+")
	}
	return words
}

func (p *program) tokenRevoke(ctx context.Context, args []string) error {
	f := p.flags("token revoke")
	data := f.data()
	rest, err := f.parse(args, 1, 1)
	if err != nil {
		return err
	}
	m, err := p.open(ctx, *data, false)
	if err != nil {
		return err
	}
	defer m.Close()
	tok, err := m.Tokens.Revoke(ctx, theCommand, rest[0], p.now())
	if errors.Is(err, access.ErrNotFound) {
		return hinted{fmt.Errorf("there is no token with the id %q", rest[0]), "tidings token list shows the ids"}
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.stderr, "revoked %s (%s)\n", tok.ID, tok.Name)
	return err
}
