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

func applyGroup(v *admin.Visit, g *status.MadeGroup) {
	g.Name, g.Mode, g.Hidden = strings.TrimSpace(v.Field("name")), v.Field("mode"), v.Field("visible") == ""
}

func (c *catalog) makeGroup(v *admin.Visit) error {
	h, err := c.plan(v)
	if err != nil {
		return err
	}
	key, err := v.SentKey()
	if err != nil {
		return err
	}
	id := admin.Slug(v.Field("name")) + "-" + key
	if len(h.groups) >= status.MaxMade {
		err = admin.Wrong("There are %d groups, more than which cannot be made: delete one.", len(h.groups))
	} else {
		err = c.putGroup(v, h, id, func(own *status.MadeGroup) (*status.MadeGroup, error) {
			if own != nil {
				return own, nil // sent twice
			}
			own = &status.MadeGroup{Order: lastGroup(h), Created: c.Now().UTC(), Origin: status.Origin{Kind: status.OriginPerson, Ref: v.Who.ID}}
			own.ID, own.Updated = id, own.Created
			applyGroup(v, own)
			return own, nil
		})
	}
	if err == nil {
		return v.Go(componentsPath + "?told=group")
	}
	data, bad := c.listData(v, h)
	if bad != nil {
		return bad
	}
	data.Group = groupForm{Key: key, Name: v.Field("name"), Modes: modesOf(v.Field("mode")), Visible: v.Field("visible") != ""}
	return v.Again("components", "Components", data, admin.Plain(err))
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
	h, g, err := c.foundGroup(v)
	if err != nil {
		return err
	}
	if err := h.owned("group", g.ID, g.Origin); err != nil {
		return err
	}
	var theirs *status.MadeGroup
	err = c.putGroup(v, h, g.ID, edited(v, "group", &theirs, func(own *status.MadeGroup) {
		touch(own, &own.Updated, c.Now(), func() { applyGroup(v, own) })
	}))
	if err == nil {
		return v.Go(componentsPath + "?told=saved")
	}
	form := groupFormOf(h, g)
	form.Name, form.Modes, form.Visible = v.Field("name"), modesOf(v.Field("mode")), v.Field("visible") != ""
	if form.Theirs = theirs; theirs != nil {
		form.Seen = status.Revision(theirs)
	}
	return v.Again("group", g.Name, form, admin.Plain(err))
}

func (c *catalog) deleteGroup(v *admin.Visit) error {
	h, g, err := c.foundGroup(v)
	if err != nil {
		return err
	}
	if err := h.owned("group", g.ID, g.Origin); err != nil {
		return err
	}
	if err := c.House.Do(func() error { return h.Board.DeleteGroup(v.Context(), v.Actor(), g.ID, c.Now()) }); err != nil {
		return admin.Plain(err)
	}
	return v.Go(componentsPath + "?told=gone")
}
