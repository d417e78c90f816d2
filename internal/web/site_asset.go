package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"os"
	"sync"
	"syscall"
	"time"

	"tidings/internal/served"
)

const (
	largestKept = 1 << 20               // bytes; larger files are read at each request
	settling    = 20 * time.Millisecond // within which two writes may leave the same stamp
)

// asset is a file of the site as it is served. All but its compressed forms is
// fixed when it is made.
type asset struct {
	root         *os.Root
	file         string
	stamp        stamp
	settled      bool // the stamp tells a later version from this one
	sum          [sha256.Size]byte
	raw          []byte // nil for a large file
	kind         served.Kind
	page         bool
	drawing      bool
	caching      []string
	modified     time.Time
	lastModified []string
	plain        form

	mu   sync.Mutex // guards what follows
	br   *form
	gzip *form
}

// form is an asset in one encoding.
type form struct {
	body     []byte
	encoding []string // nil for the plain file
	tag      []string
	length   []string
}

// stamp tells versions of a file apart without reading it.
type stamp struct {
	size              int64
	modified, changed int64
	device, inode     uint64
}

func stampOf(info fs.FileInfo) stamp {
	s := stamp{size: info.Size(), modified: info.ModTime().UnixNano()}
	if sys, ok := info.Sys().(*syscall.Stat_t); ok {
		s.device, s.inode, s.changed = uint64(sys.Dev), sys.Ino, changeTime(sys)
	}
	return s
}

// asset returns the file from memory if that is still what the folder holds.
func (s *site) asset(root *os.Root, found location) (*asset, error) {
	now := stampOf(found.info)
	if a := s.cache.get(found.file); a != nil && a.stamp == now && a.settled {
		return a, nil
	}
	a, err := loadAsset(root, found.file)
	if err != nil {
		return nil, err
	}
	s.cache.put(a)
	return a, nil
}

func loadAsset(root *os.Root, file string) (*asset, error) {
	f, err := root.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	k := served.KindOf(file)
	a := &asset{
		root: root, file: file, stamp: stampOf(info), kind: k, caching: served.Caching(file),
		page: k.Page(), drawing: k.Drawing(),
		modified: info.ModTime(), lastModified: httpTime(info.ModTime()),
		settled: time.Since(info.ModTime()) > settling,
	}
	if err := a.read(f, info.Size()); err != nil {
		return nil, err
	}
	tag := `"` + hex.EncodeToString(a.sum[:16])
	a.plain = form{body: a.raw, tag: []string{tag + `"`}, length: length(len(a.raw))}
	return a, nil
}

func (a *asset) read(f io.Reader, size int64) (err error) {
	if size <= largestKept {
		a.raw = make([]byte, size)
		_, err = io.ReadFull(f, a.raw)
		a.sum = sha256.Sum256(a.raw)
		return err
	}
	hash := sha256.New()
	_, err = io.Copy(hash, f)
	hash.Sum(a.sum[:0])
	return err
}

// open returns the plain bytes, of a large file from the folder.
func (a *asset) open() (io.ReadSeekCloser, error) {
	if a.raw == nil {
		return a.root.Open(a.file)
	}
	return nopCloser{bytes.NewReader(a.raw)}, nil
}

type nopCloser struct{ io.ReadSeeker }

func (nopCloser) Close() error { return nil }
