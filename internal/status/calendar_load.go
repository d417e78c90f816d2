package status

// loadDay puts a stored day into the calendar as it is: in order and not dirty.
func (c *Calendar) loadDay(d *Day) error {
	n, err := d.Date.number()
	if err != nil {
		return err
	}
	rows := c.day(n)
	for i := range d.Entries {
		rows.entries = append(rows.entries, c.entryRow(&d.Entries[i]))
	}
	for i := range d.Posted {
		rows.posted = append(rows.posted, c.postedRow(&d.Posted[i]))
	}
	for i := range d.Intervals {
		iv := &d.Intervals[i]
		rows.intervals = append(rows.intervals, c.intervalRow(iv, stampOf(iv.From), stampOf(iv.To)))
	}
	return nil
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
