package local

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tidings/internal/publish/disk"
	"tidings/internal/publish/publishtest"
)

// What a power failure has taken is found before the site is shown again, and
// made again by the next publish.
func TestASiteIsLookedOverAfterARunThatDidNotEndWell(t *testing.T) {
	dir, site := t.TempDir(), publishtest.Sample(5, "a")
	killed, err := disk.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := site.Whole(t.Context(), killed); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "index.html"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	target, err := disk.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer target.Close()
	var log bytes.Buffer
	if err := verify(t.Context(), target, slog.New(slog.NewTextHandler(&log, nil))); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), "damaged=1") {
		t.Errorf("an empty home page is not told: %s", log.String())
	}
	if report, err := site.Whole(t.Context(), target); err != nil || report.Written != 1 {
		t.Errorf("the next publish has mended %d files, %v", report.Written, err)
	}
}
