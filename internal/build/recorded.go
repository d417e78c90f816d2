package build

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"tidings/internal/status"
)

// Recorded is the state that monitors and people have left in a data folder.
type Recorded interface {
	status.Archive
	status.Measures
	Facts(ctx context.Context, layout status.Layout, at time.Time) (status.Facts, error)
}

// adopt adds what was recorded to what the content files say. Incidents and
// maintenances that came from a file are left out: the files speak for those.
func (c *catalog) adopt(ctx context.Context, r Recorded) error {
	for day, err := range r.Days(ctx, "", "") {
		if err != nil {
			return fmt.Errorf("reading the recorded state: %w", err)
		}
		for _, e := range day.Entries {
			if err := c.adoptEntry(ctx, r, e.Ref); err != nil {
				return fmt.Errorf("reading the recorded state: %w", err)
			}
		}
		for _, iv := range day.Intervals {
			if strings.HasPrefix(iv.Cause, "signal/") || strings.HasPrefix(iv.Cause, "override/") {
				c.calendar.AddInterval(iv)
			}
		}
	}
	return nil
}

func (c *catalog) adoptEntry(ctx context.Context, r Recorded, ref status.Ref) error {
	n := name{ref.About, ref.ID}
	if _, written := c.where[n]; written {
		return nil
	}
	if ref.About == status.AboutMaintenance {
		m, err := r.Maintenance(ctx, ref.ID)
		if err == nil && m.Origin.Kind != status.OriginContent {
			c.calendar.AddMaintenance(m, c.job.AsOf)
			c.adopted[n] = struct{}{}
		}
		return err
	}
	inc, err := r.Incident(ctx, ref.ID)
	if err == nil && inc.Origin.Kind != status.OriginContent {
		c.calendar.AddIncident(inc)
		c.adopted[n] = struct{}{}
	}
	return err
}

// follow adds what was recorded of a content file's earlier texts, and takes out
// what was redacted: a file alone knows neither.
func (f *fact) follow(ctx context.Context, r Recorded, at time.Time) error {
	if r == nil || f.recurrence != nil {
		return nil
	}
	var err error
	if f.incident != nil {
		var old *status.Incident
		if old, err = r.Incident(ctx, f.incident.ID); err == nil && old.Origin.Kind == status.OriginContent {
			f.incident = f.incident.After(old, at)
		}
	} else {
		var old *status.Maintenance
		if old, err = r.Maintenance(ctx, f.maintenance.ID); err == nil && old.Origin.Kind == status.OriginContent {
			f.maintenance = f.maintenance.After(old, at).Succeeding(old, at)
		}
	}
	if errors.Is(err, status.ErrNotFound) {
		return nil
	}
	return err
}

// facts are those of the files and those that were recorded.
func (c *catalog) facts(ctx context.Context, r Recorded) (status.Facts, error) {
	j := c.job
	f, err := r.Facts(ctx, j.config.Layout, j.AsOf)
	if err != nil {
		return f, fmt.Errorf("reading the recorded state: %w", err)
	}
	f.Metrics = declared(j.config, f.Metrics)
	incidents, maintenance := f.Incidents, f.Maintenance
	f.Incidents, f.Maintenance = c.open.incidents, c.open.maintenance
	for _, inc := range incidents {
		if _, ok := c.adopted[name{status.AboutIncident, inc.ID}]; ok {
			f.Incidents = append(f.Incidents, inc)
		}
	}
	for _, m := range maintenance {
		if _, ok := c.adopted[name{status.AboutMaintenance, m.ID}]; ok {
			f.Maintenance = append(f.Maintenance, m)
		}
	}
	return f, nil
}

// both gets texts from the files, or else from what was recorded.
type both struct {
	*texts
	recorded Recorded
	adopted  map[name]struct{}
}

func (b both) Incident(ctx context.Context, id string) (*status.Incident, error) {
	if _, ok := b.adopted[name{status.AboutIncident, id}]; ok {
		return b.recorded.Incident(ctx, id)
	}
	return b.texts.Incident(ctx, id)
}

func (b both) Maintenance(ctx context.Context, id string) (*status.Maintenance, error) {
	if _, ok := b.adopted[name{status.AboutMaintenance, id}]; ok {
		return b.recorded.Maintenance(ctx, id)
	}
	return b.texts.Maintenance(ctx, id)
}
