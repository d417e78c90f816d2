package repo

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/content"
)

func TestUpdatesFromTheFutureAreNamed(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	src := "---\ntitle: API answers slowly\nimpact: minor\n---\n## 2026-11-22T10:04:00Z investigating\nWe look.\n\n## 2026-11-22T12:00:00Z monitoring\nWe wait.\n"
	inc, problems := ParseIncident("incidents/slow.md", []byte(src), nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	got := FromTheFuture("incidents/slow.md", []byte(src), now, inc.Updates)
	want := []content.Problem{{Path: "incidents/slow.md", Line: 8, Column: 4, Message: "this update is dated 2026-11-22T12:00:00Z, which is still to come (it is 2026-11-22T10:00:00Z now): is it local time written with a Z? Give the offset, as in 2026-11-22T11:00:00+01:00"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestEditsFromTheFutureAreNamed(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	src := "---\ntitle: API answers slowly\nimpact: minor\n---\n## 2026-11-22T09:04:00Z investigating\n---\nedited: 2026-11-22T11:00:00Z\n---\nWe look.\n"
	inc, problems := ParseIncident("incidents/slow.md", []byte(src), nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := []content.Problem{{Path: "incidents/slow.md", Line: 5, Column: 4, Message: "this update was edited 2026-11-22T11:00:00Z, says its block, which is still to come (it is 2026-11-22T10:00:00Z now): give the time at which that was done"}}
	if diff := cmp.Diff(want, FromTheFuture("incidents/slow.md", []byte(src), now, inc.Updates)); diff != "" {
		t.Error(diff)
	}
}

func TestAMaintenanceMayBeAnnouncedUnderItsDay(t *testing.T) {
	src := "---\ntitle: New switches\nstarts: 2026-12-13T03:00:00Z\nends: 2026-12-13T05:00:00Z\n---\nShort breaks.\n"
	m, problems := ParseMaintenance("maintenance/switches.md", []byte(src), nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got := FromTheFuture("maintenance/switches.md", []byte(src), m.Starts.AddDate(0, -1, 0), m.Updates); got != nil {
		t.Error(got)
	}
}
