package status

import (
	"fmt"
	"strings"
)

// encodeDay is the stored form of a day, without its date, which is its key.
func (c *Calendar) encodeDay(n dayNumber, rows *dayRows) ([]byte, error) {
	e := rowEncoder{encoder: newEncoder(int64(n) * secondsPerDay), words: c.words.list, of: map[word]uint64{}}
	e.rows = make([]byte, 0, 40*len(rows.entries)+12*len(rows.posted)+24*len(rows.intervals))
	e.number(uint64(len(rows.entries)))
	for i := range rows.entries {
		e.entry(&rows.entries[i], c.sets[rows.entries[i].set])
	}
	e.number(uint64(len(rows.posted)))
	for i := range rows.posted {
		r := &rows.posted[i]
		e.word(r.name)
		e.word(r.update)
		e.stamp(r.at)
	}
	e.number(uint64(len(rows.intervals)))
	for i := range rows.intervals {
		r := &rows.intervals[i]
		e.word(r.component)
		e.word(r.name)
		e.word(r.key)
		e.stamp(r.from)
		e.stamp(r.to)
		e.byte(byte(r.status))
	}
	b := e.bytes()
	if len(b) > maxItemValue {
		return nil, fmt.Errorf("the lists of %s would take %d bytes and a day may take %d: it has %d entries and %d updates, so spread them over more days or delete some",
			n.date(), len(b), maxItemValue, len(rows.entries), len(rows.posted))
	}
	return b, nil
}

// rowEncoder writes rows of a calendar, whose strings have numbers already.
type rowEncoder struct {
	*encoder
	words []string
	of    map[word]uint64
}

func (e *rowEncoder) word(w word) {
	n, ok := e.of[w]
	if !ok {
		n = uint64(len(e.strings))
		e.of[w] = n
		e.strings = append(e.strings, e.words[w])
	}
	e.number(n)
}

func (e *rowEncoder) entry(r *entryRow, set []word) {
	e.word(r.name)
	e.string(r.title)
	e.byte(byte(r.impact))
	e.byte(byte(r.state))
	e.stamp(r.started)
	e.stamp(r.ended)
	e.stamp(r.changed)
	e.number(uint64(r.updates))
	e.number(uint64(len(set)))
	for _, w := range set {
		e.word(w)
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
