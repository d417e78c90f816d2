package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"tidings/internal/access"
	"tidings/internal/boot/local"
)

const userUsage = `usage: tidings user add EMAIL --role view|edit|manage [--name N] [--may P,P]
       tidings user reset EMAIL [--second-factor]
       tidings user list

People who sign in to the dashboard at /admin/. Both add and reset print a
link, alone, that can be used once: it lets its reader choose a password and
signs them in while tidings serve runs. It is good for three days, or for an hour
when somebody who has signed in before resets. A new link voids the one before.

  --role R          view, edit or manage
  --name N          what others see
  --may P,P         permissions: site, contacts, administration
                    (site; with manage also administration)
  --second-factor   take the authenticator and its recovery codes away as well
  --url URL         what the link begins with (what serve said last)
  --data DIR        the data folder (./data)
  --json            as JSON

Example:
  $ tidings user add ada@example.com --role edit
  http://127.0.0.1:8080/admin/link/3f0c...
`

func (p *program) user(ctx context.Context, args []string) error {
	return verbs{{"add", p.userAdd}, {"reset", p.userReset}, {"list", p.userList}}.run(ctx, args)
}

func (p *program) userAdd(ctx context.Context, args []string) error {
	f := p.flags("user add")
	data, to := f.data(), f.linkTo()
	role, name, may := f.String("role", "", ""), f.String("name", "", ""), f.String("may", "", "")
	rest, err := f.parse(args, 1, 1)
	if err != nil {
		return err
	}
	if *role == "" {
		return usagef("an account needs --role: see tidings help user")
	}
	email, rights, err := wanted(rest[0], *role, *may)
	if err != nil {
		return usagef("%v", err)
	}
	m, err := p.open(ctx, *data, true)
	if err != nil {
		return err
	}
	defer m.Close()
	made, err := m.Accounts.Add(ctx, theCommand, email, *name, rights)
	if errors.Is(err, access.ErrTaken) {
		return hinted{err, "tidings user reset EMAIL prints a new link for it"}
	}
	if err != nil {
		return err
	}
	return p.userLink(ctx, m, made.ID, to, false)
}

// wanted reads what an account is to be.
func wanted(typed, role, may string) (access.Email, access.Rights, error) {
	email, err := access.ParseEmail(typed)
	if err != nil {
		return email, access.Rights{}, fmt.Errorf("%q: %w", typed, err)
	}
	rights := access.Rights{Role: role, Permissions: access.Usual(role)}
	if may != "" {
		rights.Permissions = nil
		for word := range strings.SplitSeq(may, ",") {
			rights.Permissions = append(rights.Permissions, access.Permission(strings.TrimSpace(word)))
		}
	}
	return email, rights, rights.Check()
}

func (p *program) userReset(ctx context.Context, args []string) error {
	f := p.flags("user reset")
	data, to, bare := f.data(), f.linkTo(), f.Bool("second-factor", false, "")
	rest, err := f.parse(args, 1, 1)
	if err != nil {
		return err
	}
	email, err := access.ParseEmail(rest[0])
	if err != nil {
		return usagef("%q: %v", rest[0], err)
	}
	m, err := p.open(ctx, *data, false)
	if err != nil {
		return err
	}
	defer m.Close()
	who, err := m.Accounts.Find(ctx, email)
	if errors.Is(err, access.ErrNoAccount) {
		return hinted{fmt.Errorf("there is no account of %s", email.Reveal()), "tidings user list shows all, tidings user add makes one"}
	}
	if err != nil {
		return err
	}
	return p.userLink(ctx, m, who.ID, to, *bare)
}

// linkFlags say what a link into an account begins with, and how it is printed.
type linkFlags struct {
	url    *string
	asJSON *bool
}

func (f *flags) linkTo() linkFlags { return linkFlags{f.String("url", "", ""), f.json()} }

// userLink prints a link into an account.
func (p *program) userLink(ctx context.Context, m *local.Machine, id string, to linkFlags, bare bool) error {
	text, link, err := m.Accounts.NewLink(ctx, theCommand, id, bare)
	if err != nil {
		return err
	}
	home := *to.url
	if home == "" {
		if home, err = m.Accounts.Home(ctx); err != nil {
			return err
		}
	}
	if home == "" {
		home = "http://127.0.0.1:8080"
		fmt.Fprintf(p.stderr, "note: tidings serve has not run yet on this data folder: put its address in place of %s, or give it with --url\n", home)
	}
	address := strings.TrimRight(home, "/") + access.LinkPath + text
	if *to.asJSON {
		return p.json(map[string]any{"link": address, "until": link.Until})
	}
	fmt.Fprintf(p.stderr, "good once, until %s\n", link.Until.Format(time.RFC3339))
	_, err = fmt.Fprintln(p.stdout, address)
	return err
}

// shownAccount is an account as list prints it.
type shownAccount struct {
	ID          string              `json:"id"`
	Email       string              `json:"email"`
	Name        string              `json:"name,omitempty"`
	Role        string              `json:"role"`
	Permissions []access.Permission `json:"permissions"`
	Disabled    bool                `json:"disabled,omitempty"`
	SecondStep  bool                `json:"second_factor"`
	Passkeys    int                 `json:"passkeys"`
	SignedIn    time.Time           `json:"signed_in,omitzero"`
}

func (p *program) userList(ctx context.Context, args []string) error {
	f := p.flags("user list")
	data, asJSON := f.data(), f.json()
	if _, err := f.parse(args, 0, 0); err != nil {
		return err
	}
	m, err := p.open(ctx, *data, false)
	if err != nil {
		return err
	}
	defer m.Close()
	accounts, err := m.Accounts.List(ctx)
	if err != nil {
		return err
	}
	list := make([]shownAccount, 0, len(accounts))
	for _, a := range accounts {
		list = append(list, shownAccount{a.ID, a.Email.Reveal(), a.Name, a.Role, a.Permissions, a.Disabled, a.Has.TOTP, len(a.Has.Passkeys), a.SignedIn})
	}
	return printAll(p, *asJSON, list, func(a shownAccount) string {
		return columns(a.Email, a.Role, joined(a.Permissions), a.state(), printable(a.Name))
	})
}

func (a shownAccount) state() string {
	switch {
	case a.Disabled:
		return "disabled"
	case a.SignedIn.IsZero():
		return "never signed in"
	}
	return "signed in " + a.SignedIn.Format(time.DateOnly)
}

func joined(permissions []access.Permission) string {
	words := make([]string, len(permissions))
	for i, p := range permissions {
		words[i] = string(p)
	}
	return strings.Join(words, ",")
}
