package status

func (c *Calendar) putEntry(t *trace, months bool) {
	e := &t.Entry
	row := c.entryRow(e)
	n := c.almanac.dayOf(int64(row.started))
	d := c.open(n)
	if d == nil {
		return
	}
	before := len(d.entries)
	if put(&d.entries, row, c.words.compareEntries) {
		d.dirty = true
	}
	if months {
		c.count(n, d.month, len(d.entries)-before)
		c.index(d.month, row, put)
	}
}

func (c *Calendar) dropEntry(t *trace, months bool) {
	row := c.entryRow(&t.Entry)
	n := c.almanac.dayOf(int64(row.started))
	d := c.open(n)
	if d == nil {
		return
	}
	before := len(d.entries)
	if drop(&d.entries, row, c.words.compareEntries) {
		d.dirty = true
	}
	if months {
		c.count(n, d.month, len(d.entries)-before)
		c.index(d.month, row, drop)
	}
}

func (c *Calendar) count(n dayNumber, month monthNumber, by int) {
	if by == 0 {
		return
	}
	m := c.month(month)
	day := n.midnightUTC().Day()
	m.counts[day] = uint32(int(m.counts[day]) + by)
	m.dirty = true
}

// index changes the lists of each of an entry's components by put or drop.
func (c *Calendar) index(month monthNumber, row entryRow, change func(*[]refRow, refRow, func(a, b refRow) int) bool) {
	m := c.month(month)
	ref := refRow{started: row.started, name: row.name}
	for _, component := range c.sets[row.set] {
		list := m.components[component]
		if list == nil {
			list = &refRows{}
			m.components[component] = list
		}
		if change(&list.rows, ref, c.compareRefs) {
			m.dirty = true
		}
		if len(list.rows) == 0 {
			delete(m.components, component)
		}
	}
}

func (c *Calendar) entryRow(e *Entry) entryRow {
	return entryRow{
		started: stampOf(e.Started), ended: stampOf(e.Ended), changed: stampOf(e.Changed),
		title: e.Title, name: c.name(e.About, e.ID), set: c.setNumber(e.Components),
		updates: uint32(e.Updates), impact: e.Impact, state: e.State,
	}
}

func (c *Calendar) postedRow(p *Posted) postedRow {
	return postedRow{at: stampOf(p.At), name: c.name(p.About, p.ID), update: c.words.own(p.Update, false)}
}

func (c *Calendar) putPosted(p *Posted) {
	row := c.postedRow(p)
	if d := c.open(c.almanac.dayOf(int64(row.at))); d != nil && put(&d.posted, row, c.words.comparePosted) {
		d.dirty = true
	}
}

func (c *Calendar) dropPosted(p *Posted) {
	row := c.postedRow(p)
	if d := c.open(c.almanac.dayOf(int64(row.at))); d != nil && drop(&d.posted, row, c.words.comparePosted) {
		d.dirty = true
	}
}

// cutAt is where the piece that begins at from ends: with its day, or with the whole.
func (c *Calendar) cutAt(from, to stamp) stamp {
	c.almanac.dayOf(int64(from))
	return min(to, stamp(c.almanac.hi))
}

func (c *Calendar) intervalRow(iv *Interval, from, to stamp) intervalRow {
	return intervalRow{
		from: from, to: to, status: iv.Status,
		component: c.words.own(iv.Component, false), name: c.cause(iv.Cause), key: c.words.own(iv.Key, false),
	}
}

func (c *Calendar) putInterval(iv *Interval, from, to stamp) {
	d := c.open(c.almanac.dayOf(int64(from)))
	if d == nil {
		return
	}
	row := c.intervalRow(iv, from, to)
	if row.key != 0 && c.covered(d, row) {
		return
	}
	if put(&d.intervals, row, c.words.compareIntervals) {
		d.dirty = true
		c.condense(d)
	}
}

func (c *Calendar) dropInterval(iv *Interval, from, to stamp) {
	d := c.open(c.almanac.dayOf(int64(from)))
	if d != nil && drop(&d.intervals, c.intervalRow(iv, from, to), c.words.compareIntervals) {
		d.dirty = true
	}
}
