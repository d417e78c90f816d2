package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"tidings/internal/status"
)

const redactUsage = `usage: tidings redact INCIDENT UPDATE [--content DIR] [--data DIR]

Takes the text of one update out for good: the text it has and every one it had
before, in all languages, from the page, the feeds, the JSON, and the log of
changes. The update stays where it was and says when its text was taken out.
A running serve shows it within a second or two. It cannot be undone.

INCIDENT is an id; write maintenance/ID where an incident has the same one.
UPDATE is the update's id, as its address has it after #update-, or "titles" for
the titles that the incident had before.

Copies are not in our hands: mail, feed readers, backups, older commits of a
content file. A content file keeps its text too: take it out there yourself and
write "redacted: TIME" into the update's block.

  --content DIR, or a Git repository as tidings build takes it
  --content-known-hosts FILE, --data DIR
  --json   print what was taken out as JSON

Example:
  $ tidings redact api-slow 2
  incident/api-slow: the text of update 2 is taken out
`

func (p *program) redact(ctx context.Context, args []string) error {
	f := p.flags("redact")
	content, data, asJSON := f.content(), f.data(), f.json()
	rest, err := f.parse(args, 2, 2)
	if err != nil {
		return err
	}
	c, m, err := p.openWith(ctx, content, *data)
	if err != nil {
		return err
	}
	defer m.Close()
	r := redacting{status.NewBoard(m.Store, c.Site.Zone), rest[1]}
	subject, origin, err := r.find(ctx, rest[0])
	if err != nil {
		return err
	}
	if _, err := r.board.Redact(ctx, status.Actor{Kind: status.OriginPerson, ID: byCommand}, subject, r.update, p.now()); err != nil {
		return err
	}
	if origin.Kind == status.OriginContent {
		fmt.Fprintf(p.stderr, "note: %s still has the text: take it out and write \"redacted: TIME\" into the update's block\n", printable(origin.Ref))
	}
	if *asJSON {
		return p.json(map[string]string{"subject": subject, "update": r.update})
	}
	what := "the text of update " + r.update + " is taken out"
	if r.update == status.Titles {
		what = "its earlier titles are taken out"
	}
	_, err = fmt.Fprintf(p.stdout, "%s: %s\n", subject, what)
	return err
}

// redacting is what a redaction is looked up in.
type redacting struct {
	board  *status.Board
	update string
}

// find gives the subject that is meant, and where it came from.
func (r redacting) find(ctx context.Context, name string) (subject string, from status.Origin, err error) {
	about, id, named := strings.Cut(name, "/")
	if !named {
		about, id = "", name
	}
	if about == "" || about == status.AboutIncident {
		inc, err := r.board.Incident(ctx, id)
		if err == nil {
			return status.AboutIncident + "/" + id, inc.Origin, r.has(id, inc.Updates)
		}
		if !errors.Is(err, status.ErrNotFound) || about != "" {
			return "", from, nothingOf(err, name)
		}
	}
	m, err := r.board.Maintenance(ctx, id)
	if err != nil || about != "" && about != status.AboutMaintenance {
		return "", from, nothingOf(errors.Join(err, status.ErrNotFound), name)
	}
	return status.AboutMaintenance + "/" + id, m.Origin, r.has(id, m.Updates)
}

// has refuses an update that is not there.
func (r redacting) has(id string, updates []status.Update) error {
	ids := make([]string, len(updates))
	for i, u := range updates {
		if ids[i] = u.ID; u.ID == r.update {
			return nil
		}
	}
	if r.update == status.Titles {
		return nil
	}
	return hinted{fmt.Errorf("%s has no update %q", id, r.update), "it has " + strings.Join(ids, ", ")}
}

func nothingOf(err error, name string) error {
	if errors.Is(err, status.ErrNotFound) {
		return hinted{fmt.Errorf("there is no incident and no maintenance %q", name), "its id is the last part of its page's address"}
	}
	return err
}
