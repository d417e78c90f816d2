package main

import (
	"fmt"
	"os"
	"testing"
	"time"
)

// Work that recurs begins and ends by itself, and with each beginning another
// time is announced; one that runs over is extended, and the last called off.
func TestWorkRecursByItself(t *testing.T) {
	dir := newSite(t)
	if err := os.MkdirAll(dir+"/content/maintenance", 0o755); err != nil {
		t.Fatal(err)
	}
	clock := standing(time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC))
	starts := clock.now().Add(3 * time.Second)
	stamp := func(at time.Time) string { return at.Format(time.RFC3339) }
	write(t, dir+"/content/maintenance/backup.md", fmt.Sprintf(`---
title: Backup
starts: %s
ends: %s
announced: %s
components: [web]
repeat: {rule: FREQ=DAILY}
---
We back up.
`, stamp(starts), stamp(starts.Add(3*time.Second)), stamp(starts.Add(-time.Hour))))
	s := serveByClock(t, dir, clock.now)
	id := func(day int) string { return "backup-" + starts.AddDate(0, 0, day).Format("20060102") }
	upcoming, active := "/api/v2/scheduled-maintenances/upcoming.json", "/api/v2/scheduled-maintenances/active.json"
	s.eventually(t, upcoming, contains(id(2)))
	s.eventually(t, upcoming, lacks(id(3)))
	clock.move(4 * time.Second)
	s.eventually(t, "/api/v2/components.json", contains("under_maintenance"))
	s.eventually(t, upcoming, contains(id(3)))
	// One time alone runs longer: a file with its id.
	now := clock.now()
	own := fmt.Sprintf("---\ntitle: Backup\nstarts: %s\nends: %s\ncomponents: [web]\n---\n## %s scheduled\nWe back up.\n\n## %s in_progress\n---\nends: %s\n---\nIt takes longer today.\n",
		stamp(starts), stamp(starts.Add(3*time.Second)), stamp(starts.Add(-time.Hour)), stamp(now), stamp(now.Add(time.Hour)))
	write(t, dir+"/content/maintenance/"+id(0)+".md", own)
	s.eventually(t, "/maintenance/"+id(0), contains("Extended from"))
	s.eventually(t, active, contains("It takes longer today."))
	clock.move(4 * time.Second) // its end, had it not been extended
	write(t, dir+"/content/maintenance/"+id(0)+".md", own+fmt.Sprintf("\n## %s cancelled\nWe stop it.\n", stamp(clock.now())))
	s.eventually(t, active, lacks("It takes longer today."))
	s.eventually(t, "/api/v2/components.json", lacks("under_maintenance"))
	s.eventually(t, "/maintenance/"+id(0)+".ics", contains("SEQUENCE:2"))
	if err := os.Remove(dir + "/content/maintenance/backup.md"); err != nil {
		t.Fatal(err)
	}
	s.eventually(t, upcoming, lacks("Backup"))
	s.eventually(t, "/maintenance/"+id(0), contains("We stop it."))
}
