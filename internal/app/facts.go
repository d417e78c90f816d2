package app

import (
	"context"
	"errors"
	"fmt"

	"tidings/internal/status"
	"tidings/internal/triage"
)

// identity is what an id must be unique among.
type identity struct{ about, id string }

func factIdentity(f status.Fact) identity {
	switch {
	case f.Maintenance != nil:
		return identity{status.AboutMaintenance, f.Maintenance.ID}
	case f.Recurrence != nil:
		return identity{status.AboutRecurrence, f.Recurrence.ID}
	}
	return identity{status.AboutIncident, f.Incident.ID}
}

// kind is the identity among all files of a kind: a recurrence and a single
// maintenance may not have one id.
func (i identity) kind() identity {
	if i.about == status.AboutRecurrence {
		i.about = status.AboutMaintenance
	}
	return i
}

// applyFacts writes an edit to the board and then to the index.
func (a *App) applyFacts(ctx context.Context, r *rules, c current, s staged) error {
	put := make(map[string]applied, len(s.Put))
	for _, f := range s.Put {
		err := a.putFact(ctx, r, c, f.Fact)
		switch {
		case triage.Temporary(err):
			return fmt.Errorf("applying %s: %w", f.Path, err)
		case err != nil: // its own mistakes were found before; what has been added to it is too much for it
			a.Log.Error("a content file cannot be brought onto the page, which shows what it said before", "at", f.Path, "error", err)
		default:
			put[f.Path] = f.Applied
		}
	}
	for _, d := range s.Deleted {
		if err := a.deleteFact(ctx, r, c, d); err != nil {
			return fmt.Errorf("deleting %s %s: %w", d.About, d.ID, err)
		}
		a.Log.Info("what a file said is off the page, for the file is gone", "file", d.Path, "subject", d.About+"/"+d.ID)
	}
	return a.index.change(ctx, put, s.Gone)
}

// stagedEdit is an edit in the form that is written down.
func (a *App) stagedEdit(r *rules, e edit) staged {
	s := staged{Gone: e.gone, Deleted: a.index.deleted(e)}
	for i, f := range e.facts {
		s.Put = append(s.Put, stagedFile{Path: e.put[i].Path, Applied: entry(e.put[i], factIdentity(f), r), Fact: f})
	}
	return s
}

// deleted are those that the files of an edit had before it and that no file
// has after it.
func (x *index) deleted(e edit) (out []stagedID) {
	stays := make(map[identity]bool, len(e.facts))
	for _, f := range e.facts {
		stays[factIdentity(f)] = true
	}
	add := func(path string) {
		p, ok := x.files[path]
		id := identity{p.About, p.ID}
		if ok && !stays[id] {
			stays[id] = true
			out = append(out, stagedID{p.About, p.ID, path})
		}
	}
	for _, f := range e.put {
		add(f.Path)
	}
	for _, path := range e.gone {
		add(path)
	}
	return out
}

// fromContent is who changes the board when a file of a folder does.
var fromContent = status.Actor{Kind: status.OriginContent, ID: "content"}

func (a *App) putFact(ctx context.Context, r *rules, c current, f status.Fact) error {
	var err error
	by := c.actor()
	switch {
	case f.Maintenance != nil:
		_, err = r.board.PutMaintenance(ctx, by, *f.Maintenance, c.At)
	case f.Recurrence != nil:
		_, err = r.board.PutRecurrence(ctx, by, *f.Recurrence, c.At)
	default:
		_, err = r.board.PutIncident(ctx, by, *f.Incident, c.At)
	}
	return err
}

func (a *App) deleteFact(ctx context.Context, r *rules, c current, d stagedID) error {
	var err error
	by := c.actor()
	switch d.About {
	case status.AboutMaintenance:
		_, err = r.board.DeleteMaintenance(ctx, by, d.ID, c.At)
	case status.AboutRecurrence:
		_, err = r.board.DeleteRecurrence(ctx, by, d.ID, c.At)
	default:
		_, err = r.board.DeleteIncident(ctx, by, d.ID, c.At)
	}
	if errors.Is(err, status.ErrNotFound) {
		return nil
	}
	return err
}
