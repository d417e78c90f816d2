package build

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"tidings/internal/lastbuild"
	"tidings/internal/publish"
	"tidings/internal/status"
)

// savedLists says which months' lists the next build will find.
type savedLists struct {
	months []string // oldest first
	part   bool     // one is too large to be remembered: the next build is whole again
	err    error
}

// saveBeside keeps the lists while the site is made, which does not change them.
func (c *catalog) saveBeside() <-chan savedLists {
	saved := make(chan savedLists, 1)
	go func() {
		var s savedLists
		if c.job.Memory != nil {
			s.err = c.save(&s)
		}
		saved <- s
	}()
	return saved
}

func (c *catalog) save(s *savedLists) error {
	m := c.job.Memory
	if err := m.SaveAll(c.records); err != nil {
		return err
	}
	for p, err := range c.calendar.Packs() {
		if s.part = err != nil; s.part {
			return nil
		}
		if err := m.SavePack(p); err != nil {
			return err
		}
		if err := c.rememberDigests(p.Month); err != nil {
			return err
		}
		s.months = append(s.months, p.Month)
	}
	return nil
}

// remember makes what was saved good for the next build.
func (c *catalog) remember(ctx context.Context, lists savedLists) (err error) {
	if lists.err != nil {
		return fmt.Errorf("remembering the build: %w", lists.err)
	}
	if c.job.Memory == nil || lists.part {
		return nil
	}
	h := c.job.header()
	if h.Months, err = c.calendar.Months(ctx); err != nil {
		return err
	}
	h.Packs, h.Open, h.Later, h.Recurring = lists.months, c.open.refs(), c.later, len(c.recurs) > 0
	return c.job.finish(ctx, h)
}

// rememberDigests keeps what the bars need of a month, if they show it.
func (c *catalog) rememberDigests(month string) error {
	if month < c.job.firstMonth() {
		return nil
	}
	p := &status.DigestPack{Month: month}
	if err := p.Save(c.calendar, c.job.AsOf); err != nil {
		return err
	}
	return c.job.Memory.SaveDigests(p)
}

// firstMonth is the first month that the bars show some of. It only ever moves
// on, because a build of an earlier moment is a whole one.
func (j *job) firstMonth() string {
	return status.BarsFrom(j.AsOf, j.config.Site.Zone).Month()
}

// finish makes the memory good: it belongs to the manifest that now stands.
func (j *job) finish(ctx context.Context, h lastbuild.Header) (err error) {
	if h.Manifest, err = j.manifest(ctx); err != nil {
		return err
	}
	if err := j.Memory.SaveMonths(&j.months); err != nil {
		return fmt.Errorf("remembering the build: %w", err)
	}
	if err := j.Memory.Finish(h); err != nil {
		return fmt.Errorf("remembering the build: %w", err)
	}
	return nil
}

// manifest is the hash of the manifest on the target.
func (j *job) manifest(ctx context.Context) (string, error) {
	b, err := j.Target.Read(ctx, publish.ManifestPath)
	if err != nil {
		return "", fmt.Errorf("reading the manifest back: %w", err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}
