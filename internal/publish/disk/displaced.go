package disk

import (
	"path"
	"sync"

	"golang.org/x/sys/unix"
)

// mostDisplaced is how many old files a publish keeps aside at a time.
const mostDisplaced = 64

// displaced are files that new ones have changed names with. Deleting them and
// having the new ones written to the disk takes several times as long as all
// else, so it waits until the publish is in place.
type displaced struct {
	mu    sync.Mutex
	files []exchanged
	short bool // something could not be written: nothing is kept any more
}

// exchanged is a file that is in place, by its path, and the temporary name
// beside it that the old one has now.
type exchanged struct{ name, old string }

// keep notes a file to be cleared away later, and reports whether there is room for it.
func (d *displaced) keep(e exchanged) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.short || len(d.files) == mostDisplaced {
		return false
	}
	d.files = append(d.files, e)
	return true
}

// clear clears all of them away.
func (d *displaced) clear(f *folders) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, e := range d.files {
		err := f.in(path.Dir(e.name), false, func(dir int) error { return e.clear(dir) })
		if err != nil {
			return err
		}
	}
	d.files = d.files[:0]
	return nil
}

// makeRoom clears all of them away because the disk may be full of them, and
// reports whether that is so.
func (d *displaced) makeRoom(f *folders) bool {
	d.mu.Lock()
	d.short = true
	some := len(d.files) > 0
	d.mu.Unlock()
	return some && d.clear(f) == nil
}

// clear has the new file written to the disk soon, and deletes the old one. What
// somebody else has deleted meanwhile is no error.
func (e exchanged) clear(dir int) error {
	if fd, err := openat(dir, path.Base(e.name), unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_CLOEXEC); err == nil {
		beginWriting(fd)
		unix.Close(fd)
	}
	if err := unix.Unlinkat(dir, e.old, 0); err != unix.ENOENT {
		return err
	}
	return nil
}
