package app

import (
	"context"
	"errors"
	"fmt"

	"tidings/internal/repo"
	"tidings/internal/status"
)

// identity is what an id must be unique among.
type identity struct{ about, id string }

func factIdentity(f status.Fact) identity {
	if f.Maintenance != nil {
		return identity{status.AboutMaintenance, f.Maintenance.ID}
	}
	return identity{status.AboutIncident, f.Incident.ID}
}

// applyFacts writes an edit to the board and then to the index. Killed in
// between, the next start does it again, which changes nothing.
func (a *App) applyFacts(ctx context.Context, r *rules, e edit, facts []status.Fact) error {
	put := make(map[string]applied, len(facts))
	stays := make(map[identity]bool, len(facts))
	for i, f := range facts {
		if err := a.putFact(ctx, r, f); err != nil {
			return refusal(e.put[i].Path, err)
		}
		id := factIdentity(f)
		put[e.put[i].Path], stays[id] = entry(e.put[i], id.id), true
	}
	old := a.index.replaced(e)
	for id := range old {
		if stays[id] {
			continue
		}
		if err := a.deleteFact(ctx, r, id); err != nil {
			return fmt.Errorf("deleting %s %s: %w", id.about, id.id, err)
		}
	}
	return a.index.change(ctx, put, e.gone)
}

// refusal is why a file could not be applied: a mistake in it, unless trying
// again later may help.
func refusal(path string, err error) error {
	if temporary(err) {
		return fmt.Errorf("applying %s: %w", path, err)
	}
	return &ContentError{[]repo.Problem{{Path: path, Line: 1, Column: 1, Message: err.Error()}}}
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
	if f.Maintenance != nil {
		_, err = r.board.PutMaintenance(ctx, fromContent, *f.Maintenance, a.clock.Now())
	} else {
		_, err = r.board.PutIncident(ctx, fromContent, *f.Incident, a.clock.Now())
	}
	return err
}

func (a *App) deleteFact(ctx context.Context, r *rules, id identity) error {
	var err error
	if id.about == status.AboutMaintenance {
		_, err = r.board.DeleteMaintenance(ctx, fromContent, id.id, a.clock.Now())
	} else {
		_, err = r.board.DeleteIncident(ctx, fromContent, id.id, a.clock.Now())
	}
	if errors.Is(err, status.ErrNotFound) {
		return nil
	}
	return err
}
