package generator_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/generator"
	"tidings/internal/message"
	"tidings/internal/status"
)

// TestIncrementalEqualsFull makes random changes, builds only what each touches
// into the site as it was, and wants the site of a full build: the same files
// with the same bytes. The archive is kept near the sizes at which a month is
// listed by its days, and a day by its hours. What a Memo keeps changes nothing.
func TestIncrementalEqualsFull(t *testing.T) {
	for _, start := range []struct{ entries, days int }{{3, 20}, {generator.MaxList - 1, 12}, {generator.MaxList + 1, 1}, {3 * generator.MaxList, 3}} {
		for name, memo := range map[string]*generator.Memo{"": nil, " with a memo": {}} {
			t.Run(fmt.Sprintf("%d entries in %d days%s", start.entries, start.days, name), func(t *testing.T) {
				keepUp(t, newHistory(t, start.entries, start.days, memo))
			})
		}
	}
}

func keepUp(t *testing.T, h *history) {
	for step := range 30 {
		what, scope := h.change()
		h.publish(scope)
		if diff := cmp.Diff(full(t, h.w.input(t)), h.site); diff != "" {
			t.Fatalf("step %d, %s, %+v: full (-) and incremental (+) differ:\n%s", step, what, scope, diff)
		}
		samePaths(t, h.w.input(t), h.site)
	}
}

// history is a world that changes, and the site that follows it.
type history struct {
	t    *testing.T
	w    *world
	r    *rand.Rand
	days int
	next int
	site map[string]string
	memo *generator.Memo
}

func newHistory(t *testing.T, entries, days int, memo *generator.Memo) *history {
	h := &history{t: t, w: newWorld(t, 5), r: rand.New(rand.NewPCG(7, uint64(entries))), days: days, memo: memo}
	h.w.config.Site.Languages = []string{"en", "de"}
	h.w.mail, h.w.config.Site.DynamicURL = true, "https://api.acme.example"
	h.w.config.Layout.Retired = []status.Component{{ID: "old", Name: "Old API", Group: "g0", Retired: "2026-11-01"}}
	for range entries {
		h.add()
	}
	h.site = full(t, h.w.input(t))
	return h
}

func (h *history) publish(scope status.Scope) {
	in := h.w.input(h.t)
	in.Memo = h.memo
	files, gone := build(h.t, in, scope)
	for _, path := range gone {
		if _, made := files[path]; made {
			h.t.Errorf("%s was made and is gone", path)
		}
		delete(h.site, path)
	}
	maps.Copy(h.site, files)
}

func (h *history) add() *status.Incident {
	h.next++
	id := fmt.Sprintf("n%d", h.next)
	at := now.Add(-time.Duration(h.r.IntN(h.days))*24*time.Hour - time.Duration(h.r.IntN(600))*time.Minute)
	h.w.incidents[id] = h.w.incident(h.r, id, at.Truncate(time.Second), h.r.IntN(8) > 0)
	return h.w.incidents[id]
}

func (h *history) any() *status.Incident {
	ids := slices.Sorted(maps.Keys(h.w.incidents))
	if len(ids) == 0 {
		return h.add()
	}
	return h.w.incidents[ids[h.r.IntN(len(ids))]]
}

// change makes one change and tells what it touches, as the board would.
func (h *history) change() (string, status.Scope) {
	switch h.r.IntN(16) {
	case 0, 1:
		return "add", h.scope(h.add())
	case 2, 3:
		inc := h.any()
		delete(h.w.incidents, inc.ID)
		return "delete", h.scope(inc)
	case 4:
		old := h.any()
		inc := *old
		inc.Title += "!"
		inc.Updates = append(slices.Clone(inc.Updates), status.Update{ID: "more", At: h.w.at, State: status.State(h.r.IntN(4)), Body: "More.", Lang: map[string]string{"de": "Mehr."}})
		h.w.incidents[inc.ID] = &inc
		return "update", h.scope(old, &inc)
	case 5:
		return "maintenance", h.plan()
	case 6, 7:
		return "signal", h.signal()
	case 8, 9:
		return "edit", h.edit()
	case 10:
		return "redact", h.redact()
	case 11, 12:
		return "points", h.measure()
	case 13:
		return "metric", h.define()
	case 14:
		h.w.letters = message.Mail(h.r.IntN(3))
		return "mail", status.Scope{Mail: true}
	}
	return "time passes", h.pass(time.Duration(h.r.IntN(100)) * time.Hour)
}

// edit changes a text that is out, or the title.
func (h *history) edit() status.Scope {
	old := h.any()
	inc := *old
	inc.Updates = slices.Clone(inc.Updates)
	if n := h.r.IntN(len(inc.Updates) + 1); n < len(inc.Updates) {
		inc.Updates[n].Body += " Edited."
	} else {
		inc.Title += "?"
	}
	h.w.incidents[inc.ID] = inc.After(old, h.w.at)
	return h.scope(old, h.w.incidents[inc.ID])
}

// redact takes a text out.
func (h *history) redact() status.Scope {
	old := h.any()
	inc := *old
	inc.Updates = slices.Clone(inc.Updates)
	n := h.r.IntN(len(inc.Updates))
	inc.Updates[n].Body, inc.Updates[n].Redacted = "", h.w.at
	h.w.incidents[inc.ID] = inc.After(old, h.w.at)
	return h.scope(old, h.w.incidents[inc.ID])
}

// signal lets a monitor say of a component what is so now.
func (h *history) signal() status.Scope {
	id := h.w.config.Layout.Components[h.r.IntN(5)].ID
	h.w.say(id, status.Status(h.r.IntN(6)))
	return status.Scope{Current: true, Components: []string{id}}
}

// pass lets time pass, with the maintenances that it begins and ends.
func (h *history) pass(d time.Duration) (s status.Scope) {
	before := h.w.at
	h.w.at = before.Add(d)
	zone := h.w.config.Site.Zone
	midnight := status.DateOf(h.w.at, zone) != status.DateOf(before, zone)
	for _, m := range h.w.maintenance {
		if m.StateAt(before) != m.StateAt(h.w.at) {
			s = s.Join(h.planned(m))
		}
	}
	s.Midnight = midnight
	return s
}

// plan announces a maintenance, or says more of one that there is.
func (h *history) plan() status.Scope {
	h.next++
	starts := h.w.at.Add(time.Duration(1+h.r.IntN(60)) * time.Hour)
	m := &status.Maintenance{
		ID: fmt.Sprintf("p%d", h.next), Title: "Work", Starts: starts, Ends: starts.Add(3 * time.Hour), Components: []string{"c0"},
		Updates: []status.Update{{ID: "1", At: h.w.at, State: status.Scheduled, Body: "Planned."}},
	}
	if ids := slices.Sorted(maps.Keys(h.w.maintenance)); len(ids) > 0 && h.r.IntN(2) == 0 {
		*m = *h.w.maintenance[ids[h.r.IntN(len(ids))]]
		m.Title += "!"
		u := status.Update{ID: fmt.Sprint(h.next), At: h.w.at, State: m.StateAt(h.w.at), Body: "More."}
		switch h.r.IntN(4) {
		case 0:
			if !u.State.Ends() {
				u.State = status.Cancelled
			}
		case 1:
			u.Plan.Ends = m.Ends.Add(time.Hour)
		}
		m.Updates = append(slices.Clone(m.Updates), u)
		m.Replan()
	}
	h.w.maintenance[m.ID] = m
	return h.planned(m)
}

// planned is what a maintenance touches.
func (h *history) planned(m *status.Maintenance) status.Scope {
	zone := h.w.config.Site.Zone
	s := status.Scope{Current: true, Maintenance: []string{m.ID}, Components: m.Components, Days: []status.Date{status.DateOf(m.Starts, zone)}}
	for _, u := range m.Updates {
		s.Days = append(s.Days, status.DateOf(u.At, zone))
	}
	return s
}

func (h *history) scope(versions ...*status.Incident) status.Scope {
	s := status.Scope{Current: true}
	for _, inc := range versions {
		s.Incidents = append(s.Incidents, inc.ID)
		s.Days = append(s.Days, status.DateOf(inc.Started(), h.w.config.Site.Zone))
		s.Components = slices.AppendSeq(s.Components, maps.Keys(inc.Components))
	}
	return s
}

// TestTimeAloneTouchesNothing holds that between two midnights, with no event,
// every page stays as it is, though a component is down all the while.
func TestTimeAloneTouchesNothing(t *testing.T) {
	w := newWorld(t, 5)
	w.fill(40, 1)
	clear(w.maintenance)
	before := full(t, w.input(t))
	w.at = w.at.Add(9 * time.Hour)
	if diff := cmp.Diff(before, full(t, w.input(t))); diff != "" {
		t.Error(diff)
	}
}

// TestMemoKnowsTheTime holds that what is over leaves the list of the last days,
// and that a maintenance which has begun has begun on every page, though nothing
// has been said of either.
func TestMemoKnowsTheTime(t *testing.T) {
	w := newWorld(t, 5)
	w.fill(40, 1)
	memo := &generator.Memo{}
	for range 60 {
		scope := status.Scope{Current: true, Components: []string{"c1"}}
		plain := w.input(t)
		in := plain
		in.Memo = memo
		want, _ := build(t, plain, scope)
		got, _ := build(t, in, scope)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("at %s: without (-) and with a memo (+):\n%s", w.at, diff)
		}
		w.at = w.at.Add(7 * time.Hour)
	}
}
