package repo

import (
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// Reader reads the files of a content folder, from any number of goroutines. It
// asks the system only to open, read and close each: os.ReadFile asks ten
// times, because it also looks whether the file can be waited for and how
// large it is, and that is half the cost of a small file.
type Reader struct {
	dir   *os.File
	rooms sync.Pool // of *room
}

// room is where a file is read into.
type room struct{ bytes []byte }

// usualFile is a size that most content files are below.
const usualFile = 16 << 10

// OpenReader opens a content folder for reading.
func OpenReader(dir string) (*Reader, error) {
	file, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	return &Reader{file, sync.Pool{New: func() any { return &room{make([]byte, usualFile)} }}}, nil
}

// Close closes the folder.
func (r *Reader) Close() error { return r.dir.Close() }

// Read hands the bytes of a file, by its path relative to the folder, to use,
// which must not keep them. An error is the system's, without the path.
func (r *Reader) Read(path string, use func(src []byte)) error {
	fd, err := openAt(int(r.dir.Fd()), path)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	room := r.rooms.Get().(*room)
	defer r.rooms.Put(room)
	src, err := room.fill(fd)
	if err == nil {
		use(src)
	}
	return err
}

// fill reads a file to its end, which a read that leaves room has reached.
func (r *room) fill(fd int) ([]byte, error) {
	for n := 0; ; {
		more, err := unix.Read(fd, r.bytes[n:])
		switch {
		case err == unix.EINTR:
			continue
		case err != nil:
			return nil, err
		}
		if n += more; n < len(r.bytes) {
			return r.bytes[:n], nil
		}
		r.bytes = append(r.bytes, make([]byte, len(r.bytes))...)
	}
}

func openAt(dir int, path string) (int, error) {
	for {
		fd, err := unix.Openat(dir, path, unix.O_RDONLY|unix.O_CLOEXEC, 0)
		if err != unix.EINTR {
			return fd, err
		}
	}
}
