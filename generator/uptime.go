package generator

import (
	"tidings/internal/config"
	"tidings/internal/status"
)

// bar is a component's or a group's last status.BarDays days, counted.
type bar struct {
	days   [status.BarDays]status.Status // worst of each day; Unknown is no data
	uptime float64                       // 0 to 1
	known  bool                          // whether there is any time to count
	impact int                           // days with an impact
}

// countBars counts the bars of all components.
func (b *builder) countBars() []bar {
	rule := b.uptimeRule()
	dates, seconds := b.calendarDays()
	bars := make([]bar, len(b.view.Layout.Components))
	for i, c := range b.view.Layout.Components {
		var trouble []status.Bar
		if i < len(b.view.Bars) {
			trouble = b.view.Bars[i]
		}
		sick := i < len(b.view.States) && b.view.States[i].Status != status.Operational
		bars[i] = count(rule, status.Date(c.Since), trouble, &dates, &seconds, sick)
	}
	return bars
}

// uptimeRule is the site's rule, or the usual one where it has none.
func (b *builder) uptimeRule() config.UptimeRule {
	if b.site.Uptime.ID == "" {
		return config.DefaultUptime
	}
	return b.site.Uptime
}

// calendarDays are the days of the bars and how long each is in the site's zone.
func (b *builder) calendarDays() (dates [status.BarDays]status.Date, seconds [status.BarDays]int64) {
	at := b.view.First.Start(b.view.Zone)
	for i := range dates {
		dates[i] = b.view.First.AddDays(i)
		next := b.view.First.AddDays(i + 1).Start(b.view.Zone)
		seconds[i] = int64(next.Sub(at).Seconds())
		at = next
	}
	return dates, seconds
}

// count counts one bar. Today counts whole, as if nothing more happened, once
// the component has no trouble; while it has, today is left out: so the number
// moves with events and at midnight, never with the clock alone.
func count(rule config.UptimeRule, since status.Date, trouble []status.Bar, dates *[status.BarDays]status.Date, seconds *[status.BarDays]int64, sick bool) bar {
	var b bar
	var total, down float64
	next := 0
	for i, date := range dates {
		var day *status.Bar
		for next < len(trouble) && trouble[next].Date <= date {
			if trouble[next].Date == date {
				day = &trouble[next]
			}
			next++
		}
		if date < since {
			b.days[i] = status.Unknown
			continue
		}
		b.mark(i, day)
		if i == len(dates)-1 && sick {
			continue
		}
		observed, lost := weigh(rule, day, seconds[i])
		total, down = total+observed, down+lost
	}
	if b.known = total > 0; b.known {
		b.uptime = 1 - down/total
	}
	return b
}

func (b *bar) mark(i int, day *status.Bar) {
	if day == nil {
		return
	}
	b.days[i] = day.Worst
	if day.Worst == status.Operational && day.NoData > 0 {
		b.days[i] = status.Unknown
	}
	if day.Worst >= status.DegradedPerformance {
		b.impact++
	}
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
func join(bars []bar) bar {
	var all bar
	known := 0
	for _, b := range bars {
		if b.known {
			all.uptime += b.uptime
			known++
		}
	}
	for i := range all.days {
		all.days[i] = worstDay(bars, i)
		if all.days[i] >= status.DegradedPerformance {
			all.impact++
		}
	}
	if all.known = known > 0; all.known {
		all.uptime /= float64(known)
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
