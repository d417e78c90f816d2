package app_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"tidings/generator"
	"tidings/internal/config"
	"tidings/internal/publish"
	"tidings/internal/publish/publishtest"
	"tidings/internal/status"
	"tidings/internal/store/memory"
	"tidings/themes"
)

// world is a board that things happen to, and the site that follows it by
// nothing but the scopes of its changes.
type world struct {
	t      *testing.T
	rng    *rand.Rand
	config *config.Config
	theme  *themes.Theme
	memo   *generator.Memo
	board  *status.Board
	site   *publishtest.Memory
	target publish.Target // the way to site
	cursor string
	now    time.Time
	last   time.Time    // of the publish before
	scope  status.Scope // of that publish
	made   int
}

var parts = []string{"api", "web", "db", "mail", "docs"}

func newWorld(t *testing.T) *world {
	t.Helper()
	theme, err := themes.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	layout := status.Layout{Groups: []status.Group{{ID: "core", Name: "Core"}}}
	for i, id := range parts {
		c := status.Component{ID: id, Name: "The " + id}
		if i < 3 {
			c.Group = "core"
		}
		layout.Components = append(layout.Components, c)
	}
	w := &world{
		t: t, rng: rand.New(rand.NewPCG(7, 11)), theme: theme, memo: &generator.Memo{},
		config: &config.Config{Site: config.Site{Name: "Test", URL: "https://status.example.com", Zone: zone, Uptime: config.DefaultUptime}, Layout: layout},
		now:    time.Date(2026, 10, 20, 9, 0, 0, 0, time.UTC),
	}
	w.board = status.NewBoard(memory.New(func() time.Time { return w.now }), zone)
	w.empty()
	w.publish(status.Scope{All: true})
	return w
}

// empty forgets the site.
func (w *world) empty() {
	w.site, w.memo = &publishtest.Memory{}, &generator.Memo{}
	w.target = w.site
}

func must[T any](w *world) func(T, error) T {
	return func(v T, err error) T {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
		return v
	}
}

// input is what a build at this moment is made from.
func (w *world) input(memo *generator.Memo) generator.Input {
	view := must[*status.View](w)(w.board.View(context.Background(), w.config.Layout, w.now))
	return generator.Input{Config: w.config, View: view, Archive: w.board, Measures: w.board, Theme: w.theme, Memo: memo}
}

func (w *world) publish(scope status.Scope) {
	w.t.Helper()
	ctx := context.Background()
	s := must[*publish.Session](w)(publish.Begin(ctx, w.target, publish.Options{At: w.now, Whole: scope.All, MaxDeletions: 1}))
	in := w.input(w.memo)
	if scope.All {
		if err := s.Expect(ctx, must[map[string]struct{}](w)(generator.Paths(ctx, in))); err != nil {
			w.t.Fatal(err)
		}
	}
	gone := must[[]string](w)(generator.Build(ctx, in, scope, func(f generator.File) error { return s.Put(publish.File(f)) }))
	if err := s.Remove(gone...); err != nil {
		w.t.Fatal(err)
	}
	must[publish.Report](w)(s.Finish(ctx))
	w.last = w.now
}

// follow publishes what has changed since the last publish.
func (w *world) follow() {
	w.t.Helper()
	ctx := context.Background()
	scope := must[status.Scope](w)(w.board.Settle(ctx, w.now))
	for {
		changes, next, err := w.board.Changes(ctx, w.cursor, 100)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, c := range changes {
			scope = scope.Join(c.Scope)
		}
		if next == w.cursor {
			break
		}
		w.cursor = next
	}
	scope.Midnight = scope.Midnight || status.DateOf(w.last, w.config.Site.Zone) != status.DateOf(w.now, w.config.Site.Zone)
	if w.scope = scope; !scope.Empty() {
		w.publish(scope)
	}
}

// fresh is the whole site, made from nothing at this moment.
func (w *world) fresh() map[string]string {
	w.t.Helper()
	files := map[string]string{}
	in := w.input(nil)
	var mu = make(chan struct{}, 1)
	_, err := generator.Build(context.Background(), in, status.Scope{All: true}, func(f generator.File) error {
		mu <- struct{}{}
		files[f.Path] = string(f.Body)
		<-mu
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return files
}

// differences names what the followed site has wrong.
func (w *world) differences() (diff []string) {
	got, want := w.site.Files(), w.fresh()
	for path, body := range want {
		switch there, ok := got[path]; {
		case !ok:
			diff = append(diff, path+" is missing")
		case there != body:
			n := 0
			for n < len(body) && n < len(there) && body[n] == there[n] {
				n++
			}
			diff = append(diff, fmt.Sprintf("%s at byte %d:\n want %.160q\n  got %.160q", path, n, body[max(0, n-60):], there[max(0, n-60):]))
		}
	}
	for path := range got {
		if _, ok := want[path]; !ok && path != "manifest.json" && !isPart(path) {
			diff = append(diff, path+" should not be there")
		}
	}
	slices.Sort(diff)
	return diff
}

func isPart(path string) bool { return len(path) > 9 && path[:9] == "manifest/" }

func (w *world) pick() string { return parts[w.rng.IntN(len(parts))] }

func (w *world) when(hours int) time.Time {
	return w.now.Add(-time.Duration(w.rng.IntN(hours*3600)) * time.Second)
}

var person = status.Actor{Kind: status.OriginPerson, ID: "ada"}

// something happens, and is named.
func (w *world) happen() string {
	w.t.Helper()
	ctx := context.Background()
	w.made++
	switch w.rng.IntN(12) {
	case 0, 1:
		return w.signal(ctx)
	case 2:
		at := w.when(30 * 24)
		inc := status.Incident{ID: fmt.Sprintf("i%d", w.made), Title: fmt.Sprintf("Trouble %d", w.made), Impact: status.Impact(w.rng.IntN(4)),
			Components: map[string]status.Status{w.pick(): status.MajorOutage, w.pick(): status.DegradedPerformance},
			Updates:    []status.Update{{ID: "1", At: at, State: status.Investigating, Body: "We look."}}, Origin: status.Origin{Kind: person.Kind}}
		if w.rng.IntN(2) == 0 {
			inc.Updates = append(inc.Updates, status.Update{ID: "2", At: w.when(1), State: status.Resolved, Body: "Done."})
			if inc.Updates[1].At.Before(at) {
				inc.Updates[1].At = at.Add(time.Minute)
			}
		}
		must[status.Scope](w)(w.board.PutIncident(ctx, person, inc, w.now))
		return "incident " + inc.ID
	case 3:
		id := fmt.Sprintf("i%d", 1+w.rng.IntN(w.made))
		inc, err := w.board.Incident(ctx, id)
		if err != nil {
			return "nothing"
		}
		next := *inc
		next.Updates = append(slices.Clone(inc.Updates), status.Update{ID: fmt.Sprint(len(inc.Updates) + 1), At: w.now, State: status.State(w.rng.IntN(5)), Body: fmt.Sprintf("Look %d.", w.made)})
		must[status.Scope](w)(w.board.PutIncident(ctx, person, next, w.now))
		return "update of " + id
	case 4:
		id := fmt.Sprintf("i%d", 1+w.rng.IntN(w.made))
		if _, err := w.board.Incident(ctx, id); err != nil {
			return "nothing"
		}
		must[status.Scope](w)(w.board.DeleteIncident(ctx, person, id, w.now))
		return "deletion of " + id
	case 5:
		starts := w.now.Add(time.Duration(w.rng.IntN(48)-12) * time.Hour)
		m := status.Maintenance{ID: fmt.Sprintf("m%d", w.made), Title: "Work", Starts: starts, Ends: starts.Add(time.Duration(1+w.rng.IntN(9)) * time.Hour), Components: []string{w.pick()},
			Updates: []status.Update{{ID: "1", At: starts.Add(-72 * time.Hour), State: status.Scheduled, Body: "Planned."}}, Origin: status.Origin{Kind: person.Kind}}
		must[status.Scope](w)(w.board.PutMaintenance(ctx, person, m, w.now))
		return fmt.Sprintf("maintenance %s of %s from %s to %s", m.ID, m.Components, m.Starts, m.Ends)
	}
	switch w.rng.IntN(8) {
	case 0, 1:
		return w.plan(ctx)
	case 2, 3, 4, 5, 6:
		return w.measure(ctx)
	}
	o := status.Override{Component: w.pick(), Status: status.Status(w.rng.IntN(6)), By: "ada", At: w.now, Until: w.now.Add(time.Duration(1+w.rng.IntN(20)) * time.Hour)}
	must[status.Scope](w)(w.board.SetOverride(ctx, person, o))
	return fmt.Sprintf("override of %s as %s until %s", o.Component, o.Status, o.Until)
}

// measure adds points to a metric, or defines or deletes one.
func (w *world) measure(ctx context.Context) string {
	w.t.Helper()
	id := fmt.Sprintf("metric-%d", w.rng.IntN(3))
	m := status.Metric{ID: id, Name: "Metric", Threshold: 5, Component: w.pick(), Display: w.rng.IntN(3) > 0,
		Calc: status.Calc(w.rng.IntN(2)), Window: status.Window(w.rng.IntN(4)), Visible: status.Visibility(w.rng.IntN(3))}
	_, err := w.board.Metric(ctx, id)
	switch {
	case err != nil || w.rng.IntN(6) == 0:
		must[status.Scope](w)(w.board.PutMetric(ctx, person, m, w.now))
		return "definition of " + id
	case w.rng.IntN(12) == 0:
		must[status.Scope](w)(w.board.DeleteMetric(ctx, person, id, w.now))
		return "deletion of " + id
	}
	var points []status.Point
	for range 1 + w.rng.IntN(30) {
		points = append(points, status.Point{At: w.when(30 * 24), Value: w.rng.NormFloat64()})
	}
	added := must[[]status.Point](w)(w.board.AddPoints(ctx, id, "", points, w.now))
	if w.rng.IntN(2) == 0 {
		if err := w.board.DeletePoint(ctx, person, id, added[0].ID, w.now); err != nil {
			w.t.Fatal(err)
		}
	}
	return "points of " + id
}

// plan says more of a maintenance, or changes what recurs.
func (w *world) plan(ctx context.Context) string {
	w.t.Helper()
	m, err := w.board.Maintenance(ctx, fmt.Sprintf("m%d", 1+w.rng.IntN(w.made)))
	if err != nil || m.StateAt(w.now).Ends() {
		return w.recur(ctx)
	}
	u := status.Update{ID: fmt.Sprint(len(m.Updates) + 1), At: w.now, State: status.Verifying, Body: fmt.Sprintf("Look %d.", w.made)}
	switch w.rng.IntN(3) {
	case 0:
		u.State = status.Cancelled
	case 1:
		u.State, u.Plan.Ends = m.StateAt(w.now), m.Ends.Add(time.Hour)
	}
	m.Updates = append(m.Updates, u)
	must[status.Scope](w)(w.board.PutMaintenance(ctx, person, *m, w.now))
	return fmt.Sprintf("%s of %s", u.State, m.ID)
}

func (w *world) recur(ctx context.Context) string {
	w.t.Helper()
	s := status.Recurrence{ID: fmt.Sprintf("r%d", w.rng.IntN(2)), Title: fmt.Sprintf("Backup %d", w.made), Length: time.Hour, Components: []string{w.pick()}}
	first := status.DateOf(w.now, time.UTC).AddDays(-w.rng.IntN(4))
	for n := range 1 + w.rng.IntN(6) {
		day := first.AddDays(n * 2)
		s.Occurrences = append(s.Occurrences, status.Occurrence{Date: day, Starts: day.Start(time.UTC).Add(7 * time.Hour)})
	}
	status.Announce(s.Occurrences, w.when(100))
	must[status.Scope](w)(w.board.PutRecurrence(ctx, person, s, w.now))
	return "recurrence " + s.ID
}

func (w *world) signal(ctx context.Context) string {
	w.t.Helper()
	id, key := w.pick(), fmt.Sprintf("k%d", w.rng.IntN(4))
	told := status.Told{Signal: status.Signal{Source: "mon", Key: id + key, At: w.now, Received: w.now, Kind: status.Firing},
		Effect: &status.Effect{Component: id, Status: status.PartialOutage, HoldDown: time.Duration(w.rng.IntN(2)) * 20 * time.Minute, HoldUp: time.Duration(w.rng.IntN(2)) * time.Hour}}
	if w.rng.IntN(2) == 0 {
		told.Signal.Kind = status.Cleared
	} else if w.rng.IntN(2) == 0 {
		told.Effect.Template = "t"
		told.Opening = &status.Opening{Title: id + " is down", Impact: status.ImpactMajor, ComponentName: id, Bodies: map[status.State]string{status.Investigating: "We look."}}
	}
	must[status.Scope](w)(w.board.Record(ctx, fmt.Sprintf("d%d", w.made), []status.Told{told}, w.now))
	return string(told.Signal.Kind) + " " + told.Signal.Key
}

// TestSoakTheSiteFollowsTheBoard holds that the scopes of the board's changes
// are enough: a site that follows by them alone is the whole site, byte for byte.
func TestSoakTheSiteFollowsTheBoard(t *testing.T) {
	steps := 150
	if os.Getenv("TIDINGS_SOAK") != "" {
		steps = 2000
	}
	w := newWorld(t)
	for step := range steps {
		w.now = w.now.Add(time.Duration(1+w.rng.IntN(4*3600)) * time.Second)
		what := w.happen()
		w.follow()
		if diff := w.differences(); len(diff) > 0 {
			t.Fatalf("step %d at %s (%s), scope %+v:\n%s", step, w.now, what, w.scope, diff)
		}
	}
}
