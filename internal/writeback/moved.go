package writeback

import (
	"bytes"
	"errors"
	"io/fs"
	"path"
	"strings"

	"tidings/internal/gitrepo"
	"tidings/internal/repo"
	"tidings/internal/status"
)

// follow reads the file that a fact was in, where it is now: somebody may have
// moved it, and a second one with the same id would be a mistake in the content.
func (w *Writer) follow(on *gitrepo.Commit, name string, f status.Fact) (string, []byte, error) {
	src, err := w.read(on, name)
	if err != nil || src != nil || on == nil {
		return name, src, err
	}
	for _, likely := range []func(string) bool{
		func(other string) bool {
			return path.Base(other) == path.Base(name) || path.Base(other) == f.ID()+".md"
		},
		func(string) bool { return true },
	} {
		if moved, src, err := w.find(on, f, likely); err != nil || src != nil {
			return moved, src, err
		}
	}
	return name, nil, nil
}

// find looks among the files with likely names for the one of a fact.
func (w *Writer) find(on *gitrepo.Commit, f status.Fact, likely func(name string) bool) (name string, src []byte, err error) {
	top := folderOf(f)
	err = fs.WalkDir(on.In(w.Repository.Address().Folder), top, func(at string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && at == top:
			return nil
		case err != nil || d.IsDir() || repo.Ignored(d.Name()) || !strings.HasSuffix(at, ".md") || !likely(at):
			return err
		}
		there, err := w.read(on, at)
		if err != nil && !errors.Is(err, gitrepo.ErrGone) {
			return nil // such as a link that leads out: it is nobody's file
		}
		if err != nil || !bytes.Contains(there, []byte(f.ID())) && path.Base(at) != f.ID()+".md" || !w.isOf(at, there, f) {
			return err
		}
		name, src = at, there
		return fs.SkipAll
	})
	return name, src, err
}
