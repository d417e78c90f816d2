package disk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"tidings/internal/pause"
	"tidings/internal/publish"
)

const fenceName = publish.Private + "/fence"

// fence holds the highest sequence that claimed the folder. Each change borrows
// a handle of its own, because a lock belongs to a handle: a shared one would
// be given up by whoever is done first.
type fence struct {
	root *os.Root
	mu   sync.Mutex
	idle []*os.File
	over bool // a later claim has a fence of its own
}

// share runs change while nobody can claim the folder, unless a sequence other
// than seq has.
func (f *fence) share(seq uint64, change func() error) error {
	file, err := f.borrow()
	if err != nil {
		return err
	}
	defer f.giveBack(file)
	if err := lock(file, unix.LOCK_SH); err != nil {
		return err
	}
	defer lock(file, unix.LOCK_UN)
	highest, err := readSequence(file)
	if err != nil {
		return err
	}
	if highest != seq {
		return fenced(seq, highest)
	}
	return change()
}

func fenced(seq, highest uint64) error {
	return fmt.Errorf("%w: publish %d was overtaken by publish %d of another program or an earlier run; only one may publish to this folder", publish.ErrFenced, seq, highest)
}

func (f *fence) borrow() (*os.File, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if n := len(f.idle); n > 0 {
		file := f.idle[n-1]
		f.idle = f.idle[:n-1]
		return file, nil
	}
	return f.root.Open(fenceName)
}

func (f *fence) giveBack(file *os.File) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.over {
		file.Close()
		return
	}
	f.idle = append(f.idle, file)
}

func (f *fence) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, file := range f.idle {
		file.Close()
	}
	f.idle, f.over = nil, true
}

// raise makes seq the highest sequence, and runs then before anybody can change
// or claim the folder again.
func raise(ctx context.Context, root *os.Root, seq uint64, then func() error) error {
	file, err := root.OpenFile(fenceName, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := lockAlone(ctx, file); err != nil {
		return err
	}
	defer lock(file, unix.LOCK_UN)
	highest, err := readSequence(file)
	if err != nil {
		return err
	}
	if highest >= seq {
		return fenced(seq, highest)
	}
	// One write of a fixed length: a program killed here leaves the old number or the new.
	if _, err := file.WriteAt(fmt.Appendf(nil, "%020d\n", seq), 0); err != nil {
		return err
	}
	return then()
}

func readFence(root *os.Root) (uint64, error) {
	file, err := root.Open(fenceName)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer file.Close()
	return readSequence(file)
}

// readSequence reads the number in a fence. One that cannot be read, as after a
// power failure, is 0: the manifest's sequence then counts.
func readSequence(file *os.File) (uint64, error) {
	var text [24]byte
	n, err := unix.Pread(int(file.Fd()), text[:], 0)
	if err != nil {
		return 0, fmt.Errorf("read the fence: %w", err)
	}
	seq, err := strconv.ParseUint(strings.TrimSpace(string(text[:n])), 10, 64)
	if err != nil {
		return 0, nil
	}
	return seq, nil
}

func lock(file *os.File, how int) error {
	for {
		err := unix.Flock(int(file.Fd()), how)
		if !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

// lockAlone waits for the lock as long as the context lasts: whoever holds it
// may be stopped in a debugger.
func lockAlone(ctx context.Context, file *os.File) error {
	for wait := time.Millisecond; ; wait = min(2*wait, 50*time.Millisecond) {
		err := lock(file, unix.LOCK_EX|unix.LOCK_NB)
		if !errors.Is(err, unix.EWOULDBLOCK) {
			return err
		}
		if err := pause.For(ctx, wait); err != nil {
			return fmt.Errorf("another publisher holds the folder and does not go on: %w", err)
		}
	}
}
