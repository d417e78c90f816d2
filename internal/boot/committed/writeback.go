package committed

import (
	"context"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"tidings/internal/access"
	"tidings/internal/app"
	"tidings/internal/gitrepo"
	"tidings/internal/status"
	"tidings/internal/store"
	"tidings/internal/writeback"
)

// People are those who post, by whom commits are.
type People struct {
	Accounts *access.Accounts
	Tokens   *access.Tokens
}

// WriteBack commits what is posted in a program to the repository.
func (c *Content) WriteBack(d store.Driver, who People, program func() *app.App, now func() time.Time, log *slog.Logger) app.WriteBack {
	by := authors{who, func() string { return program().Settings().URL }}
	return writeback.New(writeback.Options{
		Repository: c.in.Repository, Store: d, Author: by.author, Now: now, Log: log,
		Board: func() *status.Board { return program().Board() },
		Zone:  func() *time.Location { return program().Settings().Zone },
		Path:  func(about, id string) string { return program().FileOf(about, id) },
	})
}

// authors name those who change things, with addresses that reach nobody unless
// somebody wants theirs there.
type authors struct {
	People
	site func() string
}

func (a authors) author(ctx context.Context, c *status.Change) gitrepo.Person {
	if c == nil {
		return a.person("Tidings", "tidings")
	}
	if who, err := a.Accounts.Get(ctx, c.By); err == nil && who.Signs {
		return gitrepo.Person{Name: plain(who.Shown()), Email: who.Email.Reveal()}
	}
	return a.person(a.name(ctx, c), c.By)
}

func (a authors) name(ctx context.Context, c *status.Change) string {
	if id, ok := strings.CutPrefix(c.By, "token/"); ok {
		all, err := a.Tokens.List(ctx)
		for _, t := range all {
			if err == nil && t.ID == id {
				return t.Name
			}
		}
	}
	if who, err := a.Accounts.Get(ctx, c.By); err == nil && who.Name != "" {
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
	if strings.Trim(local, "-") == "" {
		local = "tidings"
	}
	host := "localhost"
	if u, err := url.Parse(a.site()); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	return gitrepo.Person{Name: plain(name), Email: local + "@noreply." + host}
}
