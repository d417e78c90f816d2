package status

import (
	"sort"
	"time"
)

// barDays are some days in a row, such as those of the bars, and where they
// begin and end.
type barDays struct {
	dates  []Date
	starts []stamp // one more than dates: the last one ends there
	at     stamp   // where what is known ends
}

func newBarDays(first Date, days int, at time.Time, zone *time.Location) *barDays {
	d := &barDays{at: stampOf(lasting(at))}
	n, err := first.number()
	if err != nil {
		return d
	}
	for i := range dayNumber(days) {
		d.dates = append(d.dates, (n + i).date())
		d.starts = append(d.starts, stampOf((n + i).start(zone)))
	}
	d.starts = append(d.starts, stampOf((n + dayNumber(days)).start(zone)))
	d.at = min(d.at, d.starts[days])
	return d
}

// split cuts the newest day off, which is today for the bars of a view.
func (d *barDays) split() (before, today *barDays) {
	n := len(d.dates) - 1
	before = &barDays{dates: d.dates[:n], starts: d.starts[:n+1], at: min(d.at, d.starts[n])}
	return before, &barDays{dates: d.dates[n:], starts: d.starts[n:], at: d.at}
}

// of is the index of the day that a time within the bars falls on.
func (d *barDays) of(s stamp) int {
	return sort.Search(len(d.dates), func(i int) bool { return d.starts[i+1] > s })
}

// cut cuts a component's runs into days, leaving out days on which nothing was;
// room is about how many are left.
func (d *barDays) cut(since Date, runs []run, room int) []Bar {
	young := sort.Search(len(d.dates), func(i int) bool { return d.dates[i] >= since })
	b := barCutter{barDays: d, begin: d.starts[young], bars: make([]Bar, 0, room), last: -1}
	b.noData(young)
	for _, r := range runs {
		b.add(r)
	}
	return b.bars
}

// barCutter collects the bars of one component, oldest first.
type barCutter struct {
	*barDays
	begin stamp // the first instant that counts
	bars  []Bar
	last  int // the day of the newest bar
}

// noData makes the bars of the days before the component came into being.
func (b *barCutter) noData(days int) {
	for i := range days {
		bar := b.bar(i)
		bar.Worst = Unknown
		bar.NoData = seconds(b.starts[i], min(b.starts[i+1], b.at))
	}
}

func (b *barCutter) add(r run) {
	from, to := max(r.from, b.begin), min(r.to, b.at)
	for from < to {
		day := b.of(from)
		end := min(to, b.starts[day+1])
		bar := b.bar(day)
		bar.Worst = max(bar.Worst, r.status)
		bar.Seconds[r.status] += seconds(from, end)
		from = end
	}
}

// seconds counts whole seconds between two times as a clock that shows whole
// seconds would, so that pieces add up to the whole.
func seconds(from, to stamp) int64 { return floorDiv(int64(to), 1e9) - floorDiv(int64(from), 1e9) }

// bar is the day's bar; days come in order, so it is the newest or the next one.
func (b *barCutter) bar(day int) *Bar {
	if b.last != day {
		b.bars, b.last = append(b.bars, Bar{Date: b.dates[day]}), day
	}
	return &b.bars[len(b.bars)-1]
}
