package status

import (
	"fmt"
	"time"
)

// encodeDigest is the stored form of a digest, without its date, which is its key.
func encodeDigest(x *Digest) ([]byte, error) {
	n, err := x.date.number()
	if err != nil {
		return nil, fmt.Errorf("status: %q is no date", x.date)
	}
	e := newEncoder(int64(n) * secondsPerDay)
	e.stamp(x.newest)
	e.stamp(x.changed)
	e.number(uint64(x.runs()))
	e.runs(x.floors)
	e.number(uint64(len(x.parts)))
	for i := range x.parts {
		e.part(&x.parts[i])
	}
	return e.bytes(), nil
}

// runs counts all runs of a digest.
func (d *Digest) runs() int {
	n := len(d.floors)
	for i := range d.parts {
		n += len(d.parts[i].runs)
	}
	return n
}

func (e *encoder) stamp(s stamp) { e.time(s.time()) }

func (e *encoder) runs(runs []run) {
	e.number(uint64(len(runs)))
	for _, r := range runs {
		e.stamp(r.from)
		e.stamp(r.to)
		e.byte(byte(r.status))
	}
}

func (e *encoder) part(p *part) {
	e.string(p.component)
	e.stamp(p.until)
	e.stamp(p.changed)
	e.runs(p.runs)
	e.number(uint64(len(p.stretches)))
	for _, s := range p.stretches {
		e.stamp(s.from)
		e.stamp(s.to)
		e.byte(byte(s.status))
		e.byte(byte(s.voice))
	}
}

// decodeDigest reads a stored digest.
func decodeDigest(date Date, item []byte) (*Digest, error) {
	n, err := date.number()
	if err != nil {
		return nil, fmt.Errorf("status: %q is no date", date)
	}
	d, err := newDecoder(int64(n)*secondsPerDay, item)
	if err != nil {
		return nil, fmt.Errorf("digest of %s: %w", date, err)
	}
	x := &Digest{date: date, newest: d.stamp(), changed: d.stamp()}
	room := make([]run, 0, d.count()) // of all parts, cut as they come
	x.floors, room = d.runs(room)
	x.parts = make([]part, d.count())
	for i := range x.parts {
		room = d.part(&x.parts[i], room)
	}
	if d.bad {
		return nil, fmt.Errorf("digest of %s: %w", date, errCodec)
	}
	return x, nil
}

// stamp reads a time as the encoder writes it.
func (d *decoder) stamp() stamp {
	n := d.number()
	zigzag := n >> 2
	at := stamp(d.base+(int64(zigzag>>1)^-int64(zigzag&1))) * stamp(time.Second)
	switch n & 3 {
	case timeZero:
		return noTime
	case timeNanos:
		return at + stamp(d.number())
	}
	return at
}

// runs reads runs into a room that is large enough for all of them, and gives
// what is left of it.
func (d *decoder) runs(room []run) (runs, rest []run) {
	from := len(room)
	for range d.count() {
		room = append(room, run{from: d.stamp(), to: d.stamp(), status: Status(d.within(len(statusNames)))})
	}
	return room[from:len(room):len(room)], room
}

func (d *decoder) part(p *part, room []run) (rest []run) {
	p.component, p.until, p.changed = d.string(), d.stamp(), d.stamp()
	p.runs, room = d.runs(room)
	for range d.count() {
		p.stretches = append(p.stretches, stretch{
			from: d.stamp(), to: d.stamp(), status: Status(d.within(len(statusNames))), voice: voice(d.within(int(voices))),
		})
	}
	return room
}
