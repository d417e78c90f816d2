package reading

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"tidings/internal/config"
	"tidings/internal/content"
	"tidings/internal/kept"
	"tidings/internal/repo"
	"tidings/internal/status"
)

// Folder is a content folder on this machine.
type Folder string

var seed = maphash.MakeSeed()

// Look is the folder as it is now. One that cannot be read is an error and never an
// empty site.
func (d Folder) Look() (content.State, error) {
	files, problems, err := repo.Files(string(d))
	if err != nil {
		return content.State{}, fmt.Errorf("looking at the content folder: %w", err)
	}
	s := content.State{Reader: d, Files: files, Problems: problems}
	if s.Rest, err = sumRest(string(d)); err != nil {
		return content.State{}, fmt.Errorf("looking at the content folder: %w", err)
	}
	s.Sum = strconv.FormatUint(total(s), 16)
	return s, nil
}

// Check implements content.Reader.
func (d Folder) Check(ctx context.Context, now time.Time) ([]content.Problem, error) {
	return repo.CheckAt(ctx, string(d), now)
}

// Facts implements content.Reader.
func (d Folder) Facts(c *config.Config, now time.Time) func(context.Context, content.File) (status.Fact, []content.Problem, error) {
	return facts(d.read, c, now)
}

func (d Folder) read(_ context.Context, f content.File) ([]byte, error) {
	return os.ReadFile(filepath.Join(string(d), filepath.FromSlash(f.Path)))
}

// Pack implements content.Reader.
func (d Folder) Pack(ctx context.Context) ([]byte, error) {
	root, err := os.OpenRoot(string(d))
	if err != nil {
		return nil, fmt.Errorf("opening the content folder: %w", err)
	}
	defer root.Close()
	// A theme may lead out of the content folder by links; configuration may not.
	return read(ctx, root.FS(), os.DirFS(filepath.Join(string(d), kept.ThemeFolder)))
}

func total(s content.State) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for _, f := range s.Files {
		addFile(&h, f.Path, f.Size, f.ModTime.UnixNano())
	}
	for _, p := range s.Problems {
		h.WriteString(p.String())
	}
	addFile(&h, "", int64(s.Rest), 0)
	return h.Sum64()
}

// sumRest sums what is neither an incident nor a maintenance.
func sumRest(dir string) (uint64, error) {
	var h maphash.Hash
	h.SetSeed(seed)
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
