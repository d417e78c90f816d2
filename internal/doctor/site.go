package doctor

import "time"

// staleSite is how long a site may be silent, or may not show what has changed.
const staleSite = 5 * time.Minute

// sites are those that nobody can look at or keeps up to date.
func sites(p *Patient) (found []Finding) {
	for _, s := range p.Sites {
		if says, since, mend := s.ails(p); says != "" {
			found = append(found, Finding{"stale-page", "site/" + s.Place, since, says + s.Place, mend})
		} else if s.Trouble != "" {
			found = append(found, Finding{"unreachable-site", "site/" + s.Place, time.Time{}, "the site cannot be looked at in " + s.Place + ": " + s.Trouble, s.Mend})
		}
	}
	return found
}

// ails is what is wrong with a site that was looked at, up to its place. One without
// a heartbeat was published by somebody who has gone since: it is right for as long as
// nothing has changed.
func (s Site) ails(p *Patient) (says string, since time.Time, mend string) {
	switch {
	case s.Trouble != "":
		return "", time.Time{}, ""
	case s.Published.IsZero():
		return "no site was ever published to ", time.Time{}, "start tidings serve, or say with --target where it publishes to"
	case s.Heartbeat != nil && p.At.Sub(s.Heartbeat.At) > staleSite:
		return "nobody keeps the site up to date in ", s.Heartbeat.At, "is tidings serve running, and does its log say why it cannot publish? On AWS the log of publish does"
	case s.Heartbeat == nil && p.View.Changed.After(s.Published) && p.At.Sub(p.View.Changed) > staleSite:
		return "what has changed is not on the site in ", p.View.Changed, "publish it again: tidings publish does so once, tidings serve all the time"
	}
	return "", time.Time{}, ""
}
