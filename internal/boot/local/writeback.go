package local

import (
	"context"
	"net/url"
	"strings"
	"time"

	"tidings/internal/access"
	"tidings/internal/app"
	"tidings/internal/gitrepo"
	"tidings/internal/status"
	"tidings/internal/writeback"
)

// writeBack commits what is posted to the repository of the content; nil where
// content is a folder.
func (m *Machine) writeBack(r app.Repository, program func() *app.App, o ServeOptions) app.WriteBack {
	git, ok := r.(*repository)
	if !ok {
		return nil
	}
	by := authors{accounts: m.Accounts, tokens: m.Tokens, site: func() string { return program().Settings().URL }}
	return writeback.New(writeback.Options{
		Repository: git.Repository, Store: m.Store, Author: by.author, Now: o.Now, Log: o.Log,
		Board: func() *status.Board { return program().Board() },
		Zone:  func() *time.Location { return program().Settings().Zone },
		Path:  func(about, id string) string { return program().FileOf(about, id) },
	})
}

// authors name those who change things, with addresses that reach nobody unless
// somebody wants theirs there.
type authors struct {
	accounts *access.Accounts
	tokens   *access.Tokens
	site     func() string
}

func (a authors) author(ctx context.Context, c *status.Change) gitrepo.Person {
	if c == nil {
		return a.person("Tidings", "tidings")
	}
	if who, err := a.accounts.Get(ctx, c.By); err == nil && who.Signs {
		return gitrepo.Person{Name: plain(who.Shown()), Email: who.Email.Reveal()}
	}
	return a.person(a.name(ctx, c), c.By)
}

func (a authors) name(ctx context.Context, c *status.Change) string {
	if id, ok := strings.CutPrefix(c.By, "token/"); ok {
		all, err := a.tokens.List(ctx)
		for _, t := range all {
			if err == nil && t.ID == id {
				return t.Name
			}
		}
	}
	if who, err := a.accounts.Get(ctx, c.By); err == nil && who.Name != "" {
		return who.Name
	}
	if c.ByKind == status.OriginAutomation {
		return "Tidings"
	}
	return "Somebody"
}

// plain is a name without what a commit cannot hold.
func plain(name string) string {
	return strings.NewReplacer("<", "", ">", "", "\n", " ", "\x00", "").Replace(name)
}

func (a authors) person(name, id string) gitrepo.Person {
	local := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '.' {
			return r
		}
		return '-'
	}, id)
	host := "localhost"
	if u, err := url.Parse(a.site()); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	return gitrepo.Person{Name: plain(name), Email: local + "@noreply." + host}
}
