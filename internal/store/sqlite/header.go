package sqlite

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
)

// header is what the first bytes of the file say, as far as we look.
type header struct {
	pages, pageSize     int64
	counted             bool // pages is up to date
	version, id         int
	complete, foreigner bool
}

const (
	headerSize = 100
	magic      = "SQLite format 3\x00"
)

// inspect refuses, without touching anything, what can be refused by the first
// bytes of the file: so a file of a newer program stays as it is.
func (f file) inspect() error {
	info, err := os.Stat(f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !f.options.ReadOnly:
		return nil
	case err != nil:
		return f.fault(err)
	case !info.Mode().IsRegular():
		return f.foreign()
	case info.Size() == 0:
		return nil
	}
	h, err := f.header()
	if err != nil {
		return err
	}
	return f.judge(h, info.Size())
}

func (f file) judge(h header, size int64) error {
	switch {
	case h.foreigner, h.complete && h.id != 0 && h.id != applicationID:
		return f.foreign()
	case !h.complete, h.counted && h.pages*h.pageSize > size && !f.hasLog():
		return f.damaged(errors.New("the file is shorter than it says"))
	case h.version > len(migrations):
		return f.newer(h.version, len(migrations))
	}
	return nil
}

func (f file) header() (header, error) {
	r, err := os.Open(f.path)
	if err != nil {
		return header{}, f.fault(err)
	}
	defer r.Close()
	b := make([]byte, headerSize)
	n, err := io.ReadFull(r, b)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return header{}, f.fault(err)
	}
	return parseHeader(b[:n]), nil
}

// parseHeader reads the database header of SQLite's file format.
func parseHeader(b []byte) header {
	if !bytes.HasPrefix(b, []byte(magic)[:min(len(b), len(magic))]) {
		return header{foreigner: true}
	}
	if len(b) < headerSize {
		return header{}
	}
	word := func(at int) int64 { return int64(binary.BigEndian.Uint32(b[at:])) }
	size := int64(binary.BigEndian.Uint16(b[16:]))
	if size == 1 {
		size = 64 << 10
	}
	return header{complete: true, pages: word(28), pageSize: size, counted: word(24) == word(92),
		version: int(word(60)), id: int(word(68))}
}

// hasLog reports whether commits wait beside the file, so that its size says nothing.
func (f file) hasLog() bool {
	info, err := os.Stat(f.path + "-wal")
	return err == nil && info.Size() > 0
}
