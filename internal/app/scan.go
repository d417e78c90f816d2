package app

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"io/fs"
	"os"
	"path/filepath"

	"tidings/internal/content"
	"tidings/internal/repo"
)

// scan is what the content folder looks like from outside: sizes and times,
// nothing read.
type scan struct {
	from     origin
	commit   *repo.Commit   // nil for a folder
	files    []content.File // incidents and maintenances, by path
	problems []content.Problem
	rest     uint64 // sum over everything else: configuration, templates, themes
	sum      uint64 // sum over everything: equal sums are the same content
}

var scanSeed = maphash.MakeSeed()

// scanContent looks at the folder. A folder that cannot be read is an error and
// never an empty site.
func scanContent(dir string) (scan, error) {
	files, problems, err := repo.Files(dir)
	if err != nil {
		return scan{}, fmt.Errorf("looking at the content folder: %w", err)
	}
	s := scan{from: folder(dir), files: files, problems: problems}
	if s.rest, err = sumRest(dir); err != nil {
		return scan{}, fmt.Errorf("looking at the content folder: %w", err)
	}
	s.sum = s.total()
	return s, nil
}

// scanCommit looks at a commit.
func scanCommit(c *repo.Commit) (scan, error) {
	s := scan{from: committed{c}, commit: c, sum: sumCommit(c.ID)}
	if s.files, s.problems = c.List(); c.Problem != nil {
		return s, nil
	}
	var h maphash.Hash
	h.SetSeed(scanSeed)
	err := fs.WalkDir(c.Files, ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && counted(".", path):
			return fs.SkipDir
		case !d.IsDir():
			h.WriteString(path + "\x00" + c.Version(path) + "\x00")
		}
		return nil
	})
	s.rest = h.Sum64()
	return s, err
}

func sumCommit(id string) uint64 { return maphash.String(scanSeed, "commit "+id) }

func (s scan) total() uint64 {
	var h maphash.Hash
	h.SetSeed(scanSeed)
	for _, f := range s.files {
		addFile(&h, f.Path, f.Size, f.ModTime.UnixNano())
	}
	for _, p := range s.problems {
		h.WriteString(p.String())
	}
	addFile(&h, "", int64(s.rest), 0)
	return h.Sum64()
}

// sumRest sums what is neither an incident nor a maintenance.
func sumRest(dir string) (uint64, error) {
	var h maphash.Hash
	h.SetSeed(scanSeed)
	dir += string(filepath.Separator) // the folder may be a link
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && path != dir:
			return nil // gone since its folder was read
		case err != nil && path == dir:
			return err
		case err != nil:
			h.WriteString(path)
			return nil // reading the configuration says what is wrong with it
		case d.IsDir() && counted(dir, path):
			return fs.SkipDir
		case d.IsDir():
			return nil
		}
		if info, err := os.Stat(path); err == nil { // what a symbolic link leads to counts
			addFile(&h, path, info.Size(), info.ModTime().UnixNano())
		}
		return nil
	})
	return h.Sum64(), err
}

// counted reports whether a folder's files are listed by repo.Files, or are
// nobody's business (hidden folders such as .git).
func counted(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	hidden := len(rel) > 1 && rel[0] == '.'
	return err == nil && (rel == "incidents" || rel == "maintenance" || hidden)
}

func addFile(h *maphash.Hash, path string, size, mod int64) {
	h.WriteString(path)
	h.WriteByte(0)
	var b [16]byte
	binary.LittleEndian.PutUint64(b[:8], uint64(size))
	binary.LittleEndian.PutUint64(b[8:], uint64(mod))
	h.Write(b[:])
}
