package statuspage

import "tidings/internal/status"

type rollUp struct{ indicator, description string }

// rollUp is the page's status by Statuspage's own table: over components, the
// first line that holds. It is milder than our verdict on a large page; the
// page itself shows ours.
func (p *page) rollUp() rollUp {
	var count [6]int
	all := len(p.View.States)
	for _, s := range p.View.States {
		count[readable(s.Status)]++
	}
	switch {
	case all == 0:
		return p.rollUpIncidents()
	case count[status.MajorOutage] == all:
		return rollUp{"critical", "Major System Outage"}
	case count[status.MajorOutage] > 0 || count[status.PartialOutage] == all:
		return rollUp{"major", "Partial System Outage"}
	case count[status.PartialOutage] > 0:
		return rollUp{"minor", "Minor Service Outage"}
	case count[status.DegradedPerformance] == all:
		return rollUp{"minor", "Degraded System Service"}
	case count[status.DegradedPerformance] > 0:
		return rollUp{"minor", "Partially Degraded Service"}
	case count[status.UnderMaintenance] > 0:
		return rollUp{"maintenance", "Service Under Maintenance"}
	}
	return rollUp{"none", "All Systems Operational"}
}

// rollUpIncidents is for a page without components: the worst open incident's impact.
func (p *page) rollUpIncidents() rollUp {
	worst := status.ImpactNone
	for _, i := range p.View.Incidents {
		worst = max(worst, i.Impact)
	}
	switch worst {
	case status.ImpactCritical:
		return rollUp{"critical", "Major System Outage"}
	case status.ImpactMajor:
		return rollUp{"major", "Partial System Outage"}
	case status.ImpactMinor:
		return rollUp{"minor", "Minor Service Outage"}
	}
	return rollUp{"none", "All Systems Operational"}
}
