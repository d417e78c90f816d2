package status

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tidings/internal/store/memory"
)

// shown is what somebody who looks at the site could see of a board, except
// that bars and open spans grow with time.
type shown struct {
	view  *View
	lists lists
	facts map[string]*Incident
}

func look(r require, b *Board, now time.Time) shown {
	ctx := context.Background()
	s := shown{lists: listsOf(r, b), facts: map[string]*Incident{}}
	var err error
	s.view, err = b.View(ctx, Layout{Components: []Component{{ID: "api"}, {ID: "web"}, {ID: "docs"}}}, now)
	r.must(err)
	for _, d := range s.lists.Days {
		for _, e := range d.Entries {
			if e.About == AboutIncident {
				s.facts[e.ID], err = b.Incident(ctx, e.ID)
				r.must(err)
			}
		}
	}
	return s
}

// missing names what changed and is not in the scope.
func missing(scope Scope, before, after shown) []string {
	var left []string
	need := func(changed, covered bool, what string) {
		if changed && !covered {
			left = append(left, what)
		}
	}
	for i, c := range after.view.Layout.Components {
		changed := !cmp.Equal(before.view.States[i], after.view.States[i], loose)
		need(changed, scope.Current && slices.Contains(scope.Components, c.ID), "component "+c.ID+" "+cmp.Diff(before.view.States[i], after.view.States[i]))
	}
	need(!cmp.Equal(before.view.Incidents, after.view.Incidents, loose), scope.Current, "open incidents")
	need(!cmp.Equal(before.view.Active, after.view.Active, loose) || !cmp.Equal(before.view.Upcoming, after.view.Upcoming, loose), scope.Current, "maintenances")
	need(before.view.Worst != after.view.Worst, scope.Current, "verdict")
	days := map[Date][2]*Day{}
	for i, side := range [...][]*Day{before.lists.Days, after.lists.Days} {
		for _, d := range side {
			pair := days[d.Date]
			pair[i] = &Day{Date: d.Date, Entries: d.Entries, Posted: d.Posted} // intervals are in the bars
			days[d.Date] = pair
		}
	}
	for date, pair := range days {
		for i := range pair {
			if pair[i] == nil {
				pair[i] = &Day{Date: date}
			}
		}
		need(!cmp.Equal(pair[0], pair[1], loose), slices.Contains(scope.Days, date), "day "+string(date))
	}
	for _, facts := range [...]map[string]*Incident{before.facts, after.facts} {
		for id := range facts {
			need(!cmp.Equal(before.facts[id], after.facts[id], loose), slices.Contains(scope.Incidents, id), "incident "+id)
		}
	}
	return left
}

// TestTheScopeCoversWhatChanged looks at the board before and after everything
// that is done to it; deliveries may have waited before they are recorded.
func TestTheScopeCoversWhatChanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ctx, r := context.Background(), require{t}
		b := NewBoard(memory.New(func() time.Time { return testNow }), time.UTC)
		now := testNow.Add(-48 * time.Hour)
		person := Actor{Kind: OriginPerson, ID: "p"}
		before := look(r, b, now)
		do := func(at time.Time, fn func() (Scope, error)) {
			now = at
			scope, err := fn()
			if !errors.Is(err, ErrNotFound) {
				r.must(err)
			}
			settled, err := b.Settle(ctx, now)
			r.must(err)
			scope = scope.Join(settled)
			after := look(r, b, now)
			if left := missing(scope, before, after); len(left) > 0 {
				t.Fatalf("the scope %+v leaves out %q", scope, left)
			}
			before = after
		}
		t.Repeat(map[string]func(*rapid.T){
			"put incident": func(t *rapid.T) {
				inc := drawIncident(t)
				inc.Updates = slices.DeleteFunc(inc.Updates, func(u Update) bool { return u.At.After(now) })
				if len(inc.Updates) == 0 {
					return
				}
				do(now, func() (Scope, error) { return b.PutIncident(ctx, person, *inc, now) })
			},
			"delete incident": func(t *rapid.T) {
				id := rapid.SampledFrom([]string{"one", "two", "three"}).Draw(t, "id")
				do(now, func() (Scope, error) { return b.DeleteIncident(ctx, person, id, now) })
			},
			"put maintenance": func(t *rapid.T) {
				m := drawMaintenance(t)
				m.Updates[0].At = earlier(m.Updates[0].At, now)
				m.Updates = slices.DeleteFunc(m.Updates, func(u Update) bool { return u.At.After(now) })
				do(now, func() (Scope, error) { return b.PutMaintenance(ctx, person, *m, now) })
			},
			"redact": func(t *rapid.T) {
				do(now, func() (Scope, error) { return drawRedaction(t, b, person, now) })
			},
			"delete maintenance": func(t *rapid.T) {
				id := rapid.SampledFrom(planned).Draw(t, "id")
				do(now, func() (Scope, error) { return b.DeleteMaintenance(ctx, person, id, now) })
			},
			"put recurrence": func(t *rapid.T) {
				s := drawRecurrence(t)
				do(now, func() (Scope, error) { return b.PutRecurrence(ctx, person, *s, now) })
			},
			"delete recurrence": func(t *rapid.T) {
				do(now, func() (Scope, error) { return b.DeleteRecurrence(ctx, person, "weekly", now) })
			},
			"signals": func(t *rapid.T) {
				waited := time.Duration(rapid.IntRange(0, 3).Draw(t, "waited")) * time.Hour
				told := drawTold(t, now.Add(-waited))
				for i := range told {
					told[i].Effect.HoldDown = time.Duration(rapid.IntRange(0, 2).Draw(t, "hold down")) * time.Hour
				}
				do(now, func() (Scope, error) { return b.Record(ctx, "d", told, now.Add(-waited)) })
			},
			"override": func(t *rapid.T) {
				o := Override{Component: "api", Status: drawn.statuses.Draw(t, "status"), At: now, Until: now.Add(5 * time.Hour)}
				do(now, func() (Scope, error) { return b.SetOverride(ctx, person, o) })
			},
			"clear override": func(t *rapid.T) {
				do(now, func() (Scope, error) { return b.ClearOverride(ctx, person, "api", now) })
			},
			"time": func(t *rapid.T) {
				next := now.Add(time.Duration(rapid.IntRange(1, 300).Draw(t, "minutes")) * time.Minute)
				do(next, func() (Scope, error) { return Scope{}, nil })
			},
		})
	})
}
