package repo

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"tidings/internal/content"
	"tidings/internal/status"
)

const sample = "../../content"

func TestSampleSiteIsFlawless(t *testing.T) {
	problems, err := Check(t.Context(), sample)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Error(p)
	}
}

func TestSampleSiteIsWorthShowing(t *testing.T) {
	conf, _, err := Load(sample, afterwards)
	if err != nil {
		t.Fatal(err)
	}
	if g, c := len(conf.Layout.Groups), len(conf.Layout.Components); g != 3 || c != 12 {
		t.Errorf("%d groups and %d components, want 3 and 12", g, c)
	}
	if len(conf.Sources) < 4 || len(conf.Templates) < 3 || len(conf.Pages) == 0 {
		t.Errorf("%d sources, %d templates, %d pages", len(conf.Sources), len(conf.Templates), len(conf.Pages))
	}
	counts := map[string]int{}
	for _, f := range sampleFiles(t) {
		counts[f.About]++
	}
	if counts[status.AboutIncident] < 45 || counts[status.AboutMaintenance] < 20 {
		t.Errorf("files: %v; want 45 incidents and 20 maintenances at least", counts)
	}
}

func TestSampleSiteReadsTheSameOnceItHasPassed(t *testing.T) {
	want, _, err := Load(sample, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	got, problems, err := LoadPassed(sample, time.Time{})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	if !reflect.DeepEqual(want, got) {
		t.Errorf("held against its schemas it reads\n%+v\nand without\n%+v", want, got)
	}
}

func TestSampleSiteReadsTheSameBothWays(t *testing.T) {
	for _, f := range sampleFiles(t) {
		src, err := os.ReadFile(filepath.Join(sample, f.Path))
		if err != nil {
			t.Fatal(err)
		}
		holdEqual(t, f.Path, string(src), nil)
		if inc, _ := ParseIncident(f.Path, src, nil); inc != nil && inc.Open() {
			t.Errorf("%s: the sample begins with everything in order, but this is open", f.Path)
		}
	}
}

func sampleFiles(t *testing.T) []content.File {
	t.Helper()
	files, problems, err := Files(sample)
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	return files
}
