package status

import (
	"slices"
	"time"
)

// bars cuts a component's runs into days, leaving out days on which nothing was.
func (d *derivation) bars(n int, runs []run) []Bar {
	b := barCutter{zone: d.view.Zone, first: d.view.First, at: d.view.At, since: Date(d.view.Layout.Components[n].Since)}
	b.noData()
	for _, r := range runs {
		b.add(r)
	}
	for i := range d.past[n] {
		b.cause(&d.past[n][i])
	}
	for i := range b.bars {
		slices.Sort(b.bars[i].Causes)
		b.bars[i].Causes = slices.Compact(b.bars[i].Causes)
	}
	return b.bars
}

// barCutter collects the bars of one component, oldest first.
type barCutter struct {
	zone  *time.Location
	first Date
	at    time.Time
	since Date // empty: always
	bars  []Bar
}

// noData makes the bars of the days before the component came into being.
func (b *barCutter) noData() {
	today := DateOf(b.at, b.zone)
	for day := b.first; day < b.since && day <= today; day = day.AddDays(1) {
		end := day.AddDays(1).Start(b.zone)
		if end.After(b.at) {
			end = b.at
		}
		b.bars = append(b.bars, Bar{Date: day, Worst: Unknown, NoData: seconds(day.Start(b.zone), end)})
	}
}

// begin is the first instant that the bars count.
func (b *barCutter) begin() stamp { return stampOf(max(b.first, b.since).Start(b.zone)) }

func (b *barCutter) add(r run) {
	from, to := max(r.from, b.begin()), min(r.to, stampOf(b.at))
	for from < to {
		day := DateOf(from.time(), b.zone)
		end := min(to, stampOf(day.AddDays(1).Start(b.zone)))
		bar := b.bar(day)
		bar.Worst = max(bar.Worst, r.status)
		bar.Seconds[r.status] += seconds(from.time(), end.time())
		from = end
	}
}

// seconds counts whole seconds between two times as a clock that shows whole
// seconds would, so that pieces add up to the whole.
func seconds(from, to time.Time) int64 { return to.Unix() - from.Unix() }

// bar is the day's bar; runs come in order, so it is the last one or new.
func (b *barCutter) bar(day Date) *Bar {
	if n := len(b.bars); n == 0 || b.bars[n-1].Date != day {
		b.bars = append(b.bars, Bar{Date: day})
	}
	return &b.bars[len(b.bars)-1]
}

// cause names a stretch on those of its days that have a bar.
func (b *barCutter) cause(s *stretch) {
	from, to := max(s.from, b.begin()), min(s.to, stampOf(b.at))
	if from >= to || s.status == Operational {
		return
	}
	first, last := DateOf(from.time(), b.zone), DateOf((to-1).time(), b.zone)
	for i := len(b.bars) - 1; i >= 0 && b.bars[i].Date >= first; i-- {
		if b.bars[i].Date <= last && !slices.Contains(b.bars[i].Causes, s.cause) {
			b.bars[i].Causes = append(b.bars[i].Causes, s.cause)
		}
	}
}
