package generator_test

import (
	"strings"
	"testing"
	"time"

	"tidings/internal/status"
)

// TestChangesAreToldTogether holds that components to which the same happened
// share one line, in page order, and that one which the public may not know of
// is named nowhere.
func TestChangesAreToldTogether(t *testing.T) {
	w := newWorld(t, 4)
	w.config.Layout.Withheld = []string{"vault"}
	w.config.Site.Languages = []string{"en", "de"}
	down, slow := status.MajorOutage, status.DegradedPerformance
	w.incidents["x"] = &status.Incident{
		ID: "x", Title: "Down", Components: map[string]status.Status{"c3": down, "c0": down, "c1": slow, "vault": down},
		Updates: []status.Update{{ID: "1", At: now.Add(-time.Hour), State: status.Investigating, Body: "x"}},
	}
	site := full(t, w.input(t))
	for path, want := range map[string]string{
		"incidents/x.html":    `<bdi>API</bdi> and <bdi>Payments</bdi>: Operational → Major outage · <bdi>Website</bdi>: Operational → Degraded performance</p>`,
		"de/incidents/x.html": `<bdi>API</bdi> und <bdi>Payments</bdi>: In Betrieb`,
	} {
		if !strings.Contains(site[path], want) {
			t.Errorf("%s has no %s:\n%s", path, want, site[path])
		}
	}
	for path, body := range site {
		if strings.Contains(body, "vault") {
			t.Errorf("%s names a component that is withheld", path)
		}
	}
}
