package status

import (
	"context"
	"encoding/binary"
	"fmt"
	"iter"
	"slices"
	"time"
)

// Pack is one month of a calendar in stored form: its index and its days, each
// of which can be read without the others. It is what a build keeps of a month
// that it does not need whole.
type Pack struct {
	Month string
	index []byte
	days  []packedDay // oldest first
}

// Packs gives every month of the calendar as a pack, oldest first, up to the
// first that cannot be one.
func (c *Calendar) Packs() iter.Seq2[*Pack, error] {
	return func(yield func(*Pack, error) bool) {
		for rest := c.order; len(rest) > 0; {
			month := c.days[rest[0]].month
			n := slices.IndexFunc(rest, func(d dayNumber) bool { return c.days[d].month != month })
			if n < 0 {
				n = len(rest)
			}
			p, err := c.pack(month, rest[:n])
			if !yield(p, err) || err != nil {
				return
			}
			rest = rest[n:]
		}
	}
}

func (c *Calendar) pack(month monthNumber, days []dayNumber) (*Pack, error) {
	p := &Pack{Month: month.String()}
	for _, n := range days {
		if err := p.setDay(c, n); err != nil {
			return nil, err
		}
	}
	return p, p.setIndex(c, month)
}

// ReadPack reads what Bytes wrote.
func ReadPack(month string, b []byte) (*Pack, error) {
	p := &Pack{Month: month}
	var ok bool
	if p.index, b, ok = cutField(b); !ok {
		return nil, fmt.Errorf("month %s: %w", month, errCodec)
	}
	var err error
	if p.days, err = cutDays(b); err != nil {
		return nil, fmt.Errorf("month %s: %w", month, err)
	}
	return p, nil
}

// Bytes is the pack's stored form.
func (p *Pack) Bytes() []byte {
	room := len(p.index) + 8
	for _, d := range p.days {
		room += len(d.date) + len(d.item) + 4
	}
	return appendDays(appendField(make([]byte, 0, room), p.index), p.days)
}

// Index is the month's index.
func (p *Pack) Index() (*Month, error) {
	if len(p.index) == 0 {
		return &Month{Month: p.Month}, nil
	}
	return decodeMonth(p.Month, p.index)
}

// Entries is how many entries started in the month.
func (p *Pack) Entries() (int, error) {
	m, err := p.Index()
	if err != nil {
		return 0, err
	}
	total := 0
	for _, n := range m.Counts {
		total += n
	}
	return total, nil
}

// Days runs over the pack's days from `to` back to `from`, newest first. Empty bounds are open.
func (p *Pack) Days(from, to Date) iter.Seq2[*Day, error] {
	return func(yield func(*Day, error) bool) {
		for _, d := range slices.Backward(p.days) {
			if d.date < from || (to != "" && d.date > to) {
				continue
			}
			if !yield(decodeDay(d.date, d.item)) {
				return
			}
		}
	}
}

// Day reads one day, which is empty where the pack has none.
func (p *Pack) Day(date Date) (*Day, error) {
	if at, found := slices.BinarySearchFunc(p.days, date, compareDay); found {
		return decodeDay(date, p.days[at].item)
	}
	return &Day{Date: date}, nil
}

// Open puts the pack's index and those of its days that are named into a
// calendar, for changing. Save takes them back.
func (p *Pack) Open(c *Calendar, days []Date) error {
	index, err := p.Index()
	if err != nil {
		return err
	}
	if err := c.loadMonth(index); err != nil {
		return err
	}
	for _, d := range p.days {
		if !slices.Contains(days, d.date) {
			continue
		}
		n, err := d.date.number()
		if err != nil {
			return err
		}
		if err := c.loadDay(n, d.item); err != nil {
			return err
		}
	}
	return nil
}

// Save takes what changed of the pack's month out of a calendar, and reports
// whether anything did.
func (p *Pack) Save(c *Calendar) (bool, error) {
	month, err := parseMonth(p.Month)
	if err != nil {
		return false, err
	}
	changed := false
	for _, n := range c.dirtyDays() {
		if c.days[n].month != month {
			continue
		}
		changed = true
		if err := p.setDay(c, n); err != nil {
			return false, err
		}
	}
	if rows := c.months[month]; rows != nil && rows.dirty {
		changed = true
		if err := p.setIndex(c, month); err != nil {
			return false, err
		}
	}
	return changed, nil
}

// Empty says that nothing of the month is left.
func (p *Pack) Empty() bool { return len(p.days) == 0 }

func (p *Pack) setDay(c *Calendar, n dayNumber) error {
	rows := c.days[n]
	if rows.empty() {
		p.days = dropDay(p.days, n.date())
		return nil
	}
	item, err := c.encodeDay(n, rows)
	if err != nil {
		return err
	}
	p.days = setDay(p.days, packedDay{n.date(), item})
	return nil
}

func (p *Pack) setIndex(c *Calendar, month monthNumber) (err error) {
	m, err := c.Month(context.Background(), month.String())
	if err != nil {
		return err
	}
	if m.Counts == nil {
		m = &Month{Month: m.Month, Counts: map[Date]int{}}
	}
	p.index, err = encodeMonth(m)
	return err
}

// Forget takes an incident or a maintenance out of the given days of the
// calendar, and out of the index of its month, without being told what it was.
func (c *Calendar) Forget(about, id string, days []Date) {
	name := c.name(about, id)
	for _, date := range days {
		n, err := date.number()
		if err != nil || c.days[n] == nil {
			continue
		}
		d := c.days[n]
		for _, row := range d.entries {
			if row.name == name {
				c.count(n, d.month, -1)
				c.index(d.month, row, drop)
			}
		}
		before := len(d.entries) + len(d.posted) + len(d.intervals)
		d.entries = slices.DeleteFunc(d.entries, func(r entryRow) bool { return r.name == name })
		d.posted = slices.DeleteFunc(d.posted, func(r postedRow) bool { return r.name == name })
		d.intervals = slices.DeleteFunc(d.intervals, func(r intervalRow) bool { return r.name == name })
		d.dirty = d.dirty || before != len(d.entries)+len(d.posted)+len(d.intervals)
	}
}

// Entry finds an entry in the given days of the calendar.
func (c *Calendar) Entry(about, id string, days []Date) (Entry, bool) {
	for _, date := range days {
		n, err := date.number()
		if err != nil || c.days[n] == nil {
			continue
		}
		for _, e := range c.dayOf(n, c.days[n]).Entries {
			if e.About == about && e.ID == id {
				return e, true
			}
		}
	}
	return Entry{}, false
}

// LastDays lists the days that the fact which was added last stands in, oldest first.
func (c *Calendar) LastDays() []Date {
	slices.Sort(c.last)
	c.last = slices.Compact(c.last)
	dates := make([]Date, len(c.last))
	for i, n := range c.last {
		dates[i] = n.date()
	}
	return dates
}

// Own gives an id of the calendar's own, which keeps no file's text in memory.
func (c *Calendar) Own(about, id string) string {
	return c.words.list[c.name(about, id)][len(about)+1:]
}

// IncidentDays lists the days whose lists an incident stands in, oldest first.
func (c *Calendar) IncidentDays(inc *Incident) []Date {
	var d delta
	d.Add.ofIncident(inc)
	return c.dates(&d)
}

// MaintenanceDays lists the days whose lists a maintenance stands in at a time, oldest first.
func (c *Calendar) MaintenanceDays(m *Maintenance, at time.Time) []Date {
	var d delta
	d.Add.ofMaintenance(m, at)
	return c.dates(&d)
}

func (c *Calendar) dates(d *delta) []Date {
	touched := c.touched(d)
	dates := make([]Date, len(touched))
	for i, n := range touched {
		dates[i] = n.date()
	}
	return dates
}

func appendField(b, field []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(field))), field...)
}

func cutField(b []byte) (field, rest []byte, ok bool) {
	n, size := binary.Uvarint(b)
	if size <= 0 || n > uint64(len(b)-size) {
		return nil, nil, false
	}
	return b[size : size+int(n)], b[size+int(n):], true
}
