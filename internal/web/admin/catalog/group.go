package catalog

import (
	"cmp"
	"strings"

	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// groupForm is what the form of a group is filled with.
type groupForm struct {
	ID, Key, Seen string
	Name          string
	Modes         []admin.Choice
	Visible       bool
	File          string
	Theirs        *status.MadeGroup
}

// modeNames are the ways in which a group stands on the page.
var modeNames = map[string]string{"auto": "folded while all is well", "open": "always open", "folded": "always folded"}

func modesOf(mode string) []admin.Choice {
	var all []admin.Choice
	for _, m := range []string{"auto", "open", "folded"} {
		all = append(all, admin.Choice{Field: "mode", Value: m, Name: modeNames[m], On: m == cmp.Or(mode, "auto")})
	}
	return all
}

func groupFormOf(h *house, g *status.MadeGroup) groupForm {
	return groupForm{ID: g.ID, Seen: status.Revision(g), Name: g.Name, Modes: modesOf(g.Mode), Visible: !g.Hidden,
		File: h.file("group", g.ID, g.Origin)}
}

// sentGroup is the form as it was sent.
func sentGroup(v *admin.Visit, f groupForm) groupForm {
	f.Name, f.Modes, f.Visible = v.Field("name"), modesOf(v.Field("mode")), v.Field("visible") != ""
	return f
}

// applyGroup brings a group to what the form says of it.
func applyGroup(v *admin.Visit, g *status.MadeGroup) {
	g.Name, g.Mode, g.Hidden = strings.TrimSpace(v.Field("name")), v.Field("mode"), v.Field("visible") == ""
}

func (c *catalog) makeGroup(v *admin.Visit) error {
	h, key, err := c.begin(v)
	if err != nil {
		return err
	}
	id := admin.Slug(v.Field("name")) + "-" + key
	if len(h.groups) >= status.MaxMade {
		err = admin.Wrong("There are %d groups, more than which cannot be made: delete one.", len(h.groups))
	} else {
		err = c.putGroup(v, h, id, once(func() *status.MadeGroup {
			g := &status.MadeGroup{Order: lastGroup(h), Created: c.Now().UTC(), Origin: status.Origin{Kind: status.OriginPerson, Ref: v.Who.ID}}
			g.ID, g.Updated = id, g.Created
			applyGroup(v, g)
			return g
		}))
	}
	if err == nil {
		return v.Go(componentsPath + "?told=group")
	}
	return c.again(v, h, err, func(d *listData) { d.Group = sentGroup(v, groupForm{Key: key}) })
}

func (c *catalog) putGroup(v *admin.Visit, h *house, id string, change func(own *status.MadeGroup) (*status.MadeGroup, error)) error {
	return c.House.Do(func() error {
		_, err := h.Board.ChangeGroup(v.Context(), v.Actor(), id, c.Now(), change)
		return err
	})
}

func (c *catalog) editGroup(v *admin.Visit) error {
	h, g, err := c.foundGroup(v)
	if err != nil {
		return err
	}
	return v.Show("group", g.Name, groupFormOf(h, g))
}

func (c *catalog) changeGroup(v *admin.Visit) error {
	h, g, err := c.ownGroup(v)
	if err != nil {
		return err
	}
	var theirs *status.MadeGroup
	err = c.putGroup(v, h, g.ID, edited(v, "group", &theirs, func(own *status.MadeGroup) {
		touch(own, &own.Updated, c.Now(), func() { applyGroup(v, own) })
	}))
	if err == nil {
		return v.Go(componentsPath + "?told=saved")
	}
	form := sentGroup(v, groupFormOf(h, g))
	if form.Theirs = theirs; theirs != nil {
		form.Seen = status.Revision(theirs)
	}
	return v.Again("group", g.Name, form, admin.Plain(err))
}

func (c *catalog) deleteGroup(v *admin.Visit) error {
	h, g, err := c.ownGroup(v)
	if err != nil {
		return err
	}
	return c.done(v, componentsPath+"?told=gone", func() error { return h.Board.DeleteGroup(v.Context(), v.Actor(), g.ID, c.Now()) })
}
