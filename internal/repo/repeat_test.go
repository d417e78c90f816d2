package repo

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/status"
)

func TestARecurrenceIsRead(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	const src = `---
title: Backup
starts: 2026-10-18T02:00:00+02:00
ends: 2026-10-18T03:30:00+02:00
announced: 2026-10-20T09:00:00Z
reminder: 24h
components: [api]
repeat:
  rule: FREQ=WEEKLY;BYDAY=SU
  until: 2026-11-22
  except: [2026-11-15]
---
We **back up**.
`
	fact, problems := Parse(status.AboutMaintenance, "maintenance/backup.md", []byte(src), Known{Components: someComponents, Zone: berlin})
	if len(problems) > 0 || fact.Recurrence == nil {
		t.Fatal(problems)
	}
	utc := func(text string) time.Time {
		at, err := time.Parse("2006-01-02 15:04", text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	announced := utc("2026-10-20 09:00")
	want := &status.Recurrence{
		ID: "backup", Title: "Backup", Length: 90 * time.Minute, Reminder: 24 * time.Hour, Components: []string{"api"},
		Text: status.Update{ID: "1", At: announced, State: status.Scheduled, Body: "We **back up**."},
		Occurrences: []status.Occurrence{ // the first was before it was announced
			{Date: "2026-10-25", Starts: utc("2026-10-25 00:00"), Announced: announced},
			{Date: "2026-11-01", Starts: utc("2026-11-01 01:00"), Announced: announced},
			{Date: "2026-11-08", Starts: utc("2026-11-08 01:00"), Announced: announced},
			{Date: "2026-11-22", Starts: utc("2026-11-22 01:00"), Announced: utc("2026-11-01 01:00")},
		},
		Pattern: status.Pattern{Rule: "FREQ=WEEKLY;BYDAY=SU", Until: "2026-11-22", Except: []status.Date{"2026-11-15"}},
		Origin:  status.Origin{Kind: status.OriginContent, Ref: "maintenance/backup.md"},
	}
	if diff := cmp.Diff(want, fact.Recurrence); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	m := fact.Recurrence.At(utc("2026-10-31 00:00"))[1]
	if m.ID != "backup-20261101" || !m.Ends.Equal(utc("2026-11-01 02:30")) || m.Recurrence != "backup" {
		t.Errorf("%+v", m)
	}
}
