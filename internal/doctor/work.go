package doctor

import (
	"fmt"
	"strings"
	"time"

	"tidings/internal/inbox"
	"tidings/internal/notify"
)

const (
	slowWork    = 5 * time.Minute     // of a delivery
	quietSource = 30 * 24 * time.Hour // as long as deliveries are remembered
	recent      = 7 * 24 * time.Hour  // for a quarantined delivery
	oldExport   = 26 * time.Hour      // a day, and time to write it
)

// maintenance is what time should have moved on.
func maintenance(p *Patient) (found []Finding) {
	for _, id := range p.Behind {
		found = append(found, Finding{"maintenance-behind", "maintenance/" + id, time.Time{},
			id + " should have begun or ended by now, and nothing came of it", "is tidings serve running?"})
	}
	return found
}

// sources are those that accept nothing or say nothing.
func sources(p *Patient) (found []Finding) {
	for _, s := range p.Sources {
		switch {
		case !s.HasSecret:
			found = append(found, Finding{"source-without-secret", "source/" + s.ID, time.Time{},
				s.ID + " accepts nothing, for its secret is not set", "tidings secret set, or the environment variable of its name"})
		case s.Heard.IsZero():
			found = append(found, Finding{"silent-source", "source/" + s.ID, time.Time{},
				s.ID + " has not been heard of in the last 30 days, or ever", "send a test from the monitor to /hooks/" + s.ID})
		case p.At.Sub(s.Heard) > quietSource:
			found = append(found, Finding{"silent-source", "source/" + s.ID, s.Heard,
				s.ID + " says nothing", "send a test from the monitor to /hooks/" + s.ID})
		}
	}
	return found
}

// deliveries are webhooks of which nothing has come.
func deliveries(p *Patient) (found []Finding) {
	for _, d := range p.Deliveries {
		about := "delivery/" + d.ID
		switch age := p.At.Sub(d.Received); {
		case d.State == inbox.Pending && age > slowWork:
			found = append(found, Finding{"delivery-not-worked-out", about, d.Received,
				"a webhook of " + d.Source + " waits to be worked out", "is tidings serve running?"})
		case d.State == inbox.Quarantined && age < recent:
			found = append(found, Finding{"delivery-not-understood", about, d.Received,
				"a webhook of " + d.Source + " was not understood: " + d.Reason, "tidings hooks show " + d.ID + "; replay it when the source is set right"})
		case d.State == inbox.Damaged:
			found = append(found, Finding{"delivery-damaged", about, d.Received, "a kept webhook cannot be read: " + d.Reason, "bring the store back from a backup if it matters"})
		}
	}
	return found
}

// news are messages that did not reach their readers.
func news(p *Patient) (found []Finding) {
	for _, n := range p.News {
		switch {
		case n.State == notify.Held:
			found = append(found, Finding{"mail-held", n.Subject, n.Began,
				fmt.Sprintf("news of it would tell %d people, more than the limit, and waits", n.Audience), "approve it in the dashboard, or serve with a higher --mail-limit"})
		case n.Refused > 0:
			found = append(found, Finding{"mail-refused", n.Subject, n.Began,
				fmt.Sprintf("%d of %d messages were refused", n.Refused, n.Audience), "the log says why; try them again in the dashboard"})
		}
	}
	return found
}

// channels are those that cannot be reached.
func channels(p *Patient) (found []Finding) {
	for _, c := range p.Channels {
		switch {
		case c.Off:
			found = append(found, Finding{"channel-off", "channel/" + c.ID, c.Failing,
				c.ID + " is switched off: " + c.Trouble, "mend its file, which switches it on again"})
		case !c.Failing.IsZero():
			found = append(found, Finding{"channel-failing", "channel/" + c.ID, c.Failing,
				c.ID + " cannot be reached: " + c.Trouble, "it is tried again by itself"})
		}
	}
	return found
}

// clashes are texts that were posted while somebody pushed others.
func clashes(p *Patient) (found []Finding) {
	for _, c := range p.Clashes {
		found = append(found, Finding{"clash", "file/" + c.Path, c.At,
			c.Path + " was changed in the repository and by a post, and the post is not in it: " + strings.Join(strings.Fields(c.Ours), " "), "put what is missing into the file"})
	}
	return found
}

// exports are too old when one of a day is missing.
func exports(p *Patient) []Finding {
	switch e := p.Exports; {
	case e == nil || !e.Newest.IsZero() && p.At.Sub(e.Newest) <= oldExport:
		return nil
	case e.Newest.IsZero():
		return []Finding{{"old-export", "exports", time.Time{}, "there is no export in " + e.Place, "tidings export writes one; on AWS the log of the door says why it could not"}}
	default:
		return []Finding{{"old-export", "exports", e.Newest, "no export was written to " + e.Place + " for a day",
			"is tidings export still run every night? On AWS the log of the door says why it could not"}}
	}
}
