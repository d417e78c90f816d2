package generator_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"tidings/generator"
	"tidings/internal/status"
)

// TestMaintenanceAmongManyIncidents holds that the list of maintenances in JSON
// and the calendar do not run dry where incidents are many, whether months are
// read anew or were kept.
func TestMaintenanceAmongManyIncidents(t *testing.T) {
	w := newWorld(t, 5)
	for i := range 8 {
		from := w.at.AddDate(0, -5-i, 0)
		id := fmt.Sprintf("planned%d", i)
		w.maintenance[id] = &status.Maintenance{
			ID: id, Title: "Database upgrade", Starts: from, Ends: from.Add(time.Hour), Components: []string{"c1", "c2"},
			Updates: []status.Update{{ID: "1", At: from.Add(-time.Hour), State: status.Scheduled, Body: "Soon."}},
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 150 {
		id := fmt.Sprintf("i%d", i)
		w.incidents[id] = w.incident(r, id, w.at.Add(-time.Duration(i+5)*time.Hour), true)
	}
	months := &generator.Months{}
	for _, scope := range []status.Scope{{All: true}, {Current: true}} {
		in := w.input(t)
		in.Months = months
		files, _ := build(t, in, scope)
		var list struct {
			Work []struct {
				Status string `json:"status"`
			} `json:"scheduled_maintenances"`
		}
		if err := json.Unmarshal([]byte(files["api/v2/scheduled-maintenances.json"]), &list); err != nil {
			t.Fatal(err)
		}
		if got, want := len(list.Work), len(w.maintenance); got != want {
			t.Errorf("%d maintenances in JSON, want %d", got, want)
		}
		if !scope.All {
			continue // what is now does not touch the calendar
		}
		if got, want := strings.Count(files["maintenance.ics"], "BEGIN:VEVENT"), len(w.maintenance); got != want {
			t.Errorf("%d maintenances in the calendar, want %d", got, want)
		}
	}
}
