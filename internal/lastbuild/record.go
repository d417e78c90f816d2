package lastbuild

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"

	"tidings/internal/status"
)

// Record is what is remembered of one content file.
type Record struct {
	Path    string
	Size    int64
	ModTime int64 // nanoseconds since 1970
	Ref     status.Ref
	Days    []status.Date // the days of the calendar that hold something of it
}

// The records are split by id into shards, more of them the more records there
// are, so that looking one up or replacing it costs the same however many there
// are.
const shardRecords = 48 // in a shard, about, when all are written

// shardsFor is into how many shards so many records go.
func shardsFor(records int) int { return 1 + records/shardRecords }

func (m *Memory) shardOf(id string) int {
	h := fnv.New32a()
	h.Write([]byte(id))
	return int(h.Sum32() % uint32(max(len(m.shards), 1)))
}

var errDamaged = errors.New("the record of the last build is damaged")

// appendRecord writes a record behind its length, its id first: looking one up
// reads little of the others.
func appendRecord(to []byte, r *Record) []byte {
	b := appendString(make([]byte, 0, 256), r.Ref.ID)
	b = appendString(b, r.Ref.About)
	b = appendString(b, r.Path)
	b = binary.AppendVarint(b, r.Ref.Started.UnixNano())
	b = binary.AppendVarint(b, r.Size)
	b = binary.AppendVarint(b, r.ModTime)
	b = binary.AppendUvarint(b, uint64(len(r.Days)))
	for _, d := range r.Days {
		b = append(b, d...)
	}
	return append(binary.AppendUvarint(to, uint64(len(b))), b...)
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// reader takes fields off a shard. After the first damaged field it gives zeros.
type reader struct {
	rest string
	bad  bool
}

// countRecords is how many records a shard has, as far as they are whole.
func countRecords(shard string) (n int) {
	r := reader{rest: shard}
	for ; r.rest != ""; n++ {
		r.string()
	}
	return n
}

// appendRecords appends the records of a shard, which keep it in memory.
func appendRecords(to []Record, shard string) ([]Record, error) {
	r := reader{rest: shard}
	for r.rest != "" && !r.bad {
		one := reader{rest: r.string()}
		to = append(to, one.fields())
		r.bad = r.bad || one.bad
	}
	if r.bad {
		return nil, fmt.Errorf("%w: %w", ErrNone, errDamaged)
	}
	return to, nil
}

func (r *reader) fields() Record {
	rec := Record{Ref: status.Ref{ID: r.string(), About: about(r.string())}, Path: r.string()}
	rec.Ref.Started = moment(r.varint())
	rec.Size, rec.ModTime = r.varint(), r.varint()
	n := r.uvarint()
	if n > uint64(len(r.rest)/len("2006-01-02")) {
		r.bad = true
		return rec
	}
	rec.Days = make([]status.Date, n)
	for i := range rec.Days {
		rec.Days[i] = status.Date(r.take(uint64(len("2006-01-02"))))
	}
	return rec
}

func (r *reader) take(n uint64) string {
	if n > uint64(len(r.rest)) {
		r.bad, r.rest = true, ""
		return ""
	}
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}

func (r *reader) string() string { return r.take(r.uvarint()) }

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint([]byte(r.rest[:min(len(r.rest), binary.MaxVarintLen64)]))
	if n <= 0 {
		r.bad, r.rest = true, ""
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *reader) varint() int64 {
	v, n := binary.Varint([]byte(r.rest[:min(len(r.rest), binary.MaxVarintLen64)]))
	if n <= 0 {
		r.bad, r.rest = true, ""
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

// about shares the two constant strings among all records.
func about(s string) string {
	if s == status.AboutMaintenance {
		return status.AboutMaintenance
	}
	return status.AboutIncident
}
