package importer

import (
	"context"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"tidings/internal/repo"
	"tidings/test/golden"
)

// TestRecordedPages imports pages that were recorded, and holds every file and
// every note to what was looked at.
func TestRecordedPages(t *testing.T) {
	for name, read := range map[string]func() (*Page, error){
		"grouped":     func() (*Page, error) { return recorded("testdata/grouped.json") },
		"maintenance": func() (*Page, error) { return recorded("testdata/maintenance.json") },
		"history":     func() (*Page, error) { return recorded("testdata/history.jsonl") },
		"feed":        func() (*Page, error) { return recorded("testdata/history.atom") },
		"cachet":      func() (*Page, error) { return cachetPageOf(t, true), nil },
		"cstate":      func() (*Page, error) { return CState(os.DirFS("testdata/cstate")) },
	} {
		t.Run(name, func(t *testing.T) {
			page, err := read()
			if err != nil {
				t.Fatal(err)
			}
			files := page.Files()
			golden.Check(t, "golden/"+name+".txtar", txtar.Format(archive(page, files)))
			flawless(t, files)
		})
	}
}

func recorded(path string) (*Page, error) {
	documents, err := Recorded(path)
	if err != nil {
		return nil, err
	}
	return Statuspage(documents, nil)
}

func archive(page *Page, files []File) *txtar.Archive {
	a := &txtar.Archive{}
	for _, n := range page.Notes {
		a.Comment = append(a.Comment, n.String()+"\n"...)
	}
	for _, f := range files {
		a.Files = append(a.Files, txtar.File{Name: f.Path, Data: f.Body})
	}
	return a
}

// flawless holds that `tidings check` finds nothing in what was written.
func flawless(t *testing.T, files []File) {
	t.Helper()
	dir := t.TempDir()
	if _, err := Write(dir, files, false); err != nil {
		t.Fatal(err)
	}
	problems, err := repo.Check(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Error(p)
	}
}
