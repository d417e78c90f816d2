package inbox

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"time"

	"tidings/internal/clip"
)

// encoding is the version of the form below, its first byte: integers as
// uvarints, texts behind their length, the body as it is.
const encoding = 1

const (
	maxReason  = 1 << 10  // bytes
	maxOutcome = 64 << 10 // bytes of all outcomes; what is over is left out and counted
)

// head is a delivery as its first item has it: with the first piece of the body.
type head struct {
	Delivery
	size uint64 // of the whole body
}

func (h head) encode() []byte {
	b := make([]byte, 0, 256+len(h.Body)+64*len(h.Outcome))
	b = append(b, encoding)
	b = binary.BigEndian.AppendUint64(b, uint64(h.Received.UnixNano()))
	for _, text := range [...]string{h.Source, h.TransportID, h.State, clip.Bytes(h.Reason, maxReason)} {
		b = appendText(b, text)
	}
	b = binary.AppendUvarint(b, uint64(len(h.Header)))
	for _, name := range slices.Sorted(maps.Keys(h.Header)) {
		b = appendText(appendText(b, name), h.Header[name])
	}
	b = appendOutcome(b, h.Outcome)
	b = binary.AppendUvarint(b, h.size)
	return append(b, h.Body...)
}

func appendText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

func appendOutcome(b []byte, outcome []Outcome) []byte {
	outcome = fitting(outcome)
	b = binary.AppendUvarint(b, uint64(len(outcome)))
	for _, o := range outcome {
		for _, text := range [...]string{o.Key, o.Kind, o.Component, o.Status, o.Note} {
			b = appendText(b, text)
		}
	}
	return b
}

// fitting leaves out what an item has no room for, and says how many.
func fitting(outcome []Outcome) []Outcome {
	size := 0
	for i, o := range outcome {
		size += len(o.Key) + len(o.Kind) + len(o.Component) + len(o.Status) + len(o.Note) + 10
		if size > maxOutcome {
			return append(slices.Clip(outcome[:i]), Outcome{Note: fmt.Sprintf("and %d more", len(outcome)-i)})
		}
	}
	return outcome
}

// decode reads what encode wrote. The body shares memory with the value.
func decode(id string, value []byte) (head, error) {
	r := reader{rest: value}
	if version := r.take(1); len(version) == 1 && version[0] != encoding {
		return head{}, fmt.Errorf("%w: %s is in form %d, this program knows form %d", ErrDamaged, id, version[0], encoding)
	}
	h := head{Delivery: Delivery{ID: id}}
	if at := r.take(8); at != nil {
		h.Received = time.Unix(0, int64(binary.BigEndian.Uint64(at))).UTC()
	}
	h.Source, h.TransportID, h.State, h.Reason = r.text(), r.text(), r.text(), r.text()
	h.Header = make(map[string]string)
	for range r.count() {
		name := r.text()
		h.Header[name] = r.text()
	}
	for range r.count() {
		h.Outcome = append(h.Outcome, Outcome{r.text(), r.text(), r.text(), r.text(), r.text()})
	}
	h.size, h.Body = r.number(), r.rest
	if r.short || h.size < uint64(len(h.Body)) {
		return head{}, fmt.Errorf("%w: %s", ErrDamaged, id)
	}
	return h, nil
}

// reader takes a value apart; short says that it ended too early.
type reader struct {
	rest  []byte
	short bool
}

func (r *reader) take(n uint64) []byte {
	if n > uint64(len(r.rest)) {
		r.rest, r.short = nil, true
		return nil
	}
	piece := r.rest[:n]
	r.rest = r.rest[n:]
	return piece
}

func (r *reader) number() uint64 {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 {
		r.rest, r.short = nil, true
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

// count is the number of entries that follow, each of at least one byte.
func (r *reader) count() uint64 { return min(r.number(), uint64(len(r.rest))) }

func (r *reader) text() string { return string(r.take(r.number())) }
