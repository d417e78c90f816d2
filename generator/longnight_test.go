package generator_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tidings/internal/status"
)

// TestALongNightLeavesRoom holds that the home page has every update of an
// incident, and where there are many, only the newest ones unfolded.
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
		open, folded, has := strings.Cut(home, fmt.Sprintf("<summary>Earlier updates (%d)</summary>", updates-want))
		if has != (want < updates) {
			t.Errorf("%d updates: folded %t, want %t", updates, has, !has)
		}
		if n := strings.Count(open, "<p>Number "); n != want || !strings.Contains(open, fmt.Sprintf("<p>Number %d.", updates)) {
			t.Errorf("%d updates: %d of them stand open, or not the newest", updates, n)
		}
		if n := strings.Count(folded, "<p>Number "); n != updates-want {
			t.Errorf("%d updates: %d of them are folded", updates, n)
		}
		if n := strings.Count(site["incidents/night.html"], "<p>Number "); n != updates {
			t.Errorf("the incident's page has %d of %d updates", n, updates)
		}
	}
}
