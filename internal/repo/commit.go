package repo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"tidings/internal/content"
	"tidings/internal/order"
	"tidings/internal/status"
)

// ErrTooLarge says that a committed file is larger than any that is read.
var ErrTooLarge = errors.New("too large")

// Commit is a state of the content that was committed: its files, whole and
// never changed.
type Commit struct {
	content.Commit
	// Files are those of the content. Links inside are followed, others are errors.
	Files fs.FS
	// Version names the bytes of a file, links followed: another for other
	// bytes. It is empty where there is no such file.
	Version func(path string) string
	// Load has the bytes of all files here, where those of some may not be; nil
	// where all are.
	Load func(ctx context.Context) error
	// Problem is why nothing of it can be read, if that is so.
	Problem *content.Problem
}

// List lists the files of all incidents and maintenances of a commit, by path,
// without opening any, as Files does for a folder.
func (c *Commit) List() ([]content.File, []content.Problem) {
	if c.Problem != nil {
		return nil, []content.Problem{*c.Problem}
	}
	w := committed{commit: c}
	for _, top := range [...]struct{ folder, about string }{
		{incidentsFolder, status.AboutIncident},
		{maintenanceFolder, status.AboutMaintenance},
	} {
		w.about = top.about
		switch info, err := fs.Lstat(c.Files, top.folder); {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil || !info.IsDir():
			w.problem(top.folder, "this should be a folder")
		default:
			w.folder(top.folder)
		}
	}
	order.By(w.files, func(a, b content.File) int { return strings.Compare(a.Path, b.Path) })
	content.Sort(w.problems)
	return w.files, w.problems
}

// Read reads a file of a commit, unless it is too large to be a content file.
func (c *Commit) Read(f content.File) ([]byte, error) {
	info, err := fs.Stat(c.Files, f.Path)
	if err == nil && info.Size() > MaxFile {
		err = fmt.Errorf("%w: "+tooLarge, ErrTooLarge, info.Size(), MaxFile)
	}
	if err != nil {
		return nil, err
	}
	return fs.ReadFile(c.Files, f.Path)
}

// CheckCommit is CheckAt for a commit, all of which it reads.
func CheckCommit(ctx context.Context, c *Commit, now time.Time) ([]content.Problem, error) {
	if c.Load != nil {
		if err := c.Load(ctx); err != nil {
			return nil, err
		}
	}
	files, found := c.List()
	if c.Problem != nil {
		return found, nil
	}
	found = append(found, c.largeInTheme()...)
	return check(ctx, c.Files, files, found, c.Read, now)
}

// maxThemeFile bounds the bytes of one file of a committed theme.
const maxThemeFile = 8 << 20

// largeInTheme are the files of the theme that are not read for their size.
func (c *Commit) largeInTheme() (found []content.Problem) {
	_ = fs.WalkDir(c.Files, "themes", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil // whoever reads the theme says it
		}
		if info, err := fs.Stat(c.Files, path); err == nil && info.Size() > maxThemeFile {
			found = append(found, content.Whole(path, fmt.Sprintf("the file has %d bytes, more than the %d that a theme's file in a repository may have", info.Size(), maxThemeFile)))
		}
		return nil
	})
	return found
}

// committed is walk for the files of a commit.
type committed struct {
	walk
	commit *Commit
}

func (l *committed) folder(at string) {
	entries, err := fs.ReadDir(l.commit.Files, at)
	if err != nil {
		l.problem(at, "the folder cannot be read: %s", reason(err))
		return
	}
	for _, e := range entries {
		name := path.Join(at, e.Name())
		switch {
		case ignored(e.Name()):
		case e.Type() == 0 && strings.HasSuffix(name, ".md"):
			l.file(name)
		case e.IsDir() && !strings.HasSuffix(name, ".md"):
			l.folder(name)
		case e.Type()&fs.ModeSymlink != 0:
			l.link(name)
		default:
			l.odd(name, e)
		}
	}
}

func (l *committed) file(name string) {
	l.files = append(l.files, content.File{Path: name, Version: l.commit.Version(name), About: l.about})
}

// link follows a link to a file inside the content, and no other.
func (l *committed) link(name string) {
	info, err := fs.Stat(l.commit.Files, name)
	switch {
	case err != nil:
		l.problem(name, "this link leads nowhere that may be read: %s", reason(err))
	case info.IsDir():
		l.problem(name, "this is a link to a folder, which is not followed: put the folder itself here")
	case !strings.HasSuffix(name, ".md"):
		l.problem(name, "this file is not read, for its name does not end in .md: rename it or take it away")
	default:
		l.file(name)
	}
}
