package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite"
)

// Page caches are small: the system caches the file anyway, and a status page
// that nobody writes to should cost nothing.
const (
	writerCache = 2000 // KiB
	readerCache = 1000
	longestLog  = 16 << 20 // bytes that the log keeps on disk once it is written back
)

// file is the data file and how to connect to it.
type file struct {
	path    string
	options Options
}

// base is the name that errors show: never the folders above it.
func (f file) base() string { return filepath.Base(f.path) }

// writer connects for writing, having made the file and its tables as needed.
func (f file) writer(steps []string) (*conn, error) {
	if err := f.create(); err != nil {
		return nil, err
	}
	c, err := f.connect("rw")
	if err != nil {
		return nil, err
	}
	return c.ready(
		c.checkOurs,
		func() error { return c.checkNotNewer(steps) },
		func() error { return c.configure(f.options.Sync) },
		func() error { return c.migrate(steps) },
		c.prepare,
		c.prepareWrites,
	)
}

// reader connects for reading.
func (f file) reader() (*conn, error) {
	mode := "rw"
	if f.options.ReadOnly {
		mode = "ro"
	}
	c, err := f.connect(mode)
	if err != nil {
		return nil, err
	}
	return c.ready(
		func() error { return c.exec(fmt.Sprintf("PRAGMA cache_size=-%d", readerCache), "PRAGMA query_only=1") },
		c.checkOurs,
		func() error { return c.checkCurrent(migrations) },
		c.prepare,
	)
}

// ready takes the steps that make a connection useful, or closes it.
func (c *conn) ready(steps ...func() error) (*conn, error) {
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, errors.Join(err, c.close())
		}
	}
	return c, nil
}

// connect opens a connection that waits for locks and maps no memory.
func (f file) connect(mode string) (*conn, error) {
	full, err := filepath.Abs(f.path)
	if err != nil {
		return nil, f.fault(err)
	}
	address := url.URL{Scheme: "file", Path: full, RawQuery: "mode=" + mode}
	raw, err := new(sqlite.Driver).Open(address.String())
	if err != nil {
		return nil, f.fault(err)
	}
	c := &conn{raw: raw, file: f}
	return c.ready(func() error {
		return c.exec(fmt.Sprintf("PRAGMA busy_timeout=%d", f.options.Wait/time.Millisecond),
			"PRAGMA mmap_size=0", "PRAGMA temp_store=MEMORY", "PRAGMA trusted_schema=0")
	})
}

// create makes an empty file that only its owner can read, where there is none.
func (f file) create() error {
	empty, err := os.OpenFile(f.path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return f.fault(err)
	}
	return empty.Close()
}

// inPlace refuses to commit into a file that nobody will find again: SQLite
// would go on writing to one that was deleted or replaced under its hands.
func (f file) inPlace(opened os.FileInfo) error {
	now, err := os.Stat(f.path)
	if err != nil || !os.SameFile(opened, now) {
		return f.moved(err)
	}
	return nil
}

func (f file) missing() bool {
	_, err := os.Stat(f.path)
	return errors.Is(err, fs.ErrNotExist)
}

// configure sets how commits are kept.
func (c *conn) configure(s Sync) error {
	sync := map[Sync]string{Full: "FULL", Off: "OFF"}[s]
	return c.exec("PRAGMA journal_mode=WAL", "PRAGMA synchronous="+sync,
		fmt.Sprintf("PRAGMA cache_size=-%d", writerCache),
		fmt.Sprintf("PRAGMA journal_size_limit=%d", longestLog))
}
