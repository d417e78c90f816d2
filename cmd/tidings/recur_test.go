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
	starts := time.Now().UTC().Truncate(time.Second).Add(3 * time.Second)
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
	s := serve(t, dir)
	id := func(day int) string { return "backup-" + starts.AddDate(0, 0, day).Format("20060102") }
	upcoming, active := "/api/v2/scheduled-maintenances/upcoming.json", "/api/v2/scheduled-maintenances/active.json"
	s.eventually(t, upcoming, time.Second, contains(id(2)))
	s.eventually(t, upcoming, time.Second, lacks(id(3)))
	s.eventually(t, "/api/v2/components.json", 5*time.Second, contains("under_maintenance"))
	s.eventually(t, upcoming, 2*time.Second, contains(id(3)))
	// One time alone runs longer: a file with its id.
	now := time.Now().UTC().Truncate(time.Second)
	own := fmt.Sprintf("---\ntitle: Backup\nstarts: %s\nends: %s\ncomponents: [web]\n---\n## %s scheduled\nWe back up.\n\n## %s in_progress\n---\nends: %s\n---\nIt takes longer today.\n",
		stamp(starts), stamp(starts.Add(3*time.Second)), stamp(starts.Add(-time.Hour)), stamp(now), stamp(now.Add(time.Hour)))
	write(t, dir+"/content/maintenance/"+id(0)+".md", own)
	s.eventually(t, "/maintenance/"+id(0), 4*time.Second, contains("Extended from"))
	s.eventually(t, active, 2*time.Second, contains("It takes longer today."))
	write(t, dir+"/content/maintenance/"+id(0)+".md", own+fmt.Sprintf("\n## %s cancelled\nWe stop it.\n", stamp(time.Now().UTC())))
	s.eventually(t, active, 4*time.Second, lacks("It takes longer today."))
	s.eventually(t, "/api/v2/components.json", time.Second, lacks("under_maintenance"))
	s.eventually(t, "/maintenance/"+id(0)+".ics", time.Second, contains("SEQUENCE:2"))
	if err := os.Remove(dir + "/content/maintenance/backup.md"); err != nil {
		t.Fatal(err)
	}
	s.eventually(t, upcoming, 4*time.Second, lacks("Backup"))
	s.eventually(t, "/maintenance/"+id(0), time.Second, contains("We stop it."))
}
