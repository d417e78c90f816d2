package importer

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "content")
	files := []File{{"site.yaml", []byte("a"), true}, {"incidents/2025/x.md", []byte("b"), false}}
	write := func(overwrite bool) Report {
		t.Helper()
		report, err := Write(dir, files, overwrite)
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	if r := write(false); r.Written != 2 {
		t.Errorf("first: %+v", r)
	}
	if r := write(false); r.Written != 0 || r.Unchanged != 2 {
		t.Errorf("again: %+v", r)
	}
	files[0].Body, files[1].Body = []byte("A"), []byte("B")
	files = append(files, File{"incidents/2025/y.md", []byte("c"), false})
	if r := write(false); r.Written != 0 || !slices.Equal(r.Conflicts, []string{"incidents/2025/x.md"}) || !slices.Equal(r.Kept, []string{"site.yaml"}) {
		t.Errorf("other bytes: %+v", r)
	}
	if _, err := os.Stat(filepath.Join(dir, "incidents/2025/y.md")); err == nil {
		t.Error("a file was written beside a conflict")
	}
	if r := write(true); r.Written != 2 {
		t.Errorf("forced: %+v", r)
	}
	if got, _ := os.ReadFile(filepath.Join(dir, "incidents/2025/x.md")); string(got) != "B" {
		t.Errorf("got %s", got)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "incidents/2025/.*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestWriteStaysInTheFolder(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "incidents")); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(dir, []File{{"incidents/x.md", []byte("b"), false}}, true); err == nil {
		t.Error("a link out of the folder was followed")
	}
	if left, _ := os.ReadDir(outside); len(left) > 0 {
		t.Errorf("written outside: %v", left)
	}
}
