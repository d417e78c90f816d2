package generator_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"tidings/internal/status"
)

// lines are the facts that a page says, a paragraph a line.
func lines(t *testing.T, page string) (all []string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Data != "p" || len(n.Attr) == 0 || n.Attr[0].Val != "facts" {
			continue
		}
		var b strings.Builder
		for d := range n.Descendants() {
			if d.Type == html.TextNode {
				b.WriteString(d.Data)
			}
		}
		all = append(all, strings.Join(strings.Fields(b.String()), " "))
	}
	return all
}

// TestAMaintenancePageTellsItsPlan shows maintenances in all that can become of
// a plan.
func TestAMaintenancePageTellsItsPlan(t *testing.T) {
	at := func(hour float64) time.Time { return now.Add(time.Duration(hour * float64(time.Hour))) }
	// It is 13:40 in Berlin.
	for name, c := range map[string]struct {
		starts, ends float64
		say          []status.Update
		want         []string
	}{
		"planned": {24, 26, nil, []string{
			"Maintenance · Scheduled · 23 Nov 2026, 13:40 to 15:40 CET, 2 h planned",
			"23 Nov 2026, 12:40 to 14:40 UTC · Add to calendar",
			"20 Nov 2026, 13:40 CET (12:40 UTC)",
		}},
		"extended": {-1, 1, []status.Update{{At: at(-0.5), State: status.InProgress, Plan: status.Plan{Ends: at(2)}}}, []string{
			"Maintenance · In progress · 22 Nov 2026, 12:40 to 15:40 CET, 3 h planned",
			"Planned at first: 22 Nov 2026, 12:40 to 14:40 CET · 22 Nov 2026, 11:40 to 14:40 UTC · Add to calendar",
			"22 Nov 2026, 13:10 CET (12:10 UTC)",
			"Extended from 22 Nov 2026, 14:40 to 15:40 CET",
			"20 Nov 2026, 13:40 CET (12:40 UTC)",
		}},
		"moved and longer": {24, 26, []status.Update{{At: at(-1), State: status.Scheduled, Plan: status.Plan{Starts: at(48), Ends: at(51)}}}, []string{
			"Maintenance · Scheduled · 24 Nov 2026, 13:40 to 16:40 CET, 3 h planned",
			"Planned at first: 23 Nov 2026, 13:40 to 15:40 CET · 24 Nov 2026, 12:40 to 15:40 UTC · Add to calendar",
			"22 Nov 2026, 12:40 CET (11:40 UTC)",
			"Moved from 23 Nov 2026, 13:40 CET to 24 Nov 2026, 13:40 CET · until 24 Nov 2026, 16:40 CET (15:40 UTC)",
			"20 Nov 2026, 13:40 CET (12:40 UTC)",
		}},
		"done early": {-3, -1, []status.Update{{At: at(-2), State: status.Completed}}, []string{
			"Maintenance · Completed · 22 Nov 2026, 10:40 to 11:40 CET, lasted 1 h",
			"Planned: 22 Nov 2026, 10:40 to 12:40 CET · 22 Nov 2026, 09:40 to 10:40 UTC · Add to calendar",
			"22 Nov 2026, 11:40 CET (10:40 UTC)",
			"20 Nov 2026, 13:40 CET (12:40 UTC)",
		}},
		"as planned": {-3, -1, nil, []string{
			"Maintenance · Completed · 22 Nov 2026, 10:40 to 12:40 CET, lasted 2 h",
			"22 Nov 2026, 09:40 to 11:40 UTC · Add to calendar",
			"20 Nov 2026, 13:40 CET (12:40 UTC)",
		}},
		"called off": {24, 26, []status.Update{{At: at(-1), State: status.Cancelled}}, []string{
			"Maintenance · Cancelled · 23 Nov 2026, 13:40 to 15:40 CET, 2 h planned",
			"23 Nov 2026, 12:40 to 14:40 UTC · Add to calendar",
			"22 Nov 2026, 12:40 CET (11:40 UTC)",
			"20 Nov 2026, 13:40 CET (12:40 UTC)",
		}},
		"stopped, and shorter before": {-2, 2, []status.Update{{At: at(-1.5), State: status.InProgress, Plan: status.Plan{Ends: at(1)}}, {At: at(-1), State: status.Cancelled}}, []string{
			"Maintenance · Cancelled · 22 Nov 2026, 11:40 to 12:40 CET, lasted 1 h",
			"Planned at first: 22 Nov 2026, 11:40 to 15:40 CET · 22 Nov 2026, 10:40 to 11:40 UTC · Add to calendar",
			"22 Nov 2026, 12:40 CET (11:40 UTC)",
			"22 Nov 2026, 12:10 CET (11:10 UTC)",
			"Shortened from 22 Nov 2026, 15:40 to 14:40 CET",
			"20 Nov 2026, 13:40 CET (12:40 UTC)",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 5)
			w.config.Site.Languages = []string{"en", "de"}
			m := &status.Maintenance{ID: "db", Title: "Database", Starts: at(c.starts), Ends: at(c.ends), Components: []string{"c0", "gone"},
				Updates: append([]status.Update{{At: at(-48), State: status.Scheduled, Body: "We upgrade."}}, c.say...)}
			for i := range m.Updates {
				m.Updates[i].ID = string(rune('1' + i))
			}
			m.Replan()
			w.maintenance["db"] = m
			site := full(t, w.input(t))
			if diff := cmp.Diff(c.want, lines(t, site["maintenance/db.html"])); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if !strings.Contains(site["maintenance/db.html"], `href="../maintenance/db.ics"`) || !strings.Contains(site["de/maintenance/db.html"], `href="../../maintenance/db.ics"`) {
				t.Error("the pages do not lead to the calendar")
			}
			if !strings.Contains(site["maintenance/db.html"], "<bdi>gone</bdi>") {
				t.Error("a component that is gone is not named any more")
			}
		})
	}
}

// Of work that recurs the home page tells the next time, the calendar all.
func TestTheHomePageTellsTheNextTime(t *testing.T) {
	w := newWorld(t, 5)
	for _, day := range []string{"1", "2", "3"} {
		w.maintenance["backup-"+day] = &status.Maintenance{ID: "backup-" + day, Title: "Backup", Starts: now.Add(time.Duration(day[0]-'0') * 24 * time.Hour),
			Ends: now.Add(100 * time.Hour), Recurrence: "backup", Updates: []status.Update{{ID: "1", At: now, State: status.Scheduled, Body: "We back up."}}}
	}
	w.maintenance["other"] = &status.Maintenance{ID: "other", Title: "Other work", Starts: now.Add(80 * time.Hour), Ends: now.Add(90 * time.Hour),
		Updates: []status.Update{{ID: "1", At: now, State: status.Scheduled, Body: "Once."}}}
	site := full(t, w.input(t))
	for page, want := range map[string]int{"index.html": 1, "maintenance.ics": 3} {
		if n := strings.Count(site[page], "We back up."); n != want {
			t.Errorf("%s tells it %d times, want %d", page, n, want)
		}
	}
	if !strings.Contains(site["index.html"], "maintenance/backup-1") || !strings.Contains(site["index.html"], "maintenance/other") {
		t.Error("the home page leaves the next one out, or another")
	}
}
