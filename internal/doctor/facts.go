package doctor

import (
	"fmt"
	"time"

	"tidings/internal/status"
)

// What is too long for something that somebody should have looked after.
const (
	longOutage   = 15 * time.Minute // without an incident
	longUnknown  = time.Hour
	longSilence  = 7 * 24 * time.Hour // of an open incident
	longSignal   = 7 * 24 * time.Hour
	longOverride = 7 * 24 * time.Hour
	longHealthy  = time.Hour // of all that an open incident names
	longLate     = 10 * time.Minute
)

// unknowns are components of which nobody knows how they are.
func unknowns(p *Patient) (found []Finding) {
	for i, s := range p.View.States {
		if s.Status == status.Unknown && p.At.Sub(s.Since) > longUnknown {
			id := p.View.Layout.Components[i].ID
			found = append(found, Finding{"unknown-component", "component/" + id, s.Since,
				"nobody knows how " + id + " is", "tidings explain " + id + " says why"})
		}
	}
	return found
}

// outages are components that are down while no incident says a word about it.
func outages(p *Patient) (found []Finding) {
	for i, s := range p.View.States {
		if s.Status < status.DegradedPerformance || named(s.Causes, "incident") || p.At.Sub(s.Since) < longOutage {
			continue
		}
		id := p.View.Layout.Components[i].ID
		found = append(found, Finding{"outage-without-incident", "component/" + id, s.Since,
			fmt.Sprintf("%s is %s and no incident says why", id, s.Status),
			"open an incident, or give the rule of its source an incident template"})
	}
	return found
}

func named(causes []status.Cause, kind string) bool {
	for _, c := range causes {
		if c.Kind == kind {
			return true
		}
	}
	return false
}

// incidents are open ones that nobody seems to look after.
func incidents(p *Patient) (found []Finding) {
	for _, inc := range p.View.Incidents {
		last, about := inc.Updates[len(inc.Updates)-1].At, "incident/"+inc.ID
		switch due := inc.NextUpdate(); {
		case !due.IsZero() && p.At.Sub(due) > longLate:
			found = append(found, Finding{"promise-not-kept", about, due,
				fmt.Sprintf("%s promised an update, which did not come", inc.ID), "say how things stand"})
		case p.At.Sub(last) > longSilence:
			found = append(found, Finding{"silent-incident", about, last,
				fmt.Sprintf("%s is open and nothing is said of it", inc.ID), "post an update, or resolve it"})
		case healthy(inc) && p.At.Sub(last) > longHealthy:
			found = append(found, Finding{"incident-over-healthy", about, last,
				fmt.Sprintf("%s is open and all components that it names are operational", inc.ID), "resolve it, or say what is affected"})
		}
	}
	return found
}

// healthy reports whether an incident names components and calls all operational.
func healthy(inc *status.Incident) bool {
	now := inc.Statuses()
	for _, s := range now {
		if s != status.Operational {
			return false
		}
	}
	return len(now) > 0
}

// signals are alerts that fire so long that their end may have got lost.
func signals(p *Patient) []Finding {
	return lasting(p, "signal", longSignal, func(id string, c status.Cause) Finding {
		return Finding{"endless-signal", "component/" + id, c.Since,
			fmt.Sprintf("%s is %s because of %s, which does not end", id, c.Status, c.ID),
			"look at the monitor; a signal whose end got lost ends with its next word"}
	})
}

// overrides are people's words that may have been forgotten.
func overrides(p *Patient) []Finding {
	return lasting(p, "override", longOverride, func(id string, c status.Cause) Finding {
		return Finding{"old-override", "component/" + id, c.Since,
			fmt.Sprintf("%s is %s because a person said so", id, c.Status), "take the word back if it is not so any more"}
	})
}

func lasting(p *Patient, kind string, long time.Duration, say func(id string, c status.Cause) Finding) (found []Finding) {
	for i, s := range p.View.States {
		for _, c := range s.Causes {
			if c.Kind == kind && !c.Since.IsZero() && p.At.Sub(c.Since) > long {
				found = append(found, say(p.View.Layout.Components[i].ID, c))
			}
		}
	}
	return found
}
