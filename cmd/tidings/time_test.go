package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"tidings/test/wait"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A signal that must fire for two seconds before it counts counts after two
// seconds, with nobody sending anything more.
func TestHoldElapsesByItself(t *testing.T) {
	dir := newSite(t)
	appendTo(t, dir+"/content/sources/monitor.yaml", "  - {match: {service: slow}, component: web, status: partial_outage, hold_down: 2s}\n")
	clock := standing(time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC))
	s := serveByClock(t, dir, clock.now)
	s.send(t, firing("slow", "slow"))
	list := ""
	wait.Until(t, func() bool {
		list = tidingsAt(t, dir, clock.now(), "hooks", "list")
		return strings.Contains(list, "done")
	}, func() string { return "it is not worked out:\n" + list })
	if _, page := s.get("/api/v2/components.json"); strings.Contains(page, "partial_outage") {
		t.Fatal("it counts at once")
	}
	clock.move(2 * time.Second)
	s.eventually(t, "/api/v2/components.json", contains("partial_outage"))
}

func TestMaintenanceBeginsAndEndsByItself(t *testing.T) {
	dir := newSite(t)
	if err := os.MkdirAll(dir+"/content/maintenance", 0o755); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	write(t, dir+"/content/maintenance/upgrade.md", fmt.Sprintf(`---
title: Upgrade
starts: %s
ends: %s
components: [web]
---
## %s scheduled
We upgrade.
`, now.Add(3*time.Second).Format(time.RFC3339), now.Add(6*time.Second).Format(time.RFC3339), now.Add(-time.Hour).Format(time.RFC3339)))
	clock := standing(now)
	s := serveByClock(t, dir, clock.now)
	if _, page := s.get("/api/v2/scheduled-maintenances/upcoming.json"); !strings.Contains(page, "Upgrade") {
		t.Fatalf("it is not announced:\n%s", page)
	}
	clock.move(3 * time.Second)
	s.eventually(t, "/api/v2/components.json", contains("under_maintenance"))
	s.eventually(t, "/api/v2/scheduled-maintenances/active.json", contains("Upgrade"))
	clock.move(3 * time.Second)
	s.eventually(t, "/api/v2/components.json", lacks("under_maintenance"))
	s.eventually(t, "/api/v2/scheduled-maintenances.json", contains(`"status":"completed"`))
}

// At midnight of the site's zone the bars move on, though nothing happened.
func TestMidnightIsPublished(t *testing.T) {
	dir := newSite(t)
	write(t, dir+"/content/site.yaml", "name: Example\nurl: https://status.example.com\ntime_zone: Asia/Kolkata\n")
	if err := os.MkdirAll(dir+"/content/incidents", 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, dir+"/content/incidents/last-week.md", strings.ReplaceAll(lateIncident, "2025-11-30", "2026-11-15"))
	zone, err := time.LoadLocation("Asia/Kolkata")
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Date(2026, 11, 22, 23, 59, 57, 0, zone)
	clock := standing(begin)
	s := serveByClock(t, dir, clock.now)
	_, before := s.get("/components/web")
	clock.move(3 * time.Second)
	s.eventually(t, "/components/web", func(page string) bool { return page != "" && page != before })
	s.eventually(t, "/manifest.json", contains(`"2026-11-22T18:3`))
}

const lateIncident = `---
title: Late in November
impact: minor
components: {web: partial_outage}
---
## 2025-11-30T23:30:00Z investigating
We look.

## 2025-11-30T23:45:00Z resolved
Over.
`

// In another time zone the same moment is on another day: the archive is cut anew.
func TestAnotherTimeZoneCutsTheArchiveAnew(t *testing.T) {
	dir := newSite(t)
	if err := os.MkdirAll(dir+"/content/incidents", 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, dir+"/content/incidents/late.md", lateIncident)
	s := serve(t, dir)
	s.eventually(t, "/history/2025-11", contains("Late in November"))
	appendTo(t, dir+"/content/site.yaml", "time_zone: Pacific/Auckland\n")
	s.eventually(t, "/history/2025-12", contains("Late in November"))
	s.eventually(t, "/history/2025-11", lacks("Late in November"))
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	s = serve(t, dir)
	s.eventually(t, "/history/2025-12", contains("Late in November"))
}

// A content folder that has lost most of its files is more likely a mistake
// than meant: nothing is deleted, and the log says how to mean it.
func TestManyFilesGoneAreNotDeleted(t *testing.T) {
	dir := newSite(t)
	incidents := dir + "/content/incidents"
	if err := os.MkdirAll(incidents, 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range 30 {
		write(t, fmt.Sprintf("%s/late-%d.md", incidents, i), lateIncident)
	}
	s := serve(t, dir)
	if err := os.Rename(incidents, dir+"/elsewhere"); err != nil {
		t.Fatal(err)
	}
	s.logs(t, "--max-deletions 1")
	if code, _ := s.get("/incidents/late-7"); code != 200 {
		t.Errorf("the page of an incident answered %d", code)
	}
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	s = serve(t, dir, "--max-deletions", "1")
	if code, _ := s.get("/incidents/late-7"); code != 404 {
		t.Errorf("though meant, the page of an incident answered %d", code)
	}
}

// A change that would take much of the site away puts all else on the page, leaves in
// place what it would take, and says how to mean it.
func TestWhatNoLongerBelongsToTheSiteStaysUntilItIsMeant(t *testing.T) {
	dir := newSite(t)
	incidents := dir + "/content/incidents"
	if err := os.MkdirAll(incidents, 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		write(t, fmt.Sprintf("%s/late-%d.md", incidents, i), lateIncident)
	}
	appendTo(t, dir+"/content/site.yaml", "languages: [en, de]\n")
	s := serve(t, dir)
	if code, _ := s.get("/de/incidents/late-7"); code != 200 {
		t.Fatalf("the German page answered %d", code)
	}
	write(t, dir+"/content/site.yaml", "name: Renamed\nurl: https://status.example.com\n")
	s.logs(t, "files that no longer belong to it stay: more would be deleted than may be at once; restart with --max-deletions 1 if this is meant")
	s.eventually(t, "/", contains("Renamed"))
	if code, _ := s.get("/de/incidents/late-7"); code != 200 {
		t.Errorf("the German page answered %d", code)
	}
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	s = serve(t, dir, "--max-deletions", "1")
	s.eventually(t, "/de/incidents/late-7", func(string) bool {
		code, _ := s.get("/de/incidents/late-7")
		return code == 404
	})
}
