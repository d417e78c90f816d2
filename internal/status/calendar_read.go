package status

import (
	"context"
	"iter"
	"slices"
	"sort"
	"strings"
)

// Fetcher gets whole incidents and maintenances by id, from wherever the
// caller keeps them. Its errors are ErrNotFound for an unknown id.
type Fetcher interface {
	Incident(ctx context.Context, id string) (*Incident, error)
	Maintenance(ctx context.Context, id string) (*Maintenance, error)
}

// With makes a whole Archive of the calendar's lists and a way to get at the facts.
func (c *Calendar) With(f Fetcher) Archive { return library{c, f} }

type library struct {
	*Calendar
	Fetcher
}

// Months lists the months that have entries, newest first.
func (c *Calendar) Months(context.Context) ([]MonthCount, error) {
	var list []MonthCount
	for n, m := range c.months {
		if total := m.total(); total > 0 {
			list = append(list, MonthCount{Month: n.String(), Entries: total})
		}
	}
	sort.Slice(list, func(a, b int) bool { return list[a].Month > list[b].Month })
	return list, nil
}

func (m *monthRows) total() int {
	total := 0
	for _, n := range m.counts {
		total += int(n)
	}
	return total
}

// Month is the index of a month, empty where there is none.
func (c *Calendar) Month(_ context.Context, month string) (*Month, error) {
	n, err := parseMonth(month)
	if err != nil {
		return &Month{Month: month}, nil
	}
	rows, ok := c.months[n]
	if !ok {
		return &Month{Month: month}, nil
	}
	return c.monthOf(month, rows), nil
}

func (c *Calendar) monthOf(month string, rows *monthRows) *Month {
	m := &Month{Month: month, Counts: map[Date]int{}, Components: make(map[string][]Ref, len(rows.components))}
	for day, n := range rows.counts {
		if n > 0 {
			m.Counts[Date(month+"-"+string([]byte{byte('0' + day/10), byte('0' + day%10)}))] = int(n)
		}
	}
	for component, list := range rows.components {
		refs := make([]Ref, len(list.rows))
		for i, r := range list.rows {
			refs[i] = c.ref(r.name, r.started)
		}
		m.Components[c.words.list[component]] = refs
	}
	return m
}

// Days runs over the days that have anything, newest first. Empty bounds are open.
func (c *Calendar) Days(_ context.Context, from, to Date) iter.Seq2[*Day, error] {
	return func(yield func(*Day, error) bool) {
		lo, hi := 0, len(c.order)
		if n, err := from.number(); err == nil {
			lo = sort.Search(len(c.order), func(i int) bool { return c.order[i] >= n })
		}
		if n, err := to.number(); err == nil {
			hi = sort.Search(len(c.order), func(i int) bool { return c.order[i] > n })
		}
		for i := hi - 1; i >= lo; i-- {
			rows := c.days[c.order[i]]
			if rows.empty() {
				continue
			}
			if !yield(c.dayOf(c.order[i], rows), nil) {
				return
			}
		}
	}
}

func (d *dayRows) empty() bool {
	return len(d.entries) == 0 && len(d.posted) == 0 && len(d.intervals) == 0
}

func (c *Calendar) dayOf(n dayNumber, rows *dayRows) *Day {
	d := &Day{Date: n.date()}
	d.Entries = slices.Grow(d.Entries, len(rows.entries))
	for i := range rows.entries {
		r := &rows.entries[i]
		d.Entries = append(d.Entries, Entry{
			Ref: c.ref(r.name, r.started), Title: r.title, Impact: r.impact, State: r.state,
			Ended: r.ended.time(), Changed: r.changed.time(), Components: c.set(r.set), Updates: int(r.updates),
		})
	}
	d.Posted = slices.Grow(d.Posted, len(rows.posted))
	for _, r := range rows.posted {
		ref := c.ref(r.name, r.at)
		d.Posted = append(d.Posted, Posted{About: ref.About, ID: ref.ID, Update: c.words.list[r.update], At: ref.Started})
	}
	d.Intervals = slices.Grow(d.Intervals, len(rows.intervals))
	for i := range rows.intervals {
		r := &rows.intervals[i]
		d.Intervals = append(d.Intervals, Interval{
			Component: c.words.list[r.component], Cause: c.words.list[r.name], Key: c.words.list[r.key],
			From: r.from.time(), To: r.to.time(), Status: r.status,
		})
	}
	return d
}

func (c *Calendar) ref(name word, started stamp) Ref {
	about, id, _ := strings.Cut(c.words.list[name], "/")
	return Ref{About: about, ID: id, Started: started.time()}
}

func (c *Calendar) set(n uint32) []string {
	set := c.sets[n]
	if len(set) == 0 {
		return nil
	}
	ids := make([]string, len(set))
	for i, w := range set {
		ids[i] = c.words.list[w]
	}
	return ids
}
