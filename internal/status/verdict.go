package status

import (
	"slices"
	"time"
)

// verdict is the worst of components and open incidents, and since when it holds.
func (d *derivation) verdict() {
	v := d.view
	for _, s := range v.States {
		v.Worst = max(v.Worst, s.Status)
	}
	for _, inc := range v.Incidents {
		v.Worst = max(v.Worst, inc.Impact.floor())
	}
	if v.Since = d.endOfTrouble(); v.Worst != Operational {
		v.Since = d.beginningOf(v.Worst)
	}
}

// endOfTrouble is when the last of everything that was ended. What overrides and
// maintenance hide is not in it.
func (d *derivation) endOfTrouble() time.Time {
	last := noTime
	for _, runs := range d.weights() {
		for _, r := range runs {
			last = max(last, r.to)
		}
	}
	return min(last, stampOf(d.view.At)).time()
}

// weights are all that weighs on the verdict, or did.
func (d *derivation) weights() [][]run {
	all := slices.Clone(d.runsOf)
	for _, x := range d.digests {
		all = append(all, x.floors)
	}
	var open []run
	for _, inc := range d.view.Incidents {
		if floor := inc.Impact.floor(); floor != Operational {
			open = append(open, run{stampOf(inc.Started()), stampOf(lasting(d.view.At)), floor})
		}
	}
	return append(all, open)
}

// beginningOf looks back for the time at which the verdict became what it is:
// a day at first, and further only if that does not show it.
func (d *derivation) beginningOf(worst Status) time.Time {
	at, weights := stampOf(d.view.At), d.weights()
	for back := stamp(24 * time.Hour); ; back *= 8 {
		since := startOfCurrent(sweep(notOver(weights, at-back)), worst, at)
		switch {
		case since.IsZero():
			return d.oldest(worst)
		case stampOf(since) > at-back || back > stamp(2*BarDays*24*time.Hour):
			return since
		}
	}
}

// notOver are those runs that were not over at a time.
func notOver(all [][]run, from stamp) []stretch {
	var late []stretch
	for _, runs := range all {
		for _, r := range slices.Backward(runs) {
			if r.to > from {
				late = append(late, stretch{from: r.from, to: r.to, status: r.status})
			}
		}
	}
	return late
}

// oldest is the oldest beginning that a component names for a status.
func (d *derivation) oldest(s Status) (since time.Time) {
	for _, state := range d.view.States {
		if state.Status == s && (since.IsZero() || state.Since.Before(since)) {
			since = state.Since
		}
	}
	return since
}
