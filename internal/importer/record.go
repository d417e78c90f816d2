package importer

import (
	"strings"
	"time"

	"tidings/internal/ident"
	"tidings/internal/order"
	"tidings/internal/status"
)

// record is an incident or a maintenance as a Statuspage document tells it,
// whichever document that is.
type record struct {
	id          string
	title       string
	impact      string // empty: the document does not say
	state       string // where it stands; empty: as its last update says
	maintenance bool
	created     time.Time
	closed      time.Time // when the document says that it was over; zero: it does not
	starts      time.Time // the window of a maintenance; zero: it does not say
	ends        time.Time
	updates     []said   // in any order
	source      string   // the document that told of it
	affected    []string // ids or names of components, of which no status is known
	markdown    bool     // whether bodies are Markdown already
}

// said is one update of a record.
type said struct {
	id       string
	at       time.Time
	state    string
	body     string
	statuses map[string]string // by a component's id or name
}

func (r *record) about() string {
	if r.maintenance {
		return "maintenance " + r.id
	}
	return "incident " + r.id
}

// stateName brings the words of pages and feeds to those of the API.
func stateName(words string) string {
	name := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(words)), " ", "_")
	if name == "post-mortem" || name == "post_mortem" {
		return status.Postmortem.String()
	}
	if name == "canceled" {
		return status.Cancelled.String()
	}
	return name
}

func ofMaintenance(state string) bool {
	s, err := status.ParseState(stateName(state))
	return err == nil && s.OfMaintenance()
}

// converter makes our incidents and maintenances of records.
type converter struct {
	*Page
	known *directory
	tally
}

// tally counts what is told in one note for all.
type tally struct {
	impactUnknown, statusGuessed, leftOver, hidden int
}

// told turns updates into ours, oldest first. What has no time or no known
// state gets one from beside it.
func (c *converter) told(r *record) []status.Update {
	order.StablyBy(r.updates, func(a, b said) int { return a.at.Compare(b.at) })
	state := status.Investigating
	if r.maintenance {
		state = status.Scheduled
	}
	out := make([]status.Update, 0, len(r.updates)+1)
	taken := map[string]bool{}
	for i, u := range r.updates {
		state = c.afterEnd(r, u, state, c.state(r, u, state))
		body := u.body
		if !r.markdown {
			body = Markdown(body)
		}
		out = append(out, status.Update{ID: updateID(u.id, i, taken), At: u.at, State: state, Body: body})
	}
	return c.ending(r, out)
}

// afterEnd keeps a maintenance that is over as it ended: nothing goes on with it.
func (c *converter) afterEnd(r *record, u said, before, now status.State) status.State {
	if !r.maintenance || !before.Ends() || now == before {
		return now
	}
	c.note(r.about(), "the update of %s is %s although it was %s before: it stays %s", when(u.at), now, before, before)
	return before
}

// state is what an update sets; "Update" keeps the one before.
func (c *converter) state(r *record, u said, before status.State) status.State {
	name := stateName(u.state)
	s, err := status.ParseState(name)
	switch {
	case name == "update":
		return before
	case err != nil:
		c.note(r.about(), "the state %q of the update of %s is not known: it stays %s", u.state, when(u.at), before)
		return before
	case s.OfMaintenance() != r.maintenance:
		c.note(r.about(), "the update of %s is %s, which it cannot be: it stays %s", when(u.at), s, before)
		return before
	}
	return s
}

// updateID keeps an id that can be kept, else counts.
func updateID(theirs string, i int, taken map[string]bool) string {
	id := strings.ToLower(theirs)
	if !ident.Valid(id) || strings.Trim(id, "0123456789") == "" || taken[id] {
		id = itoa(i + 1)
	}
	taken[id] = true
	return id
}

// ending closes what the document calls closed although no update says so: a
// page that shows it as open for ever would be wrong.
func (c *converter) ending(r *record, updates []status.Update) []status.Update {
	end, err := status.ParseState(stateName(r.state))
	ends := err == nil && end.Ends() || r.closed.After(time.Time{})
	n := len(updates)
	if !ends || n > 0 && updates[n-1].State.Ends() {
		return updates
	}
	at := r.closed
	if n > 0 && at.Before(updates[n-1].At) {
		at = updates[n-1].At
	}
	if at.IsZero() {
		at = r.created
	}
	switch {
	case !r.maintenance:
		end = status.Resolved
	case end != status.Cancelled:
		end = status.Completed
	}
	c.note(r.about(), "it was closed without an update: one without words says so, dated %s", when(at))
	return append(updates, status.Update{ID: itoa(n + 1), At: at, State: end})
}

func when(at time.Time) string { return at.UTC().Format("2006-01-02 15:04 MST") }
