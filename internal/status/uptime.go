package status

import "time"

// UptimeRule says how much of the time in each status counts as down.
type UptimeRule struct {
	Weights [6]float64 // by Status, 0 to 1
	// CountMaintenance counts maintenance as time observed; otherwise it is
	// left out of both sides.
	CountMaintenance bool
}

// Uptime is the share of the time from the day `from` to the day `to`, both
// included and no later than at, that counts as up: 1 is always. Time without
// data (before the day since, and in status Unknown) is in neither side of the
// division. When nothing at all was observed it says so.
func Uptime(bars []Bar, from, to Date, at time.Time, zone *time.Location, since Date, rule UptimeRule) (fraction float64, observed bool) {
	begin, end := max(from, since).Start(zone), to.AddDays(1).Start(zone)
	if end.After(at) {
		end = at
	}
	total := float64(max(0, end.Unix()-begin.Unix()))
	down := 0.0
	for i := range bars {
		b := &bars[i]
		if b.Date < max(from, since) || b.Date > to {
			continue
		}
		for s, n := range b.Seconds {
			if rule.leavesOut(Status(s)) {
				total -= float64(n)
			} else {
				down += float64(n) * rule.Weights[s]
			}
		}
	}
	if total <= 0 {
		return 0, false
	}
	return 1 - down/total, true
}

func (r UptimeRule) leavesOut(s Status) bool {
	return s == Unknown || s == UnderMaintenance && !r.CountMaintenance
}
