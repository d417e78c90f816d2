package repo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"tidings/internal/content"
)

// walk lists one folder and what is below it.
type walk struct {
	dir      string   // the content folder
	root     *os.Root // the same, for links
	about    string
	files    []content.File
	problems []content.Problem
}

func (w *walk) problem(path, format string, args ...any) {
	w.problems = append(w.problems, content.Whole(path, fmt.Sprintf(format, args...)))
}

// folder lists a folder. One that cannot be read is a problem, not the end.
func (w *walk) folder(path string) {
	// Not by root: a folder opened so asks for every entry's size on its own.
	handle, err := os.OpenFile(filepath.Join(w.dir, path), os.O_RDONLY|unix.O_DIRECTORY|unix.O_NOFOLLOW, 0)
	if err != nil {
		w.problem(path, "this should be a folder that can be read: %s", reason(err))
		return
	}
	defer handle.Close()
	entries, err := handle.ReadDir(-1)
	if err != nil {
		w.problem(path, "the folder cannot be read: %s", reason(err))
	}
	w.list(path, handle, entries)
}

// list asks for size and time of the entries by two goroutines, since each
// question is a system call, and looks at what is no plain file afterwards.
func (w *walk) list(folder string, handle *os.File, entries []fs.DirEntry) {
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		switch {
		case ignored(e.Name()):
		case e.Type() == 0 && strings.HasSuffix(e.Name(), ".md"):
			names = append(names, e.Name())
		default:
			w.odd(folder+"/"+e.Name(), e)
		}
	}
	slices.Sort(names)
	from := len(w.files)
	w.files = append(w.files, make([]content.File, len(names))...)
	found := w.files[from:]
	fd, half := int(handle.Fd()), len(names)/2
	var rest sync.WaitGroup
	rest.Go(func() { stat(fd, folder, names[:half], found[:half]) })
	stat(fd, folder, names[half:], found[half:])
	rest.Wait()
	w.settle(from)
}

// stat fills in the files of some names; one that has gone since keeps no path.
func stat(fd int, folder string, names []string, into []content.File) {
	var st unix.Stat_t
	for i, name := range names {
		if unix.Fstatat(fd, name, &st, unix.AT_SYMLINK_NOFOLLOW) == nil && st.Mode&unix.S_IFMT == unix.S_IFREG {
			into[i] = content.File{Path: folder + "/" + name, Size: st.Size, ModTime: time.Unix(st.Mtim.Unix())}
		}
	}
}

// settle drops the files from an index on that have gone or are too large.
func (w *walk) settle(from int) {
	kept := w.files[:from]
	for _, f := range w.files[from:] {
		switch {
		case f.Path == "":
		case f.Size > MaxFile:
			w.problem(f.Path, tooLarge, f.Size, MaxFile)
		default:
			f.About = w.about
			kept = append(kept, f)
		}
	}
	w.files = kept
}

// odd is for what is not plainly a content file.
func (w *walk) odd(path string, e fs.DirEntry) {
	switch {
	case e.Type()&fs.ModeSymlink != 0:
		w.link(path)
	case e.IsDir() && strings.HasSuffix(path, ".md"):
		w.problem(path, "this is a folder with a file's name: rename it, or put its text into a file")
	case e.IsDir():
		w.folder(path)
	case e.Type() != 0:
		w.problem(path, "this is not a file but a %s: take it away", kindOf(e.Type()))
	default:
		w.problem(path, "this file is not read, for its name does not end in .md: rename it or take it away")
	}
}

// link follows a link to a file inside the content folder, and no other.
func (w *walk) link(path string) {
	info, err := w.root.Stat(path)
	switch {
	case err != nil:
		w.problem(path, "this link leads nowhere that may be read: %s", reason(err))
	case info.IsDir():
		w.problem(path, "this is a link to a folder, which is not followed: put the folder itself here")
	case !info.Mode().IsRegular():
		w.problem(path, "this is a link to a %s: take it away", kindOf(info.Mode()))
	case !strings.HasSuffix(path, ".md"):
		w.problem(path, "this file is not read, for its name does not end in .md: rename it or take it away")
	default:
		w.files = append(w.files, content.File{Path: path, Size: info.Size(), ModTime: info.ModTime(), About: w.about})
	}
}

// Ignored reports whether a file or folder of this name is passed over wherever
// it lies in a content folder.
func Ignored(name string) bool { return ignored(name) }

// ignored are dotfiles and what editors leave behind.
func ignored(name string) bool {
	return name[0] == '.' || name[0] == '#' || strings.HasSuffix(name, "~") || strings.HasSuffix(name, ".swp") ||
		strings.HasSuffix(name, ".tmp") || strings.HasSuffix(name, ".bak") || strings.HasSuffix(name, ".orig")
}

func kindOf(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeNamedPipe != 0:
		return "pipe"
	case mode&fs.ModeSocket != 0:
		return "socket"
	}
	return "device"
}

const tooLarge = "the file has %d bytes, more than the %d that a content file may have"

// reason is why a file cannot be read, without its path.
func reason(err error) string {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return "permission denied: give the user that runs tidings the right to read it"
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file"
	case errors.Is(err, syscall.ELOOP):
		return "the link leads back to itself"
	case errors.Is(err, syscall.ENOTDIR):
		return "it is not a folder"
	}
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err.Error()
	}
	return err.Error()
}
