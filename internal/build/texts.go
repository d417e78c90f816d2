package build

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"tidings/internal/repo"
	"tidings/internal/status"
)

// texts gets whole incidents and maintenances out of their files, which a
// whole build reads twice: keeping them in memory makes the collector work more
// than the second reading costs.
type texts struct {
	dir   string
	at    time.Time // what is dated later is not known yet
	known map[string]struct{}
	find  func(about, id string) (path string, err error)

	recorded Recorded // what is known of edits; may be nil
}

// Incident reads an incident's file.
func (t *texts) Incident(ctx context.Context, id string) (*status.Incident, error) {
	path, src, err := t.source(status.AboutIncident, id)
	if err != nil {
		return nil, err
	}
	inc, problems := repo.ParseIncident(path, src, t.known)
	if len(problems) > 0 {
		return nil, changedMeanwhile(problems[0])
	}
	f, err := t.then(ctx, &fact{incident: inc})
	if err != nil {
		return nil, err
	}
	return f.incident, nil
}

// Maintenance reads a maintenance's file.
func (t *texts) Maintenance(ctx context.Context, id string) (*status.Maintenance, error) {
	path, src, err := t.source(status.AboutMaintenance, id)
	if err != nil {
		return nil, err
	}
	m, problems := repo.ParseMaintenance(path, src, t.known)
	if len(problems) > 0 {
		return nil, changedMeanwhile(problems[0])
	}
	f, err := t.then(ctx, &fact{maintenance: m})
	if err != nil {
		return nil, err
	}
	return f.maintenance, nil
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

func (t *texts) source(about, id string) (path string, src []byte, err error) {
	if path, err = t.find(about, id); err != nil {
		return "", nil, err
	}
	src, err = os.ReadFile(filepath.Join(t.dir, filepath.FromSlash(path)))
	if err != nil {
		return "", nil, readTrouble(path, err)
	}
	return path, src, nil
}

func changedMeanwhile(p repo.Problem) error {
	return fmt.Errorf("the content changed while it was being built (%s): build again", p)
}
