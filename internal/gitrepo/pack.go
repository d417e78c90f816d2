package gitrepo

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
)

// The bounds of what is fetched: whoever can push could otherwise fill the
// memory with a few bytes that unpack to many.
const (
	maxFetched = 512 << 20 // bytes of all objects
	maxObject  = 16 << 20  // of one; the bytes of a larger file are not read
	maxObjects = 2_000_000
)

// unpacker reads a pack into memory.
type unpacker struct {
	scanner *packfile.Scanner
	into    *fetched
	at      map[int64]*object // by place in the pack
	late    []*delta          // whose base has not come yet
	bytes   int64
}

// delta is an object that is told by its difference from another.
type delta struct {
	base  plumbing.Hash
	place int64
	diff  []byte
}

var errPack = errors.New("what the host sent is damaged")

// unpack reads a whole pack.
func unpack(r io.Reader, into *fetched) error {
	u := &unpacker{scanner: packfile.NewScanner(r), into: into, at: map[int64]*object{}}
	_, count, err := u.scanner.Header()
	if err != nil {
		return fmt.Errorf("%w: %w", errPack, err)
	}
	if count > maxObjects {
		return fmt.Errorf("the repository has more than %d files and folders", maxObjects)
	}
	for range count {
		if err := u.next(); err != nil {
			return err
		}
	}
	return u.resolve()
}

func (u *unpacker) next() error {
	h, err := u.scanner.NextObjectHeader()
	if err != nil {
		return fmt.Errorf("%w: %w", errPack, err)
	}
	switch {
	case h.Type == plumbing.OFSDeltaObject || h.Type == plumbing.REFDeltaObject:
		return u.delta(h)
	case h.Length > maxObject:
		return u.large(h)
	}
	o := &object{kind: h.Type, length: h.Length}
	if o.data, err = u.read(h.Length); err != nil {
		return err
	}
	o.id = plumbing.ComputeHash(o.kind, o.data)
	return u.keep(h.Offset, o)
}

// delta reads an object that is told by its difference from another.
func (u *unpacker) delta(h *packfile.ObjectHeader) error {
	diff, err := u.read(h.Length)
	if err != nil {
		return err
	}
	d := &delta{base: h.Reference, place: h.Offset, diff: diff}
	if h.Type == plumbing.REFDeltaObject {
		return u.byID(d)
	}
	base, ok := u.at[h.OffsetReference]
	if !ok {
		return errPack
	}
	return u.patch(base, d)
}

// large passes over the bytes of a file that is not read, but for its id.
func (u *unpacker) large(h *packfile.ObjectHeader) error {
	if h.Type != plumbing.BlobObject {
		return errors.New("a folder of the repository has too many names")
	}
	hash := plumbing.NewHasher(h.Type, h.Length)
	if err := u.inflate(hash, h.Length); err != nil {
		return err
	}
	return u.keep(h.Offset, &object{id: hash.Sum(), kind: h.Type, length: h.Length})
}

// read inflates an object that is small enough to be kept.
func (u *unpacker) read(length int64) ([]byte, error) {
	if length > maxObject || length < 0 {
		return nil, u.inflate(io.Discard, length)
	}
	b := bytes.NewBuffer(make([]byte, 0, length))
	err := u.inflate(b, length)
	return b.Bytes(), err
}

// inflate hands the bytes of an object on, no more than it said it has.
func (u *unpacker) inflate(w io.Writer, length int64) error {
	if _, _, err := u.scanner.NextObject(&bounded{w, length}); err != nil {
		return fmt.Errorf("%w: %w", errPack, err)
	}
	return nil
}

// bounded refuses to write more than some bytes.
type bounded struct {
	io.Writer
	left int64
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.left -= int64(len(p)); b.left < 0 {
		return 0, errPack
	}
	return b.Writer.Write(p)
}

func (u *unpacker) keep(place int64, o *object) error {
	if u.bytes += int64(len(o.data)); u.bytes > maxFetched {
		return fmt.Errorf("the repository is larger than the %d bytes that are read of one", maxFetched)
	}
	u.at[place] = o
	return u.into.add(o)
}

// byID patches a base that is known by its id, now or once all have come.
func (u *unpacker) byID(d *delta) error {
	base, err := u.into.get(d.base)
	if err != nil {
		u.late = append(u.late, d)
		return nil
	}
	own, ok := base.(*object)
	if !ok {
		return errPack
	}
	return u.patch(own, d)
}

// patch makes an object of its base. What is made of something large, or
// becomes so, is not kept.
func (u *unpacker) patch(base *object, d *delta) error {
	if base.data == nil || d.diff == nil || targetSize(d.diff) > maxObject {
		u.at[d.place] = &object{kind: base.kind}
		u.into.leaveOut()
		return nil
	}
	data, err := packfile.PatchDelta(base.data, d.diff)
	if err != nil {
		return fmt.Errorf("%w: %w", errPack, err)
	}
	return u.keep(d.place, &object{kind: base.kind, data: data, length: int64(len(data)), id: plumbing.ComputeHash(base.kind, data)})
}

// targetSize is what the second number of a delta says.
func targetSize(diff []byte) uint64 {
	_, n := binary.Uvarint(diff)
	if n <= 0 {
		return 0
	}
	size, _ := binary.Uvarint(diff[n:])
	return size
}

// resolve patches those whose base came after them.
func (u *unpacker) resolve() error {
	for len(u.late) > 0 {
		waiting := u.late
		u.late = nil
		for _, d := range waiting {
			if err := u.byID(d); err != nil {
				return err
			}
		}
		if len(u.late) == len(waiting) {
			return errPack
		}
	}
	return nil
}
