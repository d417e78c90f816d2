package importer

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
)

// Report is what writing came to.
type Report struct {
	Written   int      `json:"written"`
	Unchanged int      `json:"unchanged"` // there already, with the same bytes
	Kept      []string `json:"kept"`      // there already, and better known than guessed
	Conflicts []string `json:"conflicts"` // there already with other bytes
}

// Write puts files into a content folder, which it makes where there is none.
// With a conflict nothing is written, unless it may overwrite. It never follows
// a link out of the folder.
func Write(dir string, files []File, overwrite bool) (Report, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Report{}, fmt.Errorf("making the content folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Report{}, fmt.Errorf("opening the content folder: %w", err)
	}
	defer root.Close()
	w := writer{root: root}
	if err := w.plan(files, overwrite); err != nil {
		return w.Report, err
	}
	if len(w.Conflicts) > 0 {
		return w.Report, nil
	}
	for _, f := range w.todo {
		if err := w.write(f); err != nil {
			return w.Report, fmt.Errorf("writing %s: %w", f.Path, err)
		}
		w.Written++
	}
	return w.Report, nil
}

type writer struct {
	Report
	root *os.Root
	todo []File
}

// plan compares the files with what is there.
func (w *writer) plan(files []File, overwrite bool) error {
	for _, f := range files {
		there, err := w.root.ReadFile(f.Path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			w.todo = append(w.todo, f)
		case err != nil:
			return fmt.Errorf("looking at %s: %w", f.Path, err)
		case bytes.Equal(there, f.Body):
			w.Unchanged++
		case f.Guessed:
			w.Kept = append(w.Kept, f.Path)
		case overwrite:
			w.todo = append(w.todo, f)
		default:
			w.Conflicts = append(w.Conflicts, f.Path)
		}
	}
	return nil
}

// write replaces a file whole: who reads meanwhile sees the old or the new.
func (w *writer) write(f File) error {
	if err := w.root.MkdirAll(path.Dir(f.Path), 0o755); err != nil {
		return err
	}
	beside := path.Join(path.Dir(f.Path), "."+path.Base(f.Path)+".new")
	if err := w.root.WriteFile(beside, f.Body, 0o644); err != nil {
		return err
	}
	return w.root.Rename(beside, f.Path)
}
