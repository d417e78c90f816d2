package generator_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"tidings/generator"
	"tidings/internal/config"
	"tidings/internal/message"
	"tidings/internal/status"
	"tidings/internal/store/memory"
	"tidings/themes"
)

// now is the moment that all tests build for.
var now = time.Date(2026, 11, 22, 12, 40, 0, 0, time.UTC)

// world is a small stand-in for the board: facts, and the views of them.
type world struct {
	config      *config.Config
	theme       *themes.Theme
	incidents   map[string]*status.Incident
	maintenance map[string]*status.Maintenance
	said        map[string]status.Override // by component
	gauges      *status.Board              // metrics and their points
	at          time.Time
	live, files bool
	mail        bool
	letters     message.Mail
}

func (w *world) Incident(_ context.Context, id string) (*status.Incident, error) {
	if inc, ok := w.incidents[id]; ok {
		return inc, nil
	}
	return nil, status.ErrNotFound
}

func (w *world) Maintenance(_ context.Context, id string) (*status.Maintenance, error) {
	if m, ok := w.maintenance[id]; ok {
		return m, nil
	}
	return nil, status.ErrNotFound
}

func newWorld(t testing.TB, components int) *world {
	t.Helper()
	theme, err := themes.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{theme: theme, at: now, incidents: map[string]*status.Incident{}, maintenance: map[string]*status.Maintenance{}, said: map[string]status.Override{}}
	w.gauges = status.NewBoard(memory.New(func() time.Time { return w.at }), zone)
	w.config = &config.Config{Site: config.Site{
		Name: "Acme", URL: "https://status.acme.example", Zone: zone, Languages: []string{"en"}, Uptime: config.DefaultUptime,
		Links: []config.Link{{Name: "Support", URL: "https://acme.example/support"}},
	}}
	names := []string{"API", "Website", "Login", "Payments", "Search", "Webhooks", "Exports", "Mail", "Images", "Reports"}
	groups := []string{"Core services", "Customer tools", "Data platform", "Regions", "Partners"}
	for i := range components {
		g := i * 5 / components
		id := fmt.Sprintf("c%d", i)
		c := status.Component{ID: id, Name: names[i%10], Group: fmt.Sprintf("g%d", g)}
		if i >= 10 {
			c.Name = fmt.Sprintf("%s %d", c.Name, i/10+1)
		}
		if i%6 == 2 {
			c.Description = "What our customers see first"
		}
		w.config.Layout.Components = append(w.config.Layout.Components, c)
	}
	for g := range min(5, components) {
		w.config.Layout.Groups = append(w.config.Layout.Groups, status.Group{ID: fmt.Sprintf("g%d", g), Name: groups[g]})
	}
	return w
}

// clone copies what a random history changes.
func (w *world) clone() *world {
	c := *w
	c.incidents, c.maintenance = map[string]*status.Incident{}, map[string]*status.Maintenance{}
	for id, inc := range w.incidents {
		c.incidents[id] = inc
	}
	for id, m := range w.maintenance {
		c.maintenance[id] = m
	}
	return &c
}

// say sets a component's status as somebody does who knows better than monitors.
func (w *world) say(component string, s status.Status) {
	w.said[component] = status.Override{Component: component, Status: s, At: w.at}
}

func (w *world) calendar() *status.Calendar {
	c := status.NewCalendar(w.config.Site.Zone)
	for _, inc := range w.incidents {
		c.AddIncident(inc)
	}
	for _, m := range w.maintenance {
		c.AddMaintenance(m, w.at)
	}
	return c
}

func (w *world) input(t testing.TB) generator.Input {
	t.Helper()
	calendar := w.calendar()
	in := generator.Input{Config: w.config, Theme: w.theme, Archive: calendar.With(w), Live: w.live, Mail: w.mail, Letters: w.letters, FileLinks: w.files, Measures: w.gauges}
	in.View = w.view(t, calendar)
	return in
}

// view is what the rules make of the world's facts.
func (w *world) view(t testing.TB, calendar *status.Calendar) *status.View {
	t.Helper()
	facts := status.Facts{Layout: w.config.Layout, Zone: w.config.Site.Zone, At: w.at}
	for _, id := range slices.Sorted(maps.Keys(w.incidents)) {
		facts.Incidents = append(facts.Incidents, w.incidents[id])
	}
	for _, id := range slices.Sorted(maps.Keys(w.maintenance)) {
		facts.Maintenance = append(facts.Maintenance, w.maintenance[id])
	}
	for _, id := range slices.Sorted(maps.Keys(w.said)) {
		facts.Overrides = append(facts.Overrides, w.said[id])
	}
	metrics, err := w.gauges.Metrics(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	facts.Metrics, facts.Days = metrics, calendar.Days(t.Context(), status.BarsFrom(w.at, facts.Zone), "")
	v, err := status.Derive(facts)
	if err != nil {
		t.Fatal(err)
	}
	v.Changed = now.Add(-time.Hour)
	return v
}

var words = []string{
	"We are looking into failing requests. Some customers cannot sign in. Affected calls fail with `503 upstream timeout`.",
	"The cause is a bad deploy. What we know **so far**:\n\n- the queue is draining slowly\n- retries with *backoff* are safe, see [the guide](https://docs.acme.example/retry)\n\n```\n$ curl -sS https://api.acme.example/v1/ping\n503\n```",
	"A fix is in place and we watch it. Error rates are falling.",
	"All is well again. The bad deploy was taken back. We are sorry. Questions? Write to <support@acme.example>.",
}

var titles = []string{"Slow answers", "Failed logins", "Delayed webhooks", "Missing images", "Errors in search", "Payments are declined"}

// incident makes an incident over some components, seeded by its number.
func (w *world) incident(r *rand.Rand, id string, started time.Time, resolved bool) *status.Incident {
	inc := &status.Incident{
		ID: id, Title: titles[r.IntN(len(titles))], Impact: status.Impact(r.IntN(4)),
		Components: map[string]status.Status{}, Origin: status.Origin{Kind: status.OriginContent},
	}
	all := slices.Concat(w.config.Layout.Components, w.config.Layout.Retired)
	for range 1 + r.IntN(3) {
		c := all[r.IntN(len(all))]
		inc.Components[c.ID] = status.DegradedPerformance + status.Status(r.IntN(3))
	}
	inc.Title += " on " + w.config.Layout.Components[r.IntN(len(w.config.Layout.Components))].Name
	states := []status.State{status.Investigating, status.Identified, status.Monitoring, status.Resolved}
	if !resolved {
		states = states[:1+r.IntN(3)]
	}
	for i, s := range states {
		inc.Updates = append(inc.Updates, status.Update{ID: fmt.Sprint(i + 1), At: started, State: s, Body: words[i]})
		started = started.Add(time.Duration(5+r.IntN(50)) * time.Minute)
		if started.After(w.at) {
			started = w.at // nothing is said before it happens
		}
	}
	return inc
}

// fill puts n resolved incidents over some years into the world, two open ones,
// and some maintenance.
func (w *world) fill(n, years int) {
	r := rand.New(rand.NewPCG(1, 2))
	span := time.Duration(years) * 365 * 24 * time.Hour
	for i := range n {
		id := fmt.Sprintf("i%06d", i)
		w.incidents[id] = w.incident(r, id, now.Add(-4*time.Hour-time.Duration(r.Int64N(int64(span)))).Truncate(time.Minute), true)
	}
	for i := range 2 {
		id := fmt.Sprintf("open%d", i)
		w.incidents[id] = w.incident(r, id, now.Add(-3*time.Hour), false)
	}
	for i, at := range []time.Duration{-30 * 24 * time.Hour, -time.Hour, 50 * time.Hour} {
		id := fmt.Sprintf("m%d", i)
		w.maintenance[id] = &status.Maintenance{
			ID: id, Title: "Database upgrade", Starts: now.Add(at), Ends: now.Add(at + 2*time.Hour), Components: []string{"c1"},
			Updates: []status.Update{{ID: "1", At: now.Add(at - 72*time.Hour), State: status.Scheduled, Body: "We move to a **newer** database. Expect short pauses."}},
		}
	}
}

// build makes files in memory.
func build(t testing.TB, in generator.Input, scope status.Scope) (map[string]string, []string) {
	t.Helper()
	var mu sync.Mutex
	files := map[string]string{}
	gone, err := generator.Build(context.Background(), in, scope, func(f generator.File) error {
		mu.Lock()
		defer mu.Unlock()
		if _, twice := files[f.Path]; twice {
			t.Errorf("%s was made twice", f.Path)
		}
		files[f.Path] = string(f.Body)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files, gone
}

func full(t testing.TB, in generator.Input) map[string]string {
	t.Helper()
	files, _ := build(t, in, status.Scope{All: true})
	return files
}

// try builds and gives the error.
func try(in generator.Input, scope status.Scope) ([]string, error) {
	return generator.Build(context.Background(), in, scope, func(generator.File) error { return nil })
}
