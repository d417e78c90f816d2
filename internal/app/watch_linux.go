package app

import (
	"context"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

const (
	moves = unix.IN_CREATE | unix.IN_DELETE | unix.IN_MOVED_FROM | unix.IN_MOVED_TO |
		unix.IN_CLOSE_WRITE | unix.IN_ATTRIB | unix.IN_DELETE_SELF | unix.IN_MOVE_SELF | unix.IN_ONLYDIR
	watchAnew = time.Minute // how often folders are looked for that no event told of
)

// watch rings when something moves in the content folder, until the context
// ends, so that a large folder need not be looked at all the time. The folder
// is looked at without it too, only later: what it cannot watch is no error.
func (a *App) watch(ctx context.Context) {
	fd, err := unix.InotifyInit1(unix.IN_CLOEXEC | unix.IN_NONBLOCK)
	if err != nil {
		return
	}
	events := os.NewFile(uintptr(fd), "inotify")
	defer events.Close()
	defer context.AfterFunc(ctx, func() { events.Close() })()
	a.watchFolders(events)
	buf := make([]byte, 16<<10)
	for {
		if events.SetReadDeadline(time.Now().Add(watchAnew)) != nil {
			return
		}
		n, err := events.Read(buf)
		if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
			return
		}
		if n == 0 || foldersMoved(buf[:n]) {
			a.watchFolders(events)
		}
		if n > 0 {
			a.toContent.ring()
		}
	}
}

// watchFolders watches every folder that counts; those that are watched
// already stay so. Each is watched before it is read, so that nothing is
// missed between the two.
func (a *App) watchFolders(events *os.File) {
	raw, err := events.SyscallConn()
	if err != nil {
		return
	}
	dir := a.Content + string(filepath.Separator) // the folder may be a link
	_ = raw.Control(func(fd uintptr) {
		_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil || !d.IsDir():
				return nil
			case path != dir && d.Name()[0] == '.':
				return fs.SkipDir
			}
			_, _ = unix.InotifyAddWatch(int(fd), path, moves)
			return nil
		})
	})
}

// foldersMoved reports whether events may speak of a folder that is not watched.
func foldersMoved(events []byte) bool {
	const maskAt, lengthAt = 4, 12
	for len(events) >= unix.SizeofInotifyEvent {
		mask := binary.NativeEndian.Uint32(events[maskAt:])
		if mask&(unix.IN_ISDIR|unix.IN_IGNORED|unix.IN_Q_OVERFLOW) != 0 {
			return true
		}
		name := int(binary.NativeEndian.Uint32(events[lengthAt:]))
		events = events[min(len(events), unix.SizeofInotifyEvent+name):]
	}
	return false
}
