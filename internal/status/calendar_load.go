package status

import "fmt"

// loadDay puts a stored day into the calendar as it is: in order and not dirty.
func (c *Calendar) loadDay(n dayNumber, item []byte) error {
	d, err := newDecoder(int64(n)*secondsPerDay, item)
	if err != nil {
		return fmt.Errorf("day %s: %w", n.date(), err)
	}
	in := rowDecoder{decoder: d, c: c, of: make([]word, len(d.strings))}
	rows := c.day(n)
	rows.entries = make([]entryRow, d.count())
	for i := range rows.entries {
		rows.entries[i] = in.entry()
	}
	rows.posted = make([]postedRow, d.count())
	for i := range rows.posted {
		rows.posted[i] = postedRow{name: in.word(), update: in.word(), at: d.stamp()}
	}
	rows.intervals = make([]intervalRow, d.count())
	for i := range rows.intervals {
		rows.intervals[i] = intervalRow{
			component: in.word(), name: in.word(), key: in.word(),
			from: d.stamp(), to: d.stamp(), status: Status(d.within(len(statusNames))),
		}
	}
	if d.bad {
		return fmt.Errorf("day %s: %w", n.date(), errCodec)
	}
	return nil
}

// rowDecoder reads rows of a calendar, giving each string a number once.
type rowDecoder struct {
	*decoder
	c   *Calendar
	of  []word // by place in the item's table; 0 until it is met
	set []string
}

func (d *rowDecoder) word() word {
	n := d.number()
	if n >= uint64(len(d.of)) {
		d.bad = true
		return 0
	}
	if d.of[n] == 0 {
		d.of[n] = d.c.words.own(d.strings[n], true)
	}
	return d.of[n]
}

func (d *rowDecoder) entry() entryRow {
	r := entryRow{
		name: d.word(), title: d.string(), impact: Impact(d.within(len(impactNames))), state: State(d.within(len(stateNames))),
		started: d.stamp(), ended: d.stamp(), changed: d.stamp(), updates: uint32(d.number()),
	}
	d.set = d.set[:0]
	for range d.count() {
		d.set = append(d.set, d.string())
	}
	r.set = d.c.setNumber(d.set)
	return r
}

// loadMonth puts a stored month's index into the calendar as it is.
func (c *Calendar) loadMonth(m *Month) error {
	n, err := parseMonth(m.Month)
	if err != nil {
		return err
	}
	rows := c.month(n)
	for date, count := range m.Counts {
		day, err := date.number()
		if err != nil {
			return err
		}
		rows.counts[day.midnightUTC().Day()] = uint32(count)
	}
	for component, refs := range m.Components {
		list := make([]refRow, len(refs))
		for i, r := range refs {
			list[i] = refRow{started: stampOf(r.Started), name: c.name(r.About, r.ID)}
		}
		rows.components[c.words.own(component, false)] = &refRows{list}
	}
	return nil
}

// touched lists the days whose lists a delta may change, oldest first.
func (c *Calendar) touched(d *delta) []dayNumber {
	days := map[dayNumber]struct{}{}
	for _, t := range [...]*trace{&d.Del, &d.Add} {
		if t.hasEntry() {
			days[c.almanac.dayOf(t.Entry.Started.UnixNano())] = struct{}{}
		}
		for _, p := range t.Posted {
			days[c.almanac.dayOf(p.At.UnixNano())] = struct{}{}
		}
		for _, iv := range t.Intervals {
			to := stampOf(iv.To)
			for from := stampOf(iv.From); from < to; from = c.cutAt(from, to) {
				days[c.almanac.dayOf(int64(from))] = struct{}{}
			}
		}
	}
	return sortedSet(days)
}

// dirtyDays lists the days that changed since they were loaded, oldest first.
func (c *Calendar) dirtyDays() []dayNumber {
	var list []dayNumber
	for _, n := range c.order {
		if c.days[n].dirty {
			list = append(list, n)
		}
	}
	return list
}
