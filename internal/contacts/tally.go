package contacts

import (
	"context"
	"encoding/json"
	"fmt"

	"tidings/internal/store"
)

// Tally is how many there are.
type Tally struct {
	States  map[State]int
	Waiting int // have asked, and not confirmed yet
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
			break
		}
	}
	for q := (store.Query{Part: partAsked}); ; {
		page, err := b.d.List(ctx, q)
		if err != nil {
			return t, fmt.Errorf("counting who has asked: %w", err)
		}
		for _, it := range page.Items {
			var a asked
			if json.Unmarshal(it.Value, &a) == nil && !a.Done {
				t.Waiting++
			}
		}
		if q.After = page.Next; q.After == "" {
			return t, nil
		}
	}
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
