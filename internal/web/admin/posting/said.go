package posting

import (
	"maps"
	"slices"
	"strings"
	"time"

	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// Said is an update as the partial "said" shows it.
type Said struct {
	ID, State, When, Body string
	Redacted, Edited      bool
	Filed                 bool // it stands in the content file
	Components            string
	Plan                  string // what it plans anew
	Edit                  string // where it is corrected; empty for nowhere
}

// AllSaid are the updates of something, the newest first, as the partial "updates"
// shows them; who may write corrects them below an address.
func AllSaid(zone *time.Location, from status.Origin, updates []status.Update, address string, mayWrite bool) (all []Said) {
	for _, u := range slices.Backward(updates) {
		x := SaidOf(zone, from, &u)
		if mayWrite && !x.Filed && !x.Redacted {
			x.Edit = address + "/updates/" + u.ID
		}
		all = append(all, x)
	}
	return all
}

// SaidOf is an update of something that comes from somewhere, in a zone.
func SaidOf(zone *time.Location, from status.Origin, u *status.Update) Said {
	x := Said{
		ID: u.ID, State: admin.Word("state", u.State.String()), When: u.At.In(zone).Format("2 Jan 2006, 15:04 MST"), Body: u.Body,
		Redacted: !u.Redacted.IsZero(), Edited: !u.Edited.IsZero(), Filed: from.Kind == status.OriginContent && !u.Added,
	}
	var parts []string
	for _, id := range slices.Sorted(maps.Keys(u.Components)) {
		parts = append(parts, id+": "+admin.Word("status", u.Components[id].String()))
	}
	x.Components = strings.Join(parts, ", ")
	if !u.Plan.Starts.IsZero() {
		x.Plan = "from " + u.Plan.Starts.In(zone).Format("2 Jan, 15:04 MST")
	}
	if !u.Plan.Ends.IsZero() {
		x.Plan = strings.TrimSpace(x.Plan + " until " + u.Plan.Ends.In(zone).Format("2 Jan, 15:04 MST"))
	}
	return x
}
