package build_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/build"
	"tidings/internal/repo/sitetest"
)

// TestAComponentRetiresByItself builds before the day and on it, with nothing edited
// in between: the component leaves what is now, and what others have embedded stays.
func TestAComponentRetiresByItself(t *testing.T) {
	content, out := generate(t, 20, sitetest.Options{}), t.TempDir()
	path := filepath.Join(content, "components.yaml")
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	src = append(src, "components:\n  - {id: fax, name: Fax gateway, retired: 2026-11-03}\n"...)
	if err := os.WriteFile(path, src, 0o644); err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 11, 2, 23, 0, 0, 0, time.UTC) // in the site's zone, UTC
	as := func(o *build.Options) { o.AsOf = day }
	run(t, content, out, as)
	before := site(t, out)
	if !strings.Contains(before["index.html"], "Fax gateway") || !strings.Contains(before["components/fax/badge.svg"], "Fax gateway: Operational") {
		t.Error("it is gone before its day")
	}
	day = day.Add(time.Hour)
	report := run(t, content, out, as)
	after := site(t, out)
	if diff := cmp.Diff(whole(t, content, as), after); diff != "" {
		t.Errorf("a whole build (-) makes another site (+):\n%s", diff)
	}
	if strings.Contains(after["index.html"], "Fax gateway") || !strings.Contains(after["components/fax/badge.svg"], "Fax gateway: Retired") || report.Deleted != 0 {
		t.Errorf("on its day the home page has it, or its badge does not say so, or %d files are gone", report.Deleted)
	}
	if as := run(t, content, out, as); as.Written != 0 {
		t.Errorf("building again writes %d files", as.Written)
	}
}
