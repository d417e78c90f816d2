package catalog

import (
	"net/http"
	"time"

	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// house is all components and groups as they are now, hidden ones too, in the
// order of the page.
type house struct {
	admin.Site
	layout     status.Layout // says in which group each component stands
	groups     []status.MadeGroup
	components []status.MadeComponent
}

// plan reads which components and groups there are.
func (c *catalog) plan(v *admin.Visit) (*house, error) {
	s, err := admin.Enter(c.House)
	if err != nil {
		return nil, err
	}
	made, err := s.Board.Made(v.Context())
	if err != nil {
		return nil, err
	}
	h := &house{Site: s}
	h.layout, h.groups, h.components = made.Whole(s.Config.Layout)
	return h, nil
}

// states are the components' statuses now.
func (c *catalog) states(v *admin.Visit, h *house) ([]status.ComponentState, error) {
	at := c.Now().Add(time.Second - 1).Truncate(time.Second)
	facts, err := h.Board.Present(v.Context(), h.layout, at)
	if err != nil {
		return nil, err
	}
	view, err := status.Derive(facts)
	if err != nil {
		return nil, err
	}
	return view.States, nil
}

// filed reports whether a content file defines a thing.
func filed(o status.Origin) bool { return o.Kind == status.OriginContent }

// foundComponent is the component of the address.
func (c *catalog) foundComponent(v *admin.Visit) (*house, *status.MadeComponent, error) {
	h, err := c.plan(v)
	if err != nil {
		return nil, nil, err
	}
	for i := range h.components {
		if h.components[i].ID == v.PathValue("id") {
			return h, &h.components[i], nil
		}
	}
	return nil, nil, missing("component")
}

// foundGroup is the group of the address.
func (c *catalog) foundGroup(v *admin.Visit) (*house, *status.MadeGroup, error) {
	h, err := c.plan(v)
	if err != nil {
		return nil, nil, err
	}
	for i := range h.groups {
		if h.groups[i].ID == v.PathValue("id") {
			return h, &h.groups[i], nil
		}
	}
	return nil, nil, missing("group")
}

// ownComponent is the component of the address, unless a content file defines it.
func (c *catalog) ownComponent(v *admin.Visit) (*house, *status.MadeComponent, error) {
	h, m, err := c.foundComponent(v)
	if err == nil {
		err = h.owned("component", m.ID, m.Origin)
	}
	return h, m, err
}

// ownGroup is the group of the address, unless a content file defines it.
func (c *catalog) ownGroup(v *admin.Visit) (*house, *status.MadeGroup, error) {
	h, g, err := c.foundGroup(v)
	if err == nil {
		err = h.owned("group", g.ID, g.Origin)
	}
	return h, g, err
}

func missing(what string) error {
	return admin.Failure{Status: http.StatusNotFound, Sentence: "There is no such " + what + ". It may have been deleted."}
}

// file is where a content file defines a thing; empty for what none does.
func (h *house) file(kind, id string, o status.Origin) string {
	if !filed(o) {
		return ""
	}
	return h.Config.Place(kind, id)
}

// owned refuses to change what a content file defines.
func (h *house) owned(kind, id string, o status.Origin) error {
	if !filed(o) {
		return nil
	}
	return admin.Failure{Status: http.StatusConflict, Sentence: "The content defines this " + kind + " at " + h.file(kind, id, o) + ": change it there."}
}
