package generator_test

import (
	"strings"
	"testing"
	"time"

	"tidings/internal/status"
)

// retire takes a component out of what is now, as components.yaml does.
func (w *world) retire(i int) {
	layout := &w.config.Layout
	old := layout.Components[i]
	old.Retired = "2026-10-01"
	layout.Components = append(append([]status.Component{}, layout.Components[:i]...), layout.Components[i+1:]...)
	layout.Retired = append(layout.Retired, old)
}

// A component that is no more stands in nothing that says what is now, and in all
// that tells what was: its page, its feeds, and the incidents of its time.
func TestARetiredComponentIsOnlyInThePast(t *testing.T) {
	w := newWorld(t, 4)
	w.retire(1)
	w.config.Site.Languages = []string{"en", "de"}
	w.incidents["x"] = &status.Incident{
		ID: "x", Title: "Down", Components: map[string]status.Status{"c0": status.MajorOutage, "c1": status.MajorOutage},
		Updates: []status.Update{
			{ID: "1", At: now.Add(-2 * time.Hour), State: status.Investigating, Body: "We look."},
			{ID: "2", At: now.Add(-time.Hour), State: status.Resolved, Body: "It is well."},
		},
	}
	site := full(t, w.input(t))
	for path, want := range map[string]string{
		"incidents/x.html":           `<bdi>API</bdi> and <bdi>Website</bdi>: Operational → Major outage`,
		"components/c1.html":         "Retired on 1 Oct 2026. Its history stays here.",
		"de/components/c1.html":      "gibt es diese Komponente nicht mehr",
		"components/c1/history.atom": "/incidents/x",
		"sitemap/pages.xml":          "components/c1",
		"api/v2/incidents.json":      `"name":"Down"`,
		"api/v2/components.json":     `"name":"API"`,
		"components/c0.html":         "Last 90 days",
		"components/c1/history.json": "Down",
	} {
		if !strings.Contains(site[path], want) {
			t.Errorf("%s has no %s:\n%.3000s", path, want, site[path])
		}
	}
	if page := site["components/c1.html"]; !strings.Contains(page, "../incidents/x") || strings.Contains(page, "Last 90 days") || strings.Contains(page, "Operational since") {
		t.Errorf("its page says what is now, or not what was:\n%s", page)
	}
	for _, path := range []string{"index.html", "api/v2/components.json", "uptime.html", "badges.html", "status.txt", "subscribe.html"} {
		if strings.Contains(site[path], "Website") {
			t.Errorf("%s names a component that is no more", path)
		}
	}
	if badge := site["components/c1/badge.svg"]; !strings.Contains(badge, "<title>Website: Retired</title>") || !strings.Contains(badge, "#5c636b") {
		t.Errorf("pages of others that show its badge show %q, and not in grey that it is retired", badge)
	}
	if !strings.Contains(site["index.html"], "All systems operational") {
		t.Error("it weighs on the verdict")
	}
}
