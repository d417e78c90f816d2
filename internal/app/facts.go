package app

import (
	"context"
	"errors"
	"fmt"

	"tidings/internal/status"
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

// applyFacts writes an edit to the board and then to the index. Ended in
// between, it is done again, which changes nothing of what is there already.
func (a *App) applyFacts(ctx context.Context, r *rules, e edit) error {
	put := make(map[string]applied, len(e.facts))
	stays := make(map[identity]bool, len(e.facts))
	for i, f := range e.facts {
		if err := a.putFact(ctx, r, f); err != nil {
			return e.cut(i, fmt.Errorf("applying %s: %w", e.put[i].Path, err))
		}
		id := factIdentity(f)
		put[e.put[i].Path], stays[id] = entry(e.put[i], id, r), true
	}
	old := a.index.replaced(e)
	for id := range old {
		if stays[id] {
			continue
		}
		if err := a.deleteFact(ctx, r, id); err != nil {
			return e.cut(len(e.facts), fmt.Errorf("deleting %s %s: %w", id.about, id.id, err))
		}
	}
	return a.index.change(ctx, put, e.gone)
}

// cut is an error that ended an edit when so many of its files had been put.
func (e edit) cut(done int, err error) error {
	if done == 0 {
		return err
	}
	return fmt.Errorf("%w; %d of the %d changed files are on the page already, and the edit is tried again until all of it is", err, done, len(e.put))
}

// replaced are the ids that the files of an edit had before it.
func (x *index) replaced(e edit) map[identity]bool {
	old := map[identity]bool{}
	add := func(path string) {
		if p, ok := x.files[path]; ok {
			old[identity{p.About, p.ID}] = true
		}
	}
	for _, f := range e.put {
		add(f.Path)
	}
	for _, path := range e.gone {
		add(path)
	}
	return old
}

// fromContent is who changes the board when a file does.
var fromContent = status.Actor{Kind: status.OriginContent, ID: "content"}

func (a *App) putFact(ctx context.Context, r *rules, f status.Fact) error {
	var err error
	switch {
	case f.Maintenance != nil:
		_, err = r.board.PutMaintenance(ctx, fromContent, *f.Maintenance, a.clock.Now())
	case f.Recurrence != nil:
		_, err = r.board.PutRecurrence(ctx, fromContent, *f.Recurrence, a.clock.Now())
	default:
		_, err = r.board.PutIncident(ctx, fromContent, *f.Incident, a.clock.Now())
	}
	return err
}

func (a *App) deleteFact(ctx context.Context, r *rules, id identity) error {
	var err error
	switch id.about {
	case status.AboutMaintenance:
		_, err = r.board.DeleteMaintenance(ctx, fromContent, id.id, a.clock.Now())
	case status.AboutRecurrence:
		_, err = r.board.DeleteRecurrence(ctx, fromContent, id.id, a.clock.Now())
	default:
		_, err = r.board.DeleteIncident(ctx, fromContent, id.id, a.clock.Now())
	}
	if errors.Is(err, status.ErrNotFound) {
		return nil
	}
	return err
}
