package disk_test

import (
	"bytes"
	"encoding/binary"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"tidings/internal/publish/publishtest"
)

// The system tells what happens to the names in a folder: none that a reader
// asks for may be made, written to or taken away while it is published anew.
func TestAReaderFindsTheOldFileOrTheNewOne(t *testing.T) {
	dir, site := filepath.Join(t.TempDir(), "public"), publishtest.Sample(5, "a")
	target := open(t, dir)
	if _, err := site.Whole(t.Context(), target); err != nil {
		t.Fatal(err)
	}
	happened := watch(t, dir)
	for _, text := range []string{"changed", "changed again"} {
		site["index.html"] = text
		if _, err := site.Part(t.Context(), target, "index.html"); err != nil {
			t.Fatal(err)
		}
	}
	events := happened()
	if len(events) == 0 {
		t.Fatal("nothing was seen of two publishes")
	}
	for _, e := range events {
		if !strings.HasPrefix(e.name, ".") {
			t.Errorf("%s was made, written to or taken away (%#x)", e.name, e.mask)
		}
	}
}

// event is something that befell a name in a folder.
type event struct {
	name string
	mask uint32
}

// watch notes what is made, written to and taken away in a folder.
func watch(t *testing.T, dir string) func() []event {
	t.Helper()
	fd, err := unix.InotifyInit1(unix.IN_CLOEXEC | unix.IN_NONBLOCK)
	if err == nil {
		t.Cleanup(func() { unix.Close(fd) })
		_, err = unix.InotifyAddWatch(fd, dir, unix.IN_CREATE|unix.IN_MODIFY|unix.IN_DELETE)
	}
	if err != nil {
		t.Fatal(err)
	}
	return func() (all []event) {
		raw := make([]byte, 64<<10)
		n, err := unix.Read(fd, raw)
		if err != nil {
			t.Fatal(err)
		}
		for raw = raw[:n]; len(raw) > 0; {
			end := unix.SizeofInotifyEvent + binary.NativeEndian.Uint32(raw[12:])
			name, _, _ := bytes.Cut(raw[unix.SizeofInotifyEvent:end], []byte{0})
			all = append(all, event{string(name), binary.NativeEndian.Uint32(raw[4:])})
			raw = raw[end:]
		}
		return all
	}
}
