package generator_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tidings/internal/status"
)

// TestALongNightLeavesRoom holds that the home page has the newest updates of an
// incident alone where there are many, and leads to the others.
func TestALongNightLeavesRoom(t *testing.T) {
	for updates, want := range map[int]int{1: 1, 4: 4, 5: 3, 40: 3} {
		w := newWorld(t, 1)
		inc := &status.Incident{ID: "night", Title: "Slow", Impact: status.ImpactMinor, Components: map[string]status.Status{"c0": status.DegradedPerformance}}
		for n := range updates {
			inc.Updates = append(inc.Updates, status.Update{ID: fmt.Sprint(n + 1), At: now.Add(time.Duration(n-updates) * time.Minute), State: status.Investigating, Body: fmt.Sprintf("Number %d.", n+1)})
		}
		w.incidents[inc.ID] = inc
		site := full(t, w.input(t))
		home := site["index.html"]
		if n := strings.Count(home, "<p>Number "); n != want || !strings.Contains(home, fmt.Sprintf("<p>Number %d.", updates)) {
			t.Errorf("%d updates: the home page has %d of them, or not the newest", updates, n)
		}
		rest := fmt.Sprintf(`<a href="incidents/night">Earlier updates (%d)</a>`, updates-want)
		if strings.Contains(home, rest) != (want < updates) {
			t.Errorf("%d updates: the home page has, or has not: %s", updates, rest)
		}
		if n := strings.Count(site["incidents/night.html"], "<p>Number "); n != updates {
			t.Errorf("the incident's page has %d of %d updates", n, updates)
		}
	}
}
