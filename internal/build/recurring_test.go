package build_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tidings/internal/build"
	"tidings/internal/repo/sitetest"
)

const backup = `---
title: Backup
starts: 2026-10-04T02:00:00Z
ends: 2026-10-04T03:00:00Z
announced: 2026-09-20T10:00:00Z
components: [c01]
repeat: {rule: FREQ=WEEKLY}
---
We back up, step %d.
`

const own = `---
title: Backup of its own
starts: %s
ends: %s
components: [c02]
---
## 2026-10-20T09:00:00Z scheduled
We back up later, step %d.

## 2026-10-21T09:00:00Z %s
More is known.
`

// TestSoakRecurringIncrementalEqualsWhole edits a recurrence and the files of
// its times while the weeks pass, beside incidents.
func TestSoakRecurringIncrementalEqualsWhole(t *testing.T) {
	content := generate(t, 60, sitetest.Options{Maintenance: 4, Components: 9})
	out := t.TempDir()
	put := func(name, text string) string {
		if err := os.WriteFile(filepath.Join(content, "maintenance", name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return "maintenance/" + name
	}
	run(t, content, out, nil)
	rng := rand.New(rand.NewPCG(5, 6))
	now := asOf
	for step := range steps() {
		day := time.Date(2026, 10, 4+7*rng.IntN(8), 0, 0, 0, 0, time.UTC)
		single := "backup-" + day.Format("20060102") + ".md"
		var what string
		var changed []string
		switch rng.IntN(6) {
		case 0:
			what, changed = "recurrence", []string{put("backup.md", fmt.Sprintf(backup, step))}
		case 1:
			at := day.Add(30 * time.Hour)
			state := []string{"scheduled", "cancelled", "verifying"}[rng.IntN(3)]
			what, changed = state+" "+single, []string{put(single, fmt.Sprintf(own, at.Format(time.RFC3339), at.Add(time.Hour).Format(time.RFC3339), step, state))}
		case 2:
			file := []string{single, "backup.md"}[rng.IntN(2)]
			if os.Remove(filepath.Join(content, "maintenance", file)) == nil {
				what, changed = "no "+file, []string{"maintenance/" + file}
			}
		default:
			what, changed = mutate(t, rng, content, step, now)
		}
		now = now.Add(time.Duration(rng.IntN(30)) * time.Hour)
		// A recurrence that goes takes all of its pages with it.
		at := func(o *build.Options) { o.AsOf, o.MaxDeletions = now, 1 }
		named := func(o *build.Options) { at(o); o.Changed = changed }
		if rng.IntN(2) == 0 || len(changed) == 0 {
			run(t, content, out, at)
		} else {
			run(t, content, out, named)
		}
		if diff := differences(whole(t, content, at), site(t, out)); len(diff) > 0 {
			t.Fatalf("step %d at %s (%s): the incremental build differs from the whole one:\n%s", step, now, what, strings.Join(diff, "\n"))
		}
	}
}

func TestTheTimesOfARecurrenceHavePages(t *testing.T) {
	content := generate(t, 0, sitetest.Options{Components: 3})
	if err := os.MkdirAll(filepath.Join(content, "maintenance"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(content, "maintenance", "backup.md"), fmt.Appendf(nil, backup, 1), 0o644); err != nil {
		t.Fatal(err)
	}
	files := whole(t, content, func(o *build.Options) { o.AsOf = time.Date(2026, 10, 20, 0, 0, 0, 0, time.UTC) })
	var pages []string
	for path := range files {
		if name, ok := strings.CutPrefix(path, "maintenance/"); ok {
			pages = append(pages, name)
		}
	}
	slices.Sort(pages)
	want := "20261004 20261011 20261018 20261025 20261101 20261108"
	for _, day := range strings.Fields(want) {
		for _, ending := range []string{".html", ".ics"} {
			if !slices.Contains(pages, "backup-"+day+ending) {
				t.Errorf("there is no backup-%s%s", day, ending)
			}
		}
	}
	if len(pages) != 12 {
		t.Errorf("pages: %v", pages)
	}
}

func TestARecurrenceAndAMaintenanceWithOneID(t *testing.T) {
	content := generate(t, 0, sitetest.Options{Components: 3})
	if err := os.MkdirAll(filepath.Join(content, "maintenance", "2026"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"backup.md": fmt.Sprintf(backup, 1), "2026/backup.md": "---\ntitle: Once\nstarts: 2026-10-04T02:00:00Z\nends: 2026-10-04T03:00:00Z\n---\nOnce.\n"} {
		if err := os.WriteFile(filepath.Join(content, "maintenance", name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	report, err := build.Run(t.Context(), build.Options{Content: content, Target: nil, AsOf: asOf})
	if err != nil || len(report.Problems) != 1 || !strings.Contains(report.Problems[0].Message, `the id "backup" is also that of`) {
		t.Errorf("%v, %v", report.Problems, err)
	}
}
