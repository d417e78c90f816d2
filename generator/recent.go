package generator

import (
	"context"
	"fmt"
	"time"

	"tidings/generator/feed"
	"tidings/generator/statuspage"
	"tidings/internal/status"
)

// PastDays is how many days back the home page lists, and pastEntries how many
// entries it lists at most.
const (
	PastDays    = 15
	pastEntries = 20
)

// componentEntries is how many entries a component's page and feed hold, and
// componentMonths how many calendar months back they are looked for, which
// bounds what is read for a component that never fails. The window moves with
// the calendar alone: what happens to one component never shifts another's list.
const (
	componentEntries = 25
	componentMonths  = 24
)

// recent is the newest part of the archive: what home page, feeds and JSON list.
type recent struct {
	days    []*status.Day // of the last PastDays, newest first
	entries []status.Ref  // newest first, over all
	posted  []status.Ref  // what the newest updates belong to, each once
	active  []status.Ref  // what the history feed tells: where something was said last, each once
	planned []status.Ref  // the newest maintenances, newest first, also of before the entries
}

// enough is how many entries are looked at. The list of incidents in JSON is
// found among them, and the beginning of that of maintenances.
const enough = 2 * statuspage.Limit

// recent reads the archive's newest days until it knows enough.
func (b *builder) recent(ctx context.Context) (*recent, error) {
	today := status.DateOf(b.view.At, b.view.Zone)
	from := today.AddDays(1 - PastDays)
	r := &recent{}
	updates, seen := 0, map[taleKey]struct{}{}
	for day, err := range b.in.Archive.Days(ctx, "", "") {
		if err != nil {
			return nil, fmt.Errorf("newest days: %w", err)
		}
		if day.Date < from && len(r.entries) >= enough && updates >= feed.Limit && len(r.active) >= feed.Limit {
			break
		}
		if day.Date >= from && day.Date <= today {
			r.days = append(r.days, day)
		}
		r.list(day)
		updates += r.listPosted(day, feed.Limit-updates, seen)
	}
	return r, nil
}

func (r *recent) list(day *status.Day) {
	for i := len(day.Entries) - 1; i >= 0 && len(r.entries) < enough; i-- {
		r.entries = append(r.entries, day.Entries[i].Ref)
	}
}

// listPosted notes whose the newest updates of a day are: those of the first
// limit, and of as many as the history feed tells. It returns how many it saw.
func (r *recent) listPosted(day *status.Day, limit int, seen map[taleKey]struct{}) int {
	for i := len(day.Posted) - 1; i >= 0 && (limit > 0 || len(r.active) < feed.Limit); i-- {
		p := day.Posted[i]
		ref := status.Ref{About: p.About, ID: p.ID}
		_, twice := seen[taleKey{p.About, p.ID}]
		seen[taleKey{p.About, p.ID}] = struct{}{}
		if !twice && len(r.active) < feed.Limit {
			r.active = append(r.active, ref)
		}
		if !twice && limit > 0 {
			r.posted = append(r.posted, ref)
		}
		limit--
	}
	return len(day.Posted)
}

// of are the newest entries of one kind.
func (r *recent) of(about string) (refs []status.Ref) {
	for _, ref := range r.entries {
		if ref.About == about && len(refs) < statuspage.Limit {
			refs = append(refs, ref)
		}
	}
	return refs
}

// ofComponents finds the newest entries of some components.
func (b *builder) ofComponents(ctx context.Context, ids []string) (map[string][]status.Ref, error) {
	found := make(map[string][]status.Ref, len(ids))
	months, err := b.in.Archive.Months(ctx)
	if err != nil {
		return nil, fmt.Errorf("months: %w", err)
	}
	oldest := b.firstMonth()
	for _, m := range months {
		if m.Month < oldest || !short(found, ids) {
			break
		}
		month, err := b.in.Archive.Month(ctx, m.Month)
		if err != nil {
			return nil, fmt.Errorf("month %s: %w", m.Month, err)
		}
		for _, id := range ids {
			refs := month.Components[id]
			for i := len(refs) - 1; i >= 0 && len(found[id]) < componentEntries; i-- {
				found[id] = append(found[id], refs[i])
			}
		}
	}
	return found, nil
}

// firstMonth is the oldest month that is looked through.
func (b *builder) firstMonth() string {
	at := b.view.At.In(b.view.Zone)
	return time.Date(at.Year(), at.Month()+1-componentMonths, 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
}

// short reports whether a component has fewer entries than its page holds.
func short(found map[string][]status.Ref, ids []string) bool {
	for _, id := range ids {
		if len(found[id]) < componentEntries {
			return true
		}
	}
	return false
}
