package contacts

import (
	"context"
	"encoding/json"
	"fmt"
)

// Tally is how many there are.
type Tally struct {
	States map[State]int
	// Of those who are active, what they want.
	Languages              map[string]int // "": the site's first
	All, Some, Few         int            // everything; groups and components; single incidents alone
	Incidents, Maintenance int
}

// Tally counts everybody. It opens every record.
func (b *Book) Tally(ctx context.Context) (Tally, error) {
	t := Tally{States: map[State]int{}, Languages: map[string]int{}}
	for after := ""; ; {
		page, next, err := b.List(ctx, after, 0)
		if err != nil {
			return t, err
		}
		for i := range page {
			t.count(&page[i])
		}
		if after = next; after == "" {
			return t, nil
		}
	}
}

// Changed reports whether anybody's subscription has changed since a cursor (""
// for the beginning), and the cursor to ask with the next time.
func (b *Book) Changed(ctx context.Context, cursor string) (next string, changed bool, err error) {
	for {
		entries, next, err := b.d.Changes(ctx, cursor, 0)
		if err != nil {
			return cursor, false, fmt.Errorf("asking whether subscriptions have changed: %w", err)
		}
		changed = changed || len(entries) > 0
		if next == cursor {
			return next, changed, nil
		}
		cursor = next
	}
}

// Unconfirmed is how many have asked to be told and not confirmed it.
func (b *Book) Unconfirmed(ctx context.Context) (n int, err error) {
	for it, err := range b.items(ctx, partAsked) {
		if err != nil {
			return 0, fmt.Errorf("counting who has asked: %w", err)
		}
		var a asked
		if json.Unmarshal(it.Value, &a) == nil && !a.Done {
			n++
		}
	}
	return n, nil
}

func (t *Tally) count(s *Subscriber) {
	t.States[s.State]++
	if s.State != Active {
		return
	}
	t.Languages[s.Wish.Language]++
	switch {
	case s.Wish.All:
		t.All++
	case len(s.Wish.Groups)+len(s.Wish.Components) > 0:
		t.Some++
	default:
		t.Few++
	}
	if s.Wish.Incident {
		t.Incidents++
	}
	if s.Wish.Maintenance {
		t.Maintenance++
	}
}
