package build

import (
	"cmp"
	"context"
	"slices"
	"time"

	"tidings/internal/content"
	"tidings/internal/lastbuild"
	"tidings/internal/status"
)

// unroll files the occurrences of all recurrences that are announced, but for
// those in whose place a file stands.
func (c *catalog) unroll(ctx context.Context) error {
	slices.SortFunc(c.recurs, func(a, b *fact) int {
		return cmp.Or(cmp.Compare(a.recurrence.ID, b.recurrence.ID), cmp.Compare(a.file.Path, b.file.Path))
	})
	for i, f := range c.recurs {
		if other := c.rival(i); other != "" {
			c.problems = append(c.problems, c.job.duplicate(f, other))
			continue
		}
		c.record(f, nil, !f.recurrence.NextAfter(c.job.AsOf).IsZero())
		if err := c.unrollOne(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

func (c *catalog) unrollOne(ctx context.Context, f *fact) error {
	for _, m := range f.recurrence.At(c.job.AsOf) {
		if _, own := c.where[name{status.AboutMaintenance, m.ID}]; own {
			continue
		}
		one := &fact{file: f.file, maintenance: m}
		if err := one.follow(ctx, c.job.Recorded, c.job.AsOf); err != nil {
			return err
		}
		c.record(one, one, false)
	}
	return nil
}

// rival is the path of another maintenance or recurrence with the id of one.
func (c *catalog) rival(i int) string {
	id := c.recurs[i].recurrence.ID
	if other, twice := c.where[name{status.AboutMaintenance, id}]; twice {
		return c.records[other].Path
	}
	if i > 0 && c.recurs[i-1].recurrence.ID == id {
		return c.recurs[i-1].file.Path
	}
	return ""
}

// unrolls reports whether a change may touch the occurrences of recurrences:
// which of them stands in which file is worked out by a whole build alone.
func (d *difference) unrolls(h *lastbuild.Header) bool {
	planned := slices.ContainsFunc(d.read, func(f content.File) bool { return f.About == status.AboutMaintenance }) ||
		slices.ContainsFunc(d.gone, func(r lastbuild.Record) bool { return r.Ref.About != status.AboutIncident })
	return h.Recurring && planned
}

// recurs reports whether time, since the last build, has announced, begun or
// ended an occurrence.
func (f *fact) recurs(ref status.Ref, h *lastbuild.Header, j *job) bool {
	if ref.About == status.AboutRecurrence {
		next := f.recurrence.NextAfter(h.AsOf)
		return !next.IsZero() && !next.After(j.AsOf)
	}
	m := f.recurrence.Find(ref.ID, j.AsOf)
	return m == nil || m.StateAt(h.AsOf) != m.StateAt(j.AsOf)
}

// occurrence is one of a recurrence that is announced, nil for none.
func (f *fact) occurrence(id string, at time.Time) *fact {
	if m := f.recurrence.Find(id, at); m != nil {
		return &fact{file: f.file, maintenance: m}
	}
	return nil
}
