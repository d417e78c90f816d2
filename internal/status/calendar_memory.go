package status

import (
	"slices"
	"sort"
	"time"
)

// Calendar keeps the lists by day and month in memory. The Board loads the
// few days that a write touches into one; a full build fills one with
// everything and reads it as its archive's lists. Adding what is there and
// removing what is not changes nothing, so every step may be repeated.
//
// A Calendar may be read from many goroutines, and changed by one while none reads.
type Calendar struct {
	almanac almanac
	words   words
	merged  [len(statusNames)]word // keys of merged intervals
	sets    [][]word               // of components, sorted by id
	setOf   map[string]uint32
	recent  named
	days    map[dayNumber]*dayRows
	at      *dayRows    // the day used last
	atDay   dayNumber   // its number
	order   []dayNumber // of days, oldest first
	months  map[monthNumber]*monthRows
	only    map[dayNumber]struct{} // if not nil, other days are left alone
	last    []dayNumber            // that the last fact added stands in
	scratch trace
	setKey  []byte

	compareRefs func(a, b refRow) int // made once: index passes it on
}

// NewCalendar is an empty calendar whose days are those of a zone.
func NewCalendar(zone *time.Location) *Calendar {
	c := &Calendar{
		almanac: almanac{zone: zone},
		words:   words{of: map[string]word{}},
		setOf:   map[string]uint32{},
		days:    map[dayNumber]*dayRows{},
		months:  map[monthNumber]*monthRows{},
	}
	c.compareRefs = c.words.compareRefs
	c.words.own("", true)
	for s, name := range statusNames {
		c.merged[s] = c.words.own(mergedPrefix+name, true)
	}
	return c
}

// AddIncident puts an incident into its lists. A changed incident must be
// removed as it was before.
func (c *Calendar) AddIncident(inc *Incident) {
	c.scratch.ofIncident(inc)
	c.add(&c.scratch, true)
}

// RemoveIncident takes an incident out, given as it was when it was added.
func (c *Calendar) RemoveIncident(inc *Incident) {
	c.scratch.ofIncident(inc)
	c.remove(&c.scratch, true)
}

// AddMaintenance puts a maintenance into its lists as it stands at a time: its
// window is an interval only once it is over.
func (c *Calendar) AddMaintenance(m *Maintenance, at time.Time) {
	c.scratch.ofMaintenance(m, at)
	c.add(&c.scratch, true)
}

// RemoveMaintenance takes a maintenance out, at whatever time it was added.
func (c *Calendar) RemoveMaintenance(m *Maintenance) {
	_, end := m.Window()
	if end.Before(m.Ends) {
		end = m.Ends
	}
	c.scratch.ofMaintenance(m, end)
	c.remove(&c.scratch, true)
}

// AddInterval puts in an interval that belongs to no incident or maintenance,
// such as a signal's. It may span several days.
func (c *Calendar) AddInterval(iv Interval) {
	to := stampOf(iv.To)
	for from := stampOf(iv.From); from < to; {
		end := c.cutAt(from, to)
		c.putInterval(&iv, from, end)
		from = end
	}
}

// RemoveInterval takes such an interval out, given as it was added.
func (c *Calendar) RemoveInterval(iv Interval) {
	to := stampOf(iv.To)
	for from := stampOf(iv.From); from < to; {
		end := c.cutAt(from, to)
		c.dropInterval(&iv, from, end)
		from = end
	}
}

func (c *Calendar) apply(d *delta) {
	c.remove(&d.Del, d.months)
	c.add(&d.Add, d.months)
}

func (c *Calendar) add(t *trace, months bool) {
	c.last = c.last[:0]
	if t.name != "" && c.recent.cause != t.name {
		c.recent = named{t.Entry.About, t.Entry.ID, t.name, c.words.own(t.name, true)}
	}
	if t.hasEntry() {
		c.putEntry(t, months)
	}
	for n := range t.Posted {
		c.putPosted(&t.Posted[n])
	}
	for _, iv := range t.Intervals {
		c.AddInterval(iv)
	}
}

func (c *Calendar) remove(t *trace, months bool) {
	if t.hasEntry() {
		c.dropEntry(t, months)
	}
	for n := range t.Posted {
		c.dropPosted(&t.Posted[n])
	}
	for _, iv := range t.Intervals {
		c.RemoveInterval(iv)
	}
}

// open gives the day that a write goes to, or nil when the day is not to be touched.
func (c *Calendar) open(n dayNumber) *dayRows {
	if c.only != nil {
		if _, ok := c.only[n]; !ok {
			return nil
		}
	}
	if k := len(c.last); k == 0 || c.last[k-1] != n {
		c.last = append(c.last, n)
	}
	return c.day(n)
}

func (c *Calendar) day(n dayNumber) *dayRows {
	if c.at != nil && c.atDay == n {
		return c.at
	}
	d := c.days[n]
	if d == nil {
		d = &dayRows{month: n.month()}
		c.days[n] = d
		at := sort.Search(len(c.order), func(i int) bool { return c.order[i] >= n })
		c.order = slices.Insert(c.order, at, n)
	}
	c.at, c.atDay = d, n
	return d
}

func (c *Calendar) month(n monthNumber) *monthRows {
	m := c.months[n]
	if m == nil {
		m = &monthRows{components: map[word]*refRows{}}
		c.months[n] = m
	}
	return m
}

// setNumber gives a sorted set of component ids its number.
func (c *Calendar) setNumber(ids []string) uint32 {
	c.setKey = c.setKey[:0]
	for _, id := range ids {
		c.setKey = append(append(c.setKey, id...), 0)
	}
	if n, ok := c.setOf[string(c.setKey)]; ok {
		return n
	}
	set := make([]word, len(ids))
	for i, id := range ids {
		set[i] = c.words.own(id, false)
	}
	n := uint32(len(c.sets))
	c.sets = append(c.sets, set)
	c.setOf[string(c.setKey)] = n
	return n
}

// named remembers the name used last: a fact's rows come one after the other.
type named struct {
	about, id, cause string
	word             word
}

// name is the number of "incident/ID".
func (c *Calendar) name(about, id string) word {
	if c.recent.id == id && c.recent.about == about {
		return c.recent.word
	}
	c.setKey = append(append(append(c.setKey[:0], about...), '/'), id...)
	n, ok := c.words.of[string(c.setKey)]
	if !ok {
		n = c.words.own(string(c.setKey), true)
	}
	c.recent = named{about, id, c.words.list[n], n}
	return n
}

// cause is the number of an interval's cause, whose string it may keep.
func (c *Calendar) cause(s string) word {
	if c.recent.cause == s {
		return c.recent.word
	}
	return c.words.own(s, true)
}
