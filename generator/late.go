package generator

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"tidings/internal/status"
)

// lateEntries is how many entries a component's feed holds beside its newest.
const lateEntries = 25

// late finds for each component what something was said of in the last PastDays
// though it began long ago: a feed that told only what is new would never say
// that it is over. The window moves with the calendar alone, as that of the
// newest entries does.
func (b *builder) late(ctx context.Context, r *recent) (map[string][]status.Ref, error) {
	known := map[taleKey][]string{} // components of what began in the window
	for _, day := range r.days {
		for _, e := range day.Entries {
			known[taleKey{e.About, e.ID}] = e.Components
		}
	}
	found := map[string][]status.Ref{}
	seen := map[taleKey]struct{}{}
	for _, day := range r.days {
		for _, p := range slices.Backward(day.Posted) {
			key := taleKey{p.About, p.ID}
			if _, twice := seen[key]; twice {
				continue
			}
			seen[key] = struct{}{}
			touched, ok := known[key]
			if !ok {
				var err error
				if touched, err = b.touches(ctx, key); err != nil {
					return nil, err
				}
			}
			for _, id := range touched {
				found[id] = append(found[id], status.Ref{About: p.About, ID: p.ID})
			}
		}
	}
	return found, nil
}

// touches are the components of an entry that is not in the lists at hand.
func (b *builder) touches(ctx context.Context, key taleKey) ([]string, error) {
	if key.about == status.AboutMaintenance {
		m, err := b.in.Archive.Maintenance(ctx, key.id)
		if err != nil {
			return nil, goneOr(err, key)
		}
		return m.Components, nil
	}
	inc, err := b.in.Archive.Incident(ctx, key.id)
	if err != nil {
		return nil, goneOr(err, key)
	}
	touched := map[string]struct{}{}
	for id := range inc.Components {
		touched[id] = struct{}{}
	}
	for _, u := range inc.Updates {
		for id := range u.Components {
			touched[id] = struct{}{}
		}
	}
	return slices.Sorted(maps.Keys(touched)), nil
}

func goneOr(err error, key taleKey) error {
	if errors.Is(err, status.ErrNotFound) {
		return nil // it went between two reads: the next build knows
	}
	return fmt.Errorf("%s %s: %w", key.about, key.id, err)
}

// without leaves out what stands in another list, and keeps lateEntries.
func without(refs, other []status.Ref) (left []status.Ref) {
	for _, ref := range refs {
		same := func(o status.Ref) bool { return o.About == ref.About && o.ID == ref.ID }
		if len(left) < lateEntries && !slices.ContainsFunc(other, same) {
			left = append(left, ref)
		}
	}
	return left
}
