package status

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

// A day and a month are kept as one item each, in a form that is small and
// quick to read: a version byte, a table of all strings, then rows of
// variable-length numbers that refer to the table. Times are seconds from the
// beginning of the day or month in UTC.
const (
	codecVersion = 1
	maxItemValue = 399 << 10 // what the store's limit leaves for the value
)

var errCodec = errors.New("status: a stored day or month cannot be read: rebuild the projections")

// encoder writes rows and collects their strings.
type encoder struct {
	base    int64 // seconds
	rows    []byte
	strings []string
	of      map[string]uint64
}

func newEncoder(base int64) *encoder { return &encoder{base: base, of: map[string]uint64{}} }

func (e *encoder) number(n uint64) { e.rows = binary.AppendUvarint(e.rows, n) }

func (e *encoder) byte(b byte) { e.rows = append(e.rows, b) }

func (e *encoder) string(s string) {
	n, ok := e.of[s]
	if !ok {
		n = uint64(len(e.strings))
		e.of[s] = n
		e.strings = append(e.strings, s)
	}
	e.number(n)
}

// The two low bits of a time say which form it has.
const (
	timeSeconds = iota
	timeNanos   // the nanoseconds follow
	timeZero
)

func (e *encoder) time(t time.Time) {
	if t.IsZero() {
		e.number(timeZero)
		return
	}
	delta := t.Unix() - e.base
	zigzag := uint64(delta<<1) ^ uint64(delta>>63)
	if t.Nanosecond() == 0 {
		e.number(zigzag<<2 | timeSeconds)
		return
	}
	e.number(zigzag<<2 | timeNanos)
	e.number(uint64(t.Nanosecond()))
}

// bytes is the whole item: version, strings, rows.
func (e *encoder) bytes() []byte {
	out := make([]byte, 0, 64+len(e.rows)+24*len(e.strings))
	out = append(out, codecVersion)
	out = binary.AppendUvarint(out, uint64(len(e.strings)))
	for _, s := range e.strings {
		out = binary.AppendUvarint(out, uint64(len(s)))
	}
	for _, s := range e.strings {
		out = append(out, s...)
	}
	return append(out, e.rows...)
}

// decoder reads what encoder wrote. After a mistake it gives zeros and bad is set.
type decoder struct {
	base    int64
	b       []byte
	strings []string
	bad     bool
}

func newDecoder(base int64, item []byte) (*decoder, error) {
	if len(item) == 0 || item[0] != codecVersion {
		return nil, fmt.Errorf("%w (its form is not known to this version)", errCodec)
	}
	d := &decoder{base: base, b: item[1:]}
	d.table()
	if d.bad {
		return nil, errCodec
	}
	return d, nil
}

// table cuts all strings out of one backing string.
func (d *decoder) table() {
	n := d.count()
	d.strings = make([]string, 0, n)
	var room [64]int
	lengths, total := room[:0], 0
	for range n {
		length := d.count()
		lengths = append(lengths, length)
		total += length
	}
	if d.bad || total > len(d.b) {
		d.bad = true
		return
	}
	all := string(d.b[:total])
	d.b = d.b[total:]
	for _, length := range lengths {
		d.strings = append(d.strings, all[:length])
		all = all[length:]
	}
}

func (d *decoder) number() uint64 {
	if len(d.b) > 0 && d.b[0] < 0x80 {
		n := uint64(d.b[0])
		d.b = d.b[1:]
		return n
	}
	n, size := binary.Uvarint(d.b)
	if size <= 0 {
		d.bad, d.b = true, nil
		return 0
	}
	d.b = d.b[size:]
	return n
}

// count is a number of things of at least a byte each: never more than bytes left.
func (d *decoder) count() int {
	n := d.number()
	if n > uint64(len(d.b)) {
		d.bad = true
		return 0
	}
	return int(n)
}

func (d *decoder) byte() byte {
	if len(d.b) == 0 {
		d.bad = true
		return 0
	}
	b := d.b[0]
	d.b = d.b[1:]
	return b
}

func (d *decoder) string() string {
	n := d.number()
	if n >= uint64(len(d.strings)) {
		d.bad = true
		return ""
	}
	return d.strings[n]
}

func (d *decoder) time() time.Time {
	n := d.number()
	zigzag := n >> 2
	seconds := d.base + (int64(zigzag>>1) ^ -int64(zigzag&1))
	switch n & 3 {
	case timeZero:
		return time.Time{}
	case timeNanos:
		return time.Unix(seconds, int64(d.number())).UTC()
	}
	return time.Unix(seconds, 0).UTC()
}
