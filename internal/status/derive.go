package status

import (
	"cmp"
	"errors"
	"iter"
	"time"

	"tidings/internal/order"
)

// Facts are all that a View is made of.
type Facts struct {
	Layout Layout
	Zone   *time.Location
	At     time.Time
	// Incidents and Maintenance may hold closed ones: only those that are open,
	// pinned, and not over, are looked at.
	Incidents   []*Incident
	Maintenance []*Maintenance
	Overrides   []Override
	Metrics     []*Metric // hidden ones too
	// Days are those of the bars, from BarsFrom on; more days do no harm.
	Days iter.Seq2[*Day, error]
	// Digests are those of the same days, in place of Days.
	Digests iter.Seq2[*Digest, error]

	signals *pool
	past    *keptPast // from one view to the next; nil for none
}

// BarsFrom is the first day that the bars at a time show.
func BarsFrom(at time.Time, zone *time.Location) Date {
	return DateOf(at, zone).AddDays(1 - BarDays)
}

// Derive works out what is so from the facts. It is pure: equal facts give
// equal views. Its only errors are those of Facts.Days and
// Facts.Digests.
//
// A component's status is what a person's unexpired override says, else under
// maintenance while one is in progress, else the worst of what open incidents
// and held signals say, else operational. An override cannot look better than
// what an open incident says of the component. The verdict is the worst of the
// components, and at least degraded, partial or major outage while an incident
// of impact minor, major or critical is open.
func Derive(f Facts) (*View, error) {
	at := f.At.UTC().Truncate(time.Second)
	v := &View{At: at, Zone: f.Zone, Layout: f.Layout, First: BarsFrom(at, f.Zone)}
	v.Incidents, v.Pinned = newest(f.Incidents, (*Incident).Open), newest(f.Incidents, (*Incident).pinned)
	v.Active, v.Upcoming = currentMaintenance(f.Maintenance, at)
	d := newDerivation(v, f)
	if err := errors.Join(d.readDays(f.Days), d.readDigests(f.Digests)); err != nil {
		return nil, err
	}
	d.arrange(f.past)
	for n := range v.Layout.Components {
		d.component(n)
	}
	d.verdict()
	v.Changed = d.changed
	v.Metrics = publicMetrics(f.Metrics)
	v.open = d.lasting
	return v, nil
}

// newest are the incidents of a kind, newest first.
func newest(all []*Incident, is func(*Incident) bool) (some []*Incident) {
	for _, inc := range all {
		if is(inc) {
			some = append(some, inc)
		}
	}
	order.By(some, func(a, b *Incident) int {
		return cmp.Or(b.Started().Compare(a.Started()), cmp.Compare(a.ID, b.ID))
	})
	return some
}

func currentMaintenance(all []*Maintenance, at time.Time) (active, upcoming []*Maintenance) {
	for _, m := range all {
		switch state := m.StateAt(at); {
		case state.Ends():
		case state == Scheduled:
			upcoming = append(upcoming, m)
		default:
			active = append(active, m)
		}
	}
	byStart := func(a, b *Maintenance) int { return cmp.Or(a.Starts.Compare(b.Starts), cmp.Compare(a.ID, b.ID)) }
	order.By(active, byStart)
	order.By(upcoming, byStart)
	return active, upcoming
}

// publicMetrics are those that everybody may see, in the order of the page.
func publicMetrics(all []*Metric) (public []*Metric) {
	for _, m := range all {
		if m.Visible == Public {
			public = append(public, m)
		}
	}
	sortMetrics(public)
	return public
}

// floor is the least verdict that an open incident of an impact allows.
func (i Impact) floor() Status {
	switch i {
	case ImpactCritical:
		return MajorOutage
	case ImpactMajor:
		return PartialOutage
	case ImpactMinor:
		return DegradedPerformance
	}
	return Operational
}
