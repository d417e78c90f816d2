package app

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/status"
)

const backup = `---
title: Backup
starts: 2026-12-06T01:00:00Z
ends: 2026-12-06T02:00:00Z
announced: 2026-11-20T10:00:00Z
repeat: {rule: FREQ=WEEKLY}
---
We back up.
`

// starts are when the maintenances on the board begin, by id.
func (e *edited) starts() map[string]string {
	e.t.Helper()
	found := map[string]string{}
	for day, err := range e.rules.Load().board.Days(e.t.Context(), "", "") {
		if err != nil {
			e.t.Fatal(err)
		}
		for _, entry := range day.Entries {
			if entry.About == status.AboutMaintenance {
				found[entry.ID] = entry.Started.Format("2006-01-02T15:04Z ") + entry.Title
			}
		}
	}
	return found
}

func (e *edited) wantStarts(what string, want map[string]string) {
	e.t.Helper()
	if err := e.apply(); err != nil {
		e.t.Fatal(err)
	}
	if diff := cmp.Diff(want, e.starts()); diff != "" {
		e.t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// A file that recurs is followed over a file for one of its times, another time
// zone, and its end.
func TestRecurringContent(t *testing.T) {
	e := newEditedAt(t, func() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) })
	e.mkdir("maintenance")
	e.write("maintenance/backup.md", backup)
	plain := map[string]string{"backup-20261206": "2026-12-06T01:00Z Backup", "backup-20261213": "2026-12-13T01:00Z Backup", "backup-20261220": "2026-12-20T01:00Z Backup"}
	e.wantStarts("as it recurs", plain)
	e.write("maintenance/backup-20261213.md", "---\ntitle: Late backup\nstarts: 2026-12-14T01:00:00Z\nends: 2026-12-14T02:00:00Z\n---\nA day later.\n")
	moved := map[string]string{"backup-20261206": "2026-12-06T01:00Z Backup", "backup-20261213": "2026-12-14T01:00Z Late backup", "backup-20261220": "2026-12-20T01:00Z Backup"}
	e.wantStarts("with one moved", moved)
	e.write("site.yaml", "name: Site\nurl: https://status.example.com\ntime_zone: America/New_York\n")
	zoned := map[string]string{"backup-20261205": "2026-12-06T01:00Z Backup", "backup-20261212": "2026-12-13T01:00Z Backup", "backup-20261219": "2026-12-20T01:00Z Backup", "backup-20261213": "2026-12-14T01:00Z Late backup"}
	e.wantStarts("in another zone, where the days are others", zoned)
	e.write("site.yaml", "name: Site\nurl: https://status.example.com\n")
	e.wantStarts("back again", moved)
	e.remove("maintenance/backup-20261213.md")
	e.wantStarts("with none moved", plain)
	e.write("maintenance/backup.md", "---\ntitle: Once\nstarts: 2026-12-06T01:00:00Z\nends: 2026-12-06T02:00:00Z\n---\nOnce only.\n")
	e.wantStarts("once only", map[string]string{"backup": "2026-12-06T01:00Z Once"})
	e.write("maintenance/backup.md", backup)
	e.wantStarts("recurring again", plain)
	e.remove("maintenance/backup.md")
	e.wantStarts("gone", map[string]string{})
}
