package generator

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tidings/internal/config"
	"tidings/internal/message"
	"tidings/internal/status"
	"tidings/themes"
)

// rehearsedComponents is of how many components a rehearsal makes the pages:
// one of each kind that its facts touch, and some that are all well.
const rehearsedComponents = 5

// Rehearse makes every kind of page of a site with made-up facts: once while a
// lot is going on, and once while nothing ever was. It finds the mistakes of a
// theme that show only when its templates are executed, before a site stands
// on them; themes.Locate finds their place. A theme whose templates are all
// built in needs no rehearsal. The configuration may be nil.
func Rehearse(ctx context.Context, c *config.Config, theme *themes.Theme) error {
	if !theme.OwnTemplates() {
		return nil
	}
	if c == nil {
		c = &config.Config{Site: config.Site{Name: "Site", URL: "https://status.example.com", Zone: time.UTC, Uptime: config.DefaultUptime}}
	}
	quiet, busy := &rehearsal{config: c}, busyRehearsal(c)
	for _, play := range []*rehearsal{quiet, busy} {
		in, err := play.input(ctx, theme)
		if err != nil {
			return fmt.Errorf("rehearsing the theme: %w", err)
		}
		if err := rehearse(ctx, in); err != nil {
			return err
		}
	}
	return nil
}

// rehearse makes one page of each kind, and of the kinds that stand for each
// other in busy months the other one too.
func rehearse(ctx context.Context, in Input) error {
	b, err := newBuilder(in)
	if err != nil {
		return err
	}
	ids := b.allComponents()
	ids = ids[:min(len(ids), rehearsedComponents)]
	plan, err := b.planLists(ctx, ids, true)
	if err != nil {
		return err
	}
	drop := func(File) error { return nil }
	return run(ctx, newWorkers(), drop, func(ctx context.Context, put func(job)) error {
		b.homeJobs(plan.read, put)
		b.lostJobs(put)
		for i, id := range ids {
			put(b.componentJob(i, plan.ofComponent[id], false))
		}
		b.metricJobs(b.allMetrics(), nil, put)
		b.freePageJobs(put)
		b.badgesJobs(put)
		b.subscribeJobs(put)
		b.uptimeJobs(put)
		today := status.DateOf(in.View.At, in.View.Zone)
		put(b.monthIndexJob(today.Month(), map[status.Date]int{today: MaxList + 1}))
		return b.archiveJobs(ctx, put)
	})
}

// withSamples is a site's configuration with samples where it has nothing.
func withSamples(c *config.Config) *config.Config {
	whole := *c
	if len(whole.Layout.Components) == 0 {
		whole.Layout = status.Layout{
			Groups: []status.Group{{ID: "group", Name: "Group"}},
			Components: []status.Component{
				{ID: "a", Name: "A", Group: "group", Description: "Text", Link: "https://example.com/"},
				{ID: "b", Name: "B", Group: "group"}, {ID: "c", Name: "C"}, {ID: "d", Name: "D"},
			},
		}
	}
	if len(whole.Pages) == 0 {
		whole.Pages = []config.Page{{ID: "page", Title: "Page", Body: "Text"}}
	}
	return &whole
}

// rehearsal is made-up facts and what reads them.
type rehearsal struct {
	config      *config.Config
	incidents   []*status.Incident
	maintenance []*status.Maintenance
	overrides   []status.Override
	metrics     []*status.Metric
}

// rehearsed is the moment of all rehearsals.
var rehearsed = time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)

// busyRehearsal has entries that are over, go on and are to come. The first
// components of the layout are touched by them.
func busyRehearsal(c *config.Config) *rehearsal {
	c = withSamples(c)
	ago := func(hours time.Duration) time.Time { return rehearsed.Add(-hours * time.Hour) }
	id := func(n int) string { return c.Layout.Components[min(n, len(c.Layout.Components)-1)].ID }
	components := map[string]status.Status{id(0): status.MajorOutage, id(1): status.DegradedPerformance, "": status.Operational}
	said := []status.Update{
		{ID: "1", At: ago(30), State: status.Investigating, Body: "Text", Edited: ago(29), Next: ago(28),
			Earlier: []status.Earlier{{Until: ago(29), At: ago(30), Body: "Text"}}},
		{ID: "2", At: ago(28), State: status.Resolved, Body: "Text"},
	}
	planned := []status.Update{{ID: "1", At: ago(50), State: status.Scheduled, Body: "Text"}}
	work := func(name string, from, to time.Duration) *status.Maintenance {
		return &status.Maintenance{ID: name, Title: "Title", Starts: ago(from), Ends: ago(to), Components: []string{id(2)}, Updates: planned}
	}
	return &rehearsal{
		config: c,
		incidents: []*status.Incident{
			{ID: "over", Title: "Title", Impact: status.ImpactMinor, Components: components, Updates: said},
			{ID: "open", Title: "Title", Impact: status.ImpactCritical, Components: components, Updates: said[:1]},
			{ID: "apart", Title: "Title", Updates: said},
		},
		maintenance: []*status.Maintenance{work("done", 40, 39), work("active", 1, -1), work("coming", -24, -25)},
		metrics:     rehearsedMetrics(id(0)),
		overrides:   []status.Override{{Component: id(3), Status: status.PartialOutage, At: ago(1)}},
	}
}

func (r *rehearsal) input(ctx context.Context, theme *themes.Theme) (Input, error) {
	c := r.config
	days := status.NewCalendar(c.Site.Zone)
	for _, inc := range r.incidents {
		days.AddIncident(inc)
	}
	for _, m := range r.maintenance {
		days.AddMaintenance(m, rehearsed)
	}
	view, err := status.Derive(status.Facts{
		Layout: c.Layout, Zone: c.Site.Zone, At: rehearsed, Incidents: r.incidents, Maintenance: r.maintenance, Overrides: r.overrides, Metrics: r.metrics,
		Days: days.Days(ctx, status.BarsFrom(rehearsed, c.Site.Zone), ""),
	})
	busy := len(r.incidents) > 0
	in := Input{Config: c, View: view, Archive: days.With(r), Theme: theme, Measures: r, Live: busy, Mail: busy}
	if busy {
		in.Letters = message.MailFiled // with the form and the notice
	}
	return in, err
}

// Incident implements status.Fetcher.
func (r *rehearsal) Incident(_ context.Context, id string) (*status.Incident, error) {
	n := slices.IndexFunc(r.incidents, func(inc *status.Incident) bool { return inc.ID == id })
	if n < 0 {
		return nil, status.ErrNotFound
	}
	return r.incidents[n], nil
}

// Maintenance implements status.Fetcher.
func (r *rehearsal) Maintenance(_ context.Context, id string) (*status.Maintenance, error) {
	n := slices.IndexFunc(r.maintenance, func(m *status.Maintenance) bool { return m.ID == id })
	if n < 0 {
		return nil, status.ErrNotFound
	}
	return r.maintenance[n], nil
}
