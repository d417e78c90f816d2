package status

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"time"
)

// errMetricCodec says that stored points or their sums are damaged.
var errMetricCodec = errors.New("status: stored points of a metric cannot be read: rebuild the projections")

// add is both buckets together. Of two newest points of one second the second
// bucket's wins.
func (b Bucket) add(o Bucket) Bucket {
	switch {
	case o.Count == 0:
		return b
	case b.Count == 0:
		return o
	}
	sum := Bucket{
		Points: b.Points + o.Points, Count: b.Count + o.Count, Sum: b.Sum + o.Sum,
		Min: min(b.Min, o.Min), Max: max(b.Max, o.Max), Last: o.Last, LastAt: o.LastAt,
	}
	if b.LastAt.After(o.LastAt) {
		sum.Last, sum.LastAt = b.Last, b.LastAt
	}
	return sum
}

// bucketOf is one point as a bucket.
func bucketOf(p Point) Bucket {
	return Bucket{
		Points: 1, Count: p.Counter, Sum: p.Value * float64(p.Counter),
		Min: p.Value, Max: p.Value, Last: p.Value, LastAt: p.At,
	}
}

// total is all buckets in one, added up in their order: equal ones give equal
// sums to the last bit.
func total(buckets []Bucket) (all Bucket) {
	for _, b := range buckets {
		all = all.add(b)
	}
	return all
}

// row is the buckets of one item: the minutes of an hour, the hours of a day,
// or the days of a month.
type row []Bucket

func (r row) empty() bool {
	return !slices.ContainsFunc(r, func(b Bucket) bool { return b.Count > 0 })
}

// encode writes a row as an item: a version, then each bucket that is one:
// its place, points, count, when the last one came in seconds after the row's
// beginning, and the numbers: of a single point only one.
func (r row) encode(from time.Time) []byte {
	out := []byte{codecVersion}
	for i, b := range r {
		if b.Count == 0 {
			continue
		}
		out = binary.AppendUvarint(out, uint64(i))
		out = binary.AppendUvarint(out, uint64(b.Points))
		out = binary.AppendUvarint(out, uint64(b.Count))
		out = binary.AppendUvarint(out, uint64(b.LastAt.Unix()-from.Unix()))
		out = appendFloat(out, b.Sum)
		if b.Count == 1 {
			continue
		}
		out = appendFloat(appendFloat(appendFloat(out, b.Min), b.Max), b.Last)
	}
	return out
}

// decodeRow reads what encode wrote, n buckets long; no item is an empty row.
func decodeRow(value []byte, from time.Time, n int) (row, error) {
	r := make(row, n)
	if value == nil {
		return r, nil
	}
	d := byteReader{b: value}
	if d.byte() != codecVersion {
		return nil, errMetricCodec
	}
	for len(d.b) > 0 && !d.bad {
		i := d.number()
		b := Bucket{Points: int(d.number()), Count: int(d.number())}
		b.LastAt = from.Add(time.Duration(d.number()) * time.Second)
		b.Sum = d.float()
		if b.Count == 1 {
			b.Min, b.Max, b.Last = b.Sum, b.Sum, b.Sum
		} else {
			b.Min, b.Max, b.Last = d.float(), d.float(), d.float()
		}
		if d.bad || i >= uint64(n) || b.Count < 1 {
			return nil, errMetricCodec
		}
		r[i] = b
	}
	return r, nil
}

func appendFloat(dst []byte, f float64) []byte {
	return binary.BigEndian.AppendUint64(dst, math.Float64bits(f))
}

// byteReader reads numbers. After a mistake it gives zeros and bad is set.
type byteReader struct {
	b   []byte
	bad bool
}

func (d *byteReader) fail() { d.b, d.bad = nil, true }

func (d *byteReader) byte() byte {
	if len(d.b) == 0 {
		d.fail()
		return 0
	}
	b := d.b[0]
	d.b = d.b[1:]
	return b
}

func (d *byteReader) number() uint64 {
	n, size := binary.Uvarint(d.b)
	if size <= 0 {
		d.fail()
		return 0
	}
	d.b = d.b[size:]
	return n
}

func (d *byteReader) float() float64 {
	if len(d.b) < 8 {
		d.fail()
		return 0
	}
	f := math.Float64frombits(binary.BigEndian.Uint64(d.b))
	d.b = d.b[8:]
	return f
}
