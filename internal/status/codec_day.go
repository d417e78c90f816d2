package status

import (
	"fmt"
	"strings"
)

// encodeDay is the stored form of a day, without its date, which is its key.
func encodeDay(d *Day) ([]byte, error) {
	n, err := d.Date.number()
	if err != nil {
		return nil, fmt.Errorf("status: %q is no date", d.Date)
	}
	e := newEncoder(int64(n) * secondsPerDay)
	e.number(uint64(len(d.Entries)))
	for i := range d.Entries {
		e.entry(&d.Entries[i])
	}
	e.number(uint64(len(d.Posted)))
	for i := range d.Posted {
		p := &d.Posted[i]
		e.cause(p.About, p.ID)
		e.string(p.Update)
		e.time(p.At)
	}
	e.number(uint64(len(d.Intervals)))
	for i := range d.Intervals {
		iv := &d.Intervals[i]
		e.string(iv.Component)
		e.string(iv.Cause)
		e.string(iv.Key)
		e.time(iv.From)
		e.time(iv.To)
		e.byte(byte(iv.Status))
	}
	b := e.bytes()
	if len(b) > maxItemValue {
		return nil, fmt.Errorf("the lists of %s would take %d bytes and a day may take %d: it has %d entries and %d updates, so spread them over more days or delete some",
			d.Date, len(b), maxItemValue, len(d.Entries), len(d.Posted))
	}
	return b, nil
}

func (e *encoder) entry(x *Entry) {
	e.cause(x.About, x.ID)
	e.string(x.Title)
	e.byte(byte(x.Impact))
	e.byte(byte(x.State))
	e.time(x.Started)
	e.time(x.Ended)
	e.time(x.Changed)
	e.number(uint64(x.Updates))
	e.number(uint64(len(x.Components)))
	for _, c := range x.Components {
		e.string(c)
	}
}

// decodeDay reads a stored day. All its strings share one backing string.
func decodeDay(date Date, item []byte) (*Day, error) {
	n, err := date.number()
	if err != nil {
		return nil, fmt.Errorf("status: %q is no date", date)
	}
	d, err := newDecoder(int64(n)*secondsPerDay, item)
	if err != nil {
		return nil, fmt.Errorf("day %s: %w", date, err)
	}
	day := &Day{Date: date}
	d.entries(day)
	d.posted(day)
	d.intervals(day)
	if d.bad {
		return nil, fmt.Errorf("day %s: %w", date, errCodec)
	}
	return day, nil
}

func (d *decoder) entries(day *Day) {
	n := d.count()
	if n == 0 {
		return
	}
	day.Entries = make([]Entry, n)
	var sets []string // of all entries, cut as they come
	for i := range day.Entries {
		x := &day.Entries[i]
		x.About, x.ID, _ = strings.Cut(d.string(), "/")
		x.Title = d.string()
		x.Impact = Impact(d.within(len(impactNames)))
		x.State = State(d.within(len(stateNames)))
		x.Started, x.Ended, x.Changed = d.time(), d.time(), d.time()
		x.Updates = int(d.number())
		from := len(sets)
		for range d.count() {
			sets = append(sets, d.string())
		}
		if len(sets) > from {
			x.Components = sets[from:len(sets):len(sets)]
		}
	}
}

// within reads a byte that must be less than n.
func (d *decoder) within(n int) byte {
	b := d.byte()
	if int(b) >= n {
		d.bad = true
		return 0
	}
	return b
}

func (d *decoder) posted(day *Day) {
	n := d.count()
	if n == 0 {
		return
	}
	day.Posted = make([]Posted, n)
	for i := range day.Posted {
		p := &day.Posted[i]
		p.About, p.ID, _ = strings.Cut(d.string(), "/")
		p.Update, p.At = d.string(), d.time()
	}
}

func (d *decoder) intervals(day *Day) {
	n := d.count()
	if n == 0 {
		return
	}
	day.Intervals = make([]Interval, n)
	for i := range day.Intervals {
		iv := &day.Intervals[i]
		iv.Component, iv.Cause, iv.Key = d.string(), d.string(), d.string()
		iv.From, iv.To = d.time(), d.time()
		iv.Status = Status(d.within(len(statusNames)))
	}
}
