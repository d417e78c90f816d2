package disk

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"path"
	"strconv"

	"golang.org/x/sys/unix"
)

const (
	tempPrefix = ".tidings-"
	tempSuffix = ".tmp"
)

// Write puts a whole file in place.
func (t *Target) Write(ctx context.Context, seq uint64, name string, body []byte) error {
	return t.change(ctx, seq, name, func(f *folders) error {
		return f.in(path.Dir(name), true, func(dir int) error { return t.put(f, dir, name, body) })
	})
}

// Remove deletes a file, and the folders that it leaves empty.
func (t *Target) Remove(ctx context.Context, seq uint64, name string) error {
	return t.change(ctx, seq, name, func(f *folders) error {
		err := f.in(path.Dir(name), false, func(dir int) error { return unix.Unlinkat(dir, path.Base(name), 0) })
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		f.prune(path.Dir(name))
		return nil
	})
}

// Settle clears away what the publish has replaced, and empties the journal.
func (t *Target) Settle(ctx context.Context, seq uint64) error {
	fence, journal, folders := t.claimed()
	if fence == nil {
		return errUnclaimed
	}
	return explain(fence.share(seq, func() error {
		t.fresh.Store(false)
		t.settled()
		if err := folders.displaced.clear(folders); err != nil {
			return err
		}
		return journal.settle()
	}))
}

// settled notes that what stands in the folder was published by this program.
func (t *Target) settled() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.place.replaced = false
}

var errUnclaimed = errors.New("disk: the folder was not claimed")

// change touches one path: under the fence, and in the journal first.
func (t *Target) change(ctx context.Context, seq uint64, name string, do func(*folders) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	fence, journal, folders := t.claimed()
	if fence == nil {
		return errUnclaimed
	}
	return explain(fence.share(seq, func() error {
		if err := journal.add(name); err != nil {
			return err
		}
		return do(folders)
	}))
}

func (t *Target) claimed() (*fence, *journal, *folders) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.fence, t.journal, t.folders
}

// put writes a file beside its place and renames it. The first publish into an
// empty folder creates files below the top in place, which takes a quarter off
// its time: nobody reads them before the home page refers to them, and a file
// that was cut off stands in the journal.
func (t *Target) put(f *folders, dir int, name string, body []byte) error {
	base := path.Base(name)
	if t.fresh.Load() && base != name {
		if err := create(dir, base, body); !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	err := f.replace(dir, name, body)
	if err != nil && f.displaced.makeRoom(f) {
		return f.replace(dir, name, body)
	}
	return err
}

// replace moves a file to its place and keeps an old one aside as long as there is room.
func (f *folders) replace(dir int, name string, body []byte) error {
	old, err := replace(dir, path.Base(name), body)
	if e := (exchanged{name, old}); old != "" && !f.displaced.keep(e) {
		return e.clear(dir)
	}
	return err
}

// replace writes a file beside its place and moves it there. It returns the name
// that an older file now has.
func replace(dir int, base string, body []byte) (old string, err error) {
	temp := tempPrefix + strconv.FormatUint(rand.Uint64(), 36) + tempSuffix
	err = create(dir, temp, body)
	if err == nil && isFile(dir, base) && exchange(dir, temp, base) == nil {
		return temp, nil
	}
	if err == nil {
		err = unix.Renameat(dir, temp, dir, base)
	}
	if err != nil {
		unix.Unlinkat(dir, temp, 0)
	}
	return "", err
}

// isFile reports whether a file stands in a place that a new one may take.
func isFile(dir int, base string) bool {
	var there unix.Stat_t
	err := unix.Fstatat(dir, base, &there, unix.AT_SYMLINK_NOFOLLOW)
	return err == nil && there.Mode&unix.S_IFMT != unix.S_IFDIR
}

func create(dir int, name string, body []byte) error {
	const flags = unix.O_WRONLY | unix.O_CREAT | unix.O_EXCL | unix.O_NOFOLLOW | unix.O_CLOEXEC
	fd, err := openat(dir, name, flags)
	if err != nil {
		return err
	}
	err = writeAll(fd, body)
	return errors.Join(err, unix.Close(fd))
}

func openat(dir int, name string, flags int) (int, error) {
	for {
		fd, err := unix.Openat(dir, name, flags, 0o644)
		if !errors.Is(err, unix.EINTR) {
			return fd, err
		}
	}
}

func writeAll(fd int, body []byte) error {
	for len(body) > 0 {
		n, err := unix.Write(fd, body)
		if err != nil && !errors.Is(err, unix.EINTR) {
			return err
		}
		body = body[max(n, 0):]
	}
	return nil
}
