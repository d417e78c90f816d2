package sitetest_test

import (
	"os"
	"path/filepath"
	"testing"

	"tidings/internal/repo"
	"tidings/internal/repo/sitetest"
)

func TestGeneratedFolderIsWellFormed(t *testing.T) {
	dir := t.TempDir()
	const n = 200
	if err := sitetest.Generate(dir, n, sitetest.Options{Maintenance: 5, Seed: 7}); err != nil {
		t.Fatal(err)
	}
	problems, err := repo.Check(t.Context(), dir)
	if err != nil || len(problems) > 0 {
		t.Fatalf("problems %v, error %v", problems, err)
	}
	files, _, err := repo.Files(dir)
	if err != nil || len(files) != n+5 {
		t.Fatalf("%d files, error %v; want %d", len(files), err, n+5)
	}
	size := int64(0)
	for _, f := range files[:n] {
		size += f.Size
	}
	if mean := size / n; mean < 1300 || mean > 1450 {
		t.Errorf("incidents have %d bytes on average, want about 1360", mean)
	}
}

func TestOpenIncidents(t *testing.T) {
	open := 0
	for i := range 100 {
		inc, problems := repo.ParseIncident(sitetest.Name(i)+".md", []byte(sitetest.Incident(i, sitetest.Options{})), nil)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if inc.Open() {
			open++
		}
	}
	if open != 3 {
		t.Errorf("%d incidents are open, want 3", open)
	}
}

func TestSameOptionsGiveSameBytes(t *testing.T) {
	read := func() string {
		dir := t.TempDir()
		if err := sitetest.Generate(dir, 10, sitetest.Options{PerMonth: 5, Components: 3, Seed: 2}); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(dir, "incidents", sitetest.Name(9)+".md"))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if a, b := read(), read(); a != b {
		t.Errorf("two runs differ:\n%s\n%s", a, b)
	}
}
