package build

import (
	"context"
	"fmt"
	"sync"
	"time"

	"tidings/internal/content"
	"tidings/internal/repo"
	"tidings/internal/status"
)

// texts gets whole incidents and maintenances out of their files, which a
// whole build reads twice: keeping them in memory makes the collector work more
// than the second reading costs.
type texts struct {
	reader *repo.Reader
	at     time.Time // what is dated later is not known yet
	known  repo.Known
	find   func(about, id string) (path string, err error)

	recorded  Recorded // what is known of edits; may be nil
	recurring sync.Map // recurrences by path: one has many maintenances
}

// Incident reads an incident's file.
func (t *texts) Incident(ctx context.Context, id string) (*status.Incident, error) {
	path, err := t.find(status.AboutIncident, id)
	if err != nil {
		return nil, err
	}
	f, err := t.read(status.AboutIncident, path)
	if err != nil {
		return nil, err
	}
	if f, err = t.then(ctx, f); err != nil {
		return nil, err
	}
	return f.incident, nil
}

// Maintenance reads a maintenance's file.
func (t *texts) Maintenance(ctx context.Context, id string) (*status.Maintenance, error) {
	path, err := t.find(status.AboutMaintenance, id)
	if err != nil {
		return nil, err
	}
	f, err := t.planned(path)
	if err != nil {
		return nil, err
	}
	if f.recurrence != nil {
		if f = f.occurrence(id, t.at); f == nil {
			return nil, status.ErrNotFound
		}
	}
	if f, err = t.then(ctx, f); err != nil {
		return nil, err
	}
	return f.maintenance, nil
}

// planned reads the file of a maintenance, or of a recurrence once.
func (t *texts) planned(path string) (*fact, error) {
	if f, ok := t.recurring.Load(path); ok {
		return f.(*fact), nil
	}
	f, err := t.read(status.AboutMaintenance, path)
	if err == nil && f.recurrence != nil {
		t.recurring.Store(path, f)
	}
	return f, err
}

// then is a fact as it was known at the build's moment.
func (t *texts) then(ctx context.Context, f *fact) (*fact, error) {
	if err := f.follow(ctx, t.recorded, t.at); err != nil {
		return nil, err
	}
	if f, _ = f.asOf(t.at); f == nil {
		return nil, status.ErrNotFound
	}
	return f, nil
}

func (t *texts) read(about, path string) (*fact, error) {
	f := &fact{file: content.File{Path: path, About: about}}
	var problems []content.Problem
	if err := t.reader.Read(path, func(src []byte) { problems = f.parse(src, t.known) }); err != nil {
		return nil, readTrouble(path, err)
	}
	if len(problems) > 0 {
		return nil, changedMeanwhile(problems[0])
	}
	return f, nil
}

func changedMeanwhile(p content.Problem) error {
	return fmt.Errorf("the content changed while it was being built (%s): build again", p)
}
