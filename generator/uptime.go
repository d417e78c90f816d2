package generator

import (
	"slices"

	"tidings/internal/config"
	"tidings/internal/status"
)

// bar is a component's or a group's last status.BarDays days, counted.
type bar struct {
	days [status.BarDays]status.Status // worst of each day; Unknown is no data
	number
	impact int // days with an impact
}

// number is an uptime, a share from 0 to 1, where there was any time to count.
type number struct {
	share float64
	known bool
}

// tally is time that was counted, in seconds.
type tally struct {
	observed, down float64
	impact         int  // days with an impact
	listed         bool // whether entries of the component began in this time
}

func (t tally) number() number {
	if t.observed <= 0 {
		return number{}
	}
	return number{1 - t.down/t.observed, true}
}

// mean is the number of several components, each of the same weight; those
// without any time to count have no part in it.
func mean(numbers []number) number {
	sum, n := 0.0, 0
	for _, x := range numbers {
		if x.known {
			sum += x.share
			n++
		}
	}
	if n == 0 {
		return number{}
	}
	return number{sum / float64(n), true}
}

// countBars counts the bars of all components, but for those that a Memo knows.
func (b *builder) countBars() []bar {
	days := b.daysFrom(b.view.First, status.BarDays)
	bars := make([]bar, len(b.view.Layout.Components))
	counts := b.in.Memo.barCounts(len(bars))
	for i := range bars {
		of := counted{of: b.barsOf(i), sick: b.sick(i), today: b.today}
		if counts[i].holds(of) {
			bars[i] = counts[i].bar
			continue
		}
		of.bar = b.count(i, days)
		bars[i], counts[i] = of.bar, of
	}
	return bars
}

// counted is a bar, and what of a component it was counted from.
type counted struct {
	of    []status.Bar
	sick  bool
	today status.Date
	bar   bar
}

func (c *counted) holds(o counted) bool {
	return c.today == o.today && c.sick == o.sick && slices.Equal(c.of, o.of)
}

// uptimeRule is the site's rule, or the usual one where it has none.
func (b *builder) uptimeRule() config.UptimeRule {
	if b.site.Uptime.ID == "" {
		return config.DefaultUptime
	}
	return b.site.Uptime
}

// countedDay is a day and how many seconds it has in the site's zone.
type countedDay struct {
	date    status.Date
	seconds int64
}

func (b *builder) daysFrom(first status.Date, n int) []countedDay {
	days := make([]countedDay, n)
	at := first.Start(b.view.Zone)
	for i := range days {
		date := first.AddDays(i)
		next := first.AddDays(i + 1).Start(b.view.Zone)
		days[i] = countedDay{date, int64(next.Sub(at).Seconds())}
		at = next
	}
	return days
}

// barsOf are the days of a component on which something was, within the bars.
func (b *builder) barsOf(i int) []status.Bar {
	if i < len(b.view.Bars) {
		return b.view.Bars[i]
	}
	return nil
}

// sick reports whether a component has trouble now.
func (b *builder) sick(i int) bool {
	return i < len(b.view.States) && b.view.States[i].Status != status.Operational
}

func (b *builder) count(i int, days []countedDay) (counted bar) {
	var sum tally
	day := 0
	b.each(i, days, b.barsOf(i), func(d countedDay, trouble *status.Bar, known bool) {
		counted.days[day] = shown(trouble, known)
		day++
		b.add(&sum, i, d, trouble, known)
	})
	counted.number, counted.impact = sum.number(), sum.impact
	return counted
}

// each runs over days with what was on each of them; known is false before the
// component came into being. Days and trouble are in order.
func (b *builder) each(i int, days []countedDay, trouble []status.Bar, do func(d countedDay, day *status.Bar, known bool)) {
	since := status.Date(b.view.Layout.Components[i].Since)
	for _, d := range days {
		for len(trouble) > 0 && trouble[0].Date < d.date {
			trouble = trouble[1:]
		}
		var day *status.Bar
		if len(trouble) > 0 && trouble[0].Date == d.date {
			day = &trouble[0]
		}
		do(d, day, d.date >= since)
	}
}

// add counts a day. Today counts whole, as if nothing more happened, once the
// component has no trouble; while it has, today is left out: so the number
// moves with events and at midnight, never with the clock alone.
func (b *builder) add(sum *tally, i int, d countedDay, day *status.Bar, known bool) {
	if !known {
		return
	}
	if day != nil && day.Worst >= status.DegradedPerformance {
		sum.impact++
	}
	if d.date == b.today && b.sick(i) {
		return
	}
	observed, lost := weigh(b.uptimeRule(), day, d.seconds)
	sum.observed, sum.down = sum.observed+observed, sum.down+lost
}

// shown is the status that a bar shows of a day.
func shown(day *status.Bar, known bool) status.Status {
	switch {
	case !known || day != nil && day.Worst == status.Operational && day.NoData > 0:
		return status.Unknown
	case day == nil:
		return status.Operational
	}
	return day.Worst
}

// weigh gives how many seconds of a day count, and how many of them as down.
func weigh(rule config.UptimeRule, day *status.Bar, length int64) (observed, down float64) {
	observed = float64(length)
	if day == nil {
		return observed, 0
	}
	observed -= float64(day.NoData + day.Seconds[status.Unknown])
	if !rule.CountMaintenance {
		observed -= float64(day.Seconds[status.UnderMaintenance])
	}
	for s, n := range day.Seconds {
		if status.Status(s) != status.Unknown && (status.Status(s) != status.UnderMaintenance || rule.CountMaintenance) {
			down += rule.Weights[s] * float64(n)
		}
	}
	return max(observed, 0), down
}

// join is the bar of a group: the worst of its components each day, and the
// mean of their uptimes.
func join(bars []bar) (all bar) {
	numbers := make([]number, len(bars))
	for i, b := range bars {
		numbers[i] = b.number
	}
	all.number = mean(numbers)
	for i := range all.days {
		all.days[i] = worstDay(bars, i)
		if all.days[i] >= status.DegradedPerformance {
			all.impact++
		}
	}
	return all
}

// worstDay is the worst status of a day; no data shows only where none has any.
func worstDay(bars []bar, i int) status.Status {
	worst, seen := status.Operational, false
	for _, b := range bars {
		if b.days[i] == status.Unknown {
			continue
		}
		worst, seen = max(worst, b.days[i]), true
	}
	if !seen {
		return status.Unknown
	}
	return worst
}
