package v1

import (
	"fmt"
	"slices"

	"tidings/internal/status"
)

// say makes a component have a status from now on, as far as the one who says
// so may. A person's word stands in place of what is derived, unless it is what
// is derived anyway. A program's is a signal of its own source, api/TOKEN: it
// counts among those of the monitors. Open incidents that say worse of the
// component are told that it is better.
func (c *call) say(id string, s status.Status) error {
	carried, err := c.soften(id, s)
	switch {
	case err != nil:
		return err
	case c.robot() && carried:
		return c.signal(id, status.Operational)
	case c.robot():
		return c.signal(id, s)
	}
	return c.override(id, s)
}

// signal sends what a program says of a component.
func (c *call) signal(id string, s status.Status) error {
	told := status.Told{Signal: status.Signal{Source: "api/" + c.token.ID, Key: id, Kind: status.Firing, At: c.at, Received: c.at, Title: c.token.Name}}
	if s == status.Operational {
		told.Signal.Kind = status.Cleared
	} else {
		told.Effect = &status.Effect{Component: id, Status: s}
	}
	_, err := c.site.Board.Record(c.ctx, "api/"+c.token.ID+"/"+id, []status.Told{told}, c.at)
	return err
}

// override states a person's word, or takes it back where it is not needed.
func (c *call) override(id string, s status.Status) error {
	derived, err := c.derived(id)
	if err != nil {
		return err
	}
	b := c.site.Board
	if toNumber(derived) == toNumber(s) {
		_, err = b.ClearOverride(c.ctx, c.actor(), id, c.at)
		return err
	}
	_, err = b.SetOverride(c.ctx, c.actor(), status.Override{Component: id, Status: s, At: c.at})
	return err
}

// derived is the status that a component has without a person's word on it.
func (c *call) derived(id string) (status.Status, error) {
	c.house = nil
	h, err := c.lookAround()
	if err != nil {
		return 0, err
	}
	f := h.facts
	f.Overrides = slices.DeleteFunc(slices.Clone(f.Overrides), func(o status.Override) bool { return o.Component == id })
	f.Maintenance = nil
	view, err := status.Derive(f)
	if err != nil {
		return 0, err
	}
	for i, x := range view.Layout.Components {
		if x.ID == id {
			return view.States[i].Status, nil
		}
	}
	return status.Operational, nil
}

// soften tells open incidents that say worse of a component that it is better
// now, so that page, incident and component agree. Those that the token may not
// write stay as they are, and hold the component where it is. It reports whether
// an open incident says just this: then it need not be said beside it, and ends
// with the incident.
func (c *call) soften(id string, s status.Status) (carried bool, err error) {
	h, err := c.lookAround()
	if err != nil {
		return false, err
	}
	for _, inc := range h.facts.Incidents {
		if !inc.Open() || inc.Statuses()[id] < s || !c.writes(inc) {
			continue
		}
		carried = true
		if inc.Statuses()[id] == s {
			continue
		}
		name := id
		if x := h.byID[id]; x != nil {
			name = x.Name
		}
		_, _, err := c.site.Board.ChangeIncident(c.ctx, c.actor(), inc.ID, c.at, func(own *status.Incident) (*status.Incident, error) {
			if own == nil || !own.Open() || own.Statuses()[id] <= s {
				return own, nil
			}
			_, err := c.add(own, "soften/"+own.ID+"/"+id, status.Update{
				State: own.State(), Body: fmt.Sprintf("%s: %s.", name, statusWords[toNumber(s)]),
				Components: map[string]status.Status{id: s}, Quiet: true,
			})
			return own, err
		})
		if err != nil {
			return false, err
		}
	}
	c.house = nil
	return carried && s != status.Operational, nil
}

// writes reports whether the token may write an incident.
func (c *call) writes(inc *status.Incident) bool {
	return !c.robot() || inc.Origin.Kind == status.OriginAutomation && !inc.Touched
}
