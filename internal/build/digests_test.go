package build_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tidings/internal/build"
	"tidings/internal/repo/sitetest"
)

// TestAnUpdateReadsNoWholeMonthForTheBars takes away the lists of the months
// that only the bars show: one update is published nevertheless, and nothing
// else is made again.
func TestAnUpdateReadsNoWholeMonthForTheBars(t *testing.T) {
	content, out := generate(t, 600, sitetest.Options{PerMonth: 150, Components: 3}), t.TempDir()
	run(t, content, out, nil)
	for _, month := range []string{"2026-08", "2026-09"} {
		if err := os.Remove(filepath.Join(out, ".tidings", "build", "month-"+month)); err != nil {
			t.Fatal(err)
		}
	}
	newest := filepath.Join(content, "incidents", "looking.md")
	if err := os.WriteFile(newest, []byte("---\ntitle: Trouble\nimpact: major\ncomponents: {c00: major_outage}\n---\n## 2026-11-01T08:00:00Z investigating\nWe look into it.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	report := run(t, content, out, func(o *build.Options) { o.Changed = []string{rel(content, newest)} })
	if report.Written == 0 || report.Unchanged > 100 {
		t.Errorf("%d files were written and %d made without need: the build was a whole one", report.Written, report.Unchanged)
	}
	if diff := differences(whole(t, content, func(*build.Options) {}), site(t, out)); len(diff) > 0 {
		t.Errorf("the site is wrong:\n%s", strings.Join(diff, "\n"))
	}
}

// TestBarsMoveOnFromKeptDigests edits incidents of any age while weeks go by, so
// that months enter and leave the bars.
func TestBarsMoveOnFromKeptDigests(t *testing.T) {
	content, out := generate(t, 80, sitetest.Options{PerMonth: 20, Maintenance: 6, Components: 9}), t.TempDir()
	rng := rand.New(rand.NewPCG(7, 7))
	now := asOf
	at := func(o *build.Options) { o.AsOf = now }
	run(t, content, out, at)
	for step := range 20 {
		what, changed := mutate(t, rng, content, step, now)
		now = now.Add(time.Duration(rng.IntN(16*24)) * time.Hour)
		run(t, content, out, func(o *build.Options) { o.AsOf, o.Changed = now, changed })
		if diff := differences(whole(t, content, at), site(t, out)); len(diff) > 0 {
			t.Fatalf("step %d (%s) at %s:\n%s", step, what, now, strings.Join(diff, "\n"))
		}
	}
}
