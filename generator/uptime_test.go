package generator_test

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tidings/internal/config"
	"tidings/internal/status"
)

// rows are the cells of all tables of a page, a row each.
func rows(t *testing.T, page string) (all [][]string) {
	t.Helper()
	for _, n := range elements(parse(t, "page", page)) {
		if n.DataAtom != atom.Tr {
			continue
		}
		var cells []string
		for c := range n.ChildNodes() {
			if c.Type == html.ElementNode {
				cells = append(cells, textOf(c))
			}
		}
		all = append(all, cells)
	}
	return all
}

// row is the row whose first cell says something.
func row(t *testing.T, page, first string) []string {
	t.Helper()
	for _, cells := range rows(t, page) {
		if len(cells) > 0 && cells[0] == first {
			return cells
		}
	}
	t.Errorf("no row %q", first)
	return make([]string, 9)
}

// outage puts an incident that is over into the world.
func (w *world) outage(id, component string, s status.Status, from time.Time, d time.Duration) {
	w.incidents[id] = &status.Incident{
		ID: id, Title: "Outage " + id, Components: map[string]status.Status{component: s},
		Updates: []status.Update{{ID: "1", At: from, State: status.Investigating, Body: "It is down."}, {ID: "2", At: from.Add(d), State: status.Resolved, Body: "It is up."}},
	}
}

// TestNumbersOfMonthsGroupsAndEverything counts by hand what the pages say: two
// outages that overlap count once, and the worse of them; partial ones by 30 %.
func TestNumbersOfMonthsGroupsAndEverything(t *testing.T) {
	w := newWorld(t, 10) // groups of two
	october := time.Date(2026, 10, 10, 6, 0, 0, 0, time.UTC)
	w.outage("a", "c0", status.MajorOutage, october, 6*time.Hour)
	w.outage("b", "c0", status.PartialOutage, october.Add(3*time.Hour), 13*time.Hour) // 10 hours alone count as 3
	w.outage("c", "c0", status.MajorOutage, time.Date(2026, 2, 10, 6, 0, 0, 0, time.UTC), 12*time.Hour)
	w.config.Layout.Components[3].Since = "2026-11-01"
	site := full(t, w.input(t))

	// 9 of October's 745 hours, of which clocks in Berlin show one twice.
	page := site["components/c0.html"]
	if got := row(t, page, "October 2026"); got[1] != "98.79 %" || got[2] != "1" {
		t.Errorf("October: %q", got)
	}
	// 12 of February's 672 hours: long before the bars.
	if got := row(t, page, "February 2026"); got[1] != "98.21 %" || got[2] != "1" {
		t.Errorf("February: %q", got)
	}
	if !strings.Contains(page, `<a href="../history/2026-02">February 2026</a>`) || strings.Contains(page, "history/2026-03") {
		t.Error("months do not lead to what happened in them, or lead nowhere")
	}
	if got := row(t, page, "November 2026, so far"); got[1] != "100 %" || got[2] != "0" {
		t.Errorf("November: %q", got)
	}
	if got := row(t, page, "10 Oct 2026"); got[1] != "Major outage 16 h" || got[2] != "Outage b, Outage a" {
		t.Errorf("the day says %q", got)
	}
	for _, cells := range rows(t, site["components/c3.html"]) {
		if strings.HasPrefix(cells[0], "October") {
			t.Error("a component has a number of a month before it existed")
		}
	}

	page = site["uptime.html"]
	for name, want := range map[string][]string{
		"API": {"99.58 %", "100 %", "98.79 %", "100 %"}, // 9 of 2161 hours
		// The mean of two components, and of ten.
		"Core services": {"99.79 %", "100 %", "99.39 %", "100 %"}, "Everything": {"99.95 %", "100 %", "99.86 %", "100 %"},
		"Payments": {"100 %", "100 %", "no data", "no data"},
	} {
		if got := row(t, page, name); strings.Join(got[1:], "|") != strings.Join(want, "|") {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for _, says := range []string{"Partial outage counts as 30 % down.", "Maintenance is left out too.", "Europe/Berlin", "is the mean of its components"} {
		if !strings.Contains(textOf(parse(t, "uptime", page)), says) {
			t.Errorf("the rule does not say %q", says)
		}
	}
}

// TestUptimeRuleOfTheSite holds that the site's own rule is counted by and named.
func TestUptimeRuleOfTheSite(t *testing.T) {
	w := newWorld(t, 1)
	w.outage("a", "c0", status.DegradedPerformance, time.Date(2026, 10, 10, 6, 0, 0, 0, time.UTC), 10*time.Hour)
	w.config.Site.Uptime = config.UptimeRule{ID: "strict", Weights: [6]float64{status.DegradedPerformance: 1}}
	page := full(t, w.input(t))["uptime.html"]
	if got := row(t, page, "API"); got[3] != "98.65 %" {
		t.Errorf("got %q", got)
	}
	if text := textOf(parse(t, "uptime", page)); !strings.Contains(text, "The rule is called strict.") || !strings.Contains(text, "Degraded performance counts as 100 % down.") {
		t.Errorf("got %q", text)
	}
}

// TestMaintenanceInUptime counts 480 hours of maintenance and 6 of an outage
// among October's 745.
func TestMaintenanceInUptime(t *testing.T) {
	w := newWorld(t, 1)
	w.outage("a", "c0", status.MajorOutage, time.Date(2026, 10, 1, 6, 0, 0, 0, time.UTC), 6*time.Hour)
	begin := time.Date(2026, 10, 5, 6, 0, 0, 0, time.UTC)
	w.maintenance["m"] = &status.Maintenance{ID: "m", Title: "Move", Starts: begin, Ends: begin.Add(480 * time.Hour), Components: []string{"c0"},
		Updates: []status.Update{{ID: "1", At: begin, State: status.Scheduled, Body: "We move."}}}
	weights := config.DefaultUptime.Weights
	half := weights
	half[status.UnderMaintenance] = 0.5
	for want, rule := range map[string]config.UptimeRule{
		"97.73 %": {ID: "leaves it out", Weights: weights},
		"99.19 %": {ID: "counts it as up", Weights: weights, CountMaintenance: true},
		"66.97 %": {ID: "counts it as half down", Weights: half, CountMaintenance: true},
	} {
		w.config.Site.Uptime = rule
		if got := row(t, full(t, w.input(t))["uptime.html"], "API"); got[3] != want {
			t.Errorf("a rule that %s gives %q, want %q", rule.ID, got[3], want)
		}
	}
}
