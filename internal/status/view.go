package status

import "time"

// BarDays is how many days a component's bar shows.
const BarDays = 90

// View is what is so at one moment: all that the entry pages show, and nothing
// that they do not.
type View struct {
	At      time.Time // the as-of time, whole seconds, UTC
	Zone    *time.Location
	Layout  Layout
	States  []ComponentState // one per Layout.Components, same order
	Worst   Status           // the page's verdict: worst of components and open incidents
	Since   time.Time        // since when Worst holds; zero when unknown (never anything else)
	Changed time.Time        // when anything that is shown last changed; zero on an empty page
	// Incidents are the open ones, newest first.
	Incidents []*Incident
	// Pinned are those that are closed and stay at the top, newest first.
	Pinned []*Incident
	// Active and Upcoming are maintenances in progress, and scheduled ones by start.
	Active, Upcoming []*Maintenance
	// First is the first day of the bars; they run BarDays days up to today.
	First Date
	Bars  [][]Bar // one per Layout.Components: the days on which something was, oldest first
	// Metrics are the public ones, in the order of the page.
	Metrics []*Metric

	open [][]stretch // one per Layout.Components, see Past
}

// ComponentState is a component's effective status and why it has it.
type ComponentState struct {
	Status Status
	Since  time.Time // when this status began; zero when it was never otherwise
	Causes []Cause   // what holds it there, worst first; none when operational
}

// Cause is one reason for a status.
type Cause struct {
	Kind   string // incident | maintenance | signal | override
	ID     string // incident or maintenance id, source/key of a signal, who overrode
	Status Status
	Since  time.Time
}

// Bar is one day of one component on which it was not always operational.
type Bar struct {
	Date  Date
	Worst Status
	// Seconds by Status of this day, worst status at each instant; the rest of
	// the day was operational. Time before Component.Since and after View.At is
	// in no entry and not operational either: see NoData.
	Seconds [6]int64
	NoData  int64 // seconds of the day before Component.Since
	// Monitors and People say whether sources, or a person's word on the component,
	// had a part in the day beside incidents and maintenances.
	Monitors, People bool
}
