package catalog

import (
	"context"
	"net/url"
	"strings"

	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// componentForm is what the form of a component is filled with.
type componentForm struct {
	ID, Key, Seen                 string // Seen: the revision that the form was shown with
	Name, Description, Link, Tags string
	Groups                        []admin.Choice
	Visible                       bool
	File                          string // that defines it; empty for none
	Theirs                        *status.MadeComponent
}

func formOf(h *house, m *status.MadeComponent) componentForm {
	return componentForm{ID: m.ID, Seen: status.Revision(m), Name: m.Name, Description: m.Description, Link: m.Link, Tags: tagsText(m.Tags), Groups: groupsOf(h, m.Group), Visible: !m.Disabled,
		File: h.file("component", m.ID, m.Origin)}
}

// sent is the form as it was sent.
func sent(v *admin.Visit, h *house, f componentForm) componentForm {
	f.Name, f.Description, f.Link, f.Tags = v.Field("name"), v.Field("description"), v.Field("link"), v.Field("tags")
	f.Groups, f.Visible = groupsOf(h, v.Field("group")), v.Field("visible") != ""
	return f
}

func groupsOf(h *house, in string) []admin.Choice {
	all := []admin.Choice{{Name: "none", On: in == ""}}
	for _, g := range h.groups {
		all = append(all, admin.Choice{Value: g.ID, Name: g.Name, On: g.ID == in})
	}
	return all
}

func tagsText(tags []status.Tag) string {
	names := make([]string, len(tags))
	for i, t := range tags {
		names[i] = t.Name
	}
	return strings.Join(names, ", ")
}

// tagsOf reads words with commas between them.
func tagsOf(text string) []status.Tag {
	var tags []status.Tag
	known := map[string]bool{}
	for name := range strings.SplitSeq(text, ",") {
		name = strings.TrimSpace(name)
		if tag := status.NewTag(name); name != "" && !known[tag.Slug] {
			known[tag.Slug] = true
			tags = append(tags, tag)
		}
	}
	return tags
}

// apply brings a component to what the form says of it.
func apply(v *admin.Visit, m *status.MadeComponent) {
	m.Name, m.Description, m.Link = strings.TrimSpace(v.Field("name")), strings.TrimSpace(v.Field("description")), strings.TrimSpace(v.Field("link"))
	m.Disabled = v.Field("visible") == ""
	if tags := v.Field("tags"); tags != tagsText(m.Tags) {
		m.Tags = tagsOf(tags)
	}
	if group := v.Field("group"); group != m.Group {
		m.Group, m.Wanted = group, 0
	}
}

func (c *catalog) makeComponent(v *admin.Visit) error {
	h, key, err := c.begin(v)
	if err != nil {
		return err
	}
	err = checkGroup(v, h)
	if len(h.components) >= status.MaxMade {
		err = admin.Wrong("There are %d components, more than which cannot be made: delete one.", len(h.components))
	}
	if err == nil {
		id := admin.Slug(v.Field("name")) + "-" + key
		err = c.putComponent(v, h, id, once(func() *status.MadeComponent {
			m := &status.MadeComponent{Order: last(h, v.Field("group")), Created: c.Now().UTC(), Origin: status.Origin{Kind: status.OriginPerson, Ref: v.Who.ID}}
			m.ID, m.Updated = id, m.Created
			apply(v, m)
			return m
		}))
	}
	if err == nil {
		return v.Go(componentsPath + "?told=component")
	}
	return c.again(v, h, err, func(d *listData) { d.Component = sent(v, h, componentForm{Key: key}) })
}

// checkGroup refuses a group that has gone since the form was shown.
func checkGroup(v *admin.Visit, h *house) error {
	id := v.Field("group")
	for _, g := range h.groups {
		if g.ID == id {
			return nil
		}
	}
	if id == "" {
		return nil
	}
	return admin.Wrong("There is no such group any more. Choose another.")
}

func (c *catalog) putComponent(v *admin.Visit, h *house, id string, change func(own *status.MadeComponent) (*status.MadeComponent, error)) error {
	return c.House.Do(func() error {
		_, err := h.Board.ChangeComponent(v.Context(), v.Actor(), id, c.Now(), change)
		return err
	})
}

func (c *catalog) editComponent(v *admin.Visit) error {
	h, m, err := c.foundComponent(v)
	if err != nil {
		return err
	}
	return v.Show("component-edit", m.Name, formOf(h, m))
}

func (c *catalog) changeComponent(v *admin.Visit) error {
	h, m, err := c.ownComponent(v)
	if err != nil {
		return err
	}
	var theirs *status.MadeComponent
	if err = checkGroup(v, h); err == nil {
		err = c.putComponent(v, h, m.ID, edited(v, "component", &theirs, func(own *status.MadeComponent) {
			touch(own, &own.Updated, c.Now(), func() { apply(v, own) })
		}))
	}
	if err == nil {
		return v.Go(componentsPath + "?told=saved")
	}
	form := sent(v, h, formOf(h, m))
	if form.Theirs = theirs; theirs != nil {
		form.Seen = status.Revision(theirs)
	}
	return v.Again("component-edit", m.Name, form, admin.Plain(err))
}

func (c *catalog) deleteComponent(v *admin.Visit) error {
	h, m, err := c.ownComponent(v)
	if err != nil {
		return err
	}
	return c.done(v, componentsPath+"?told=gone", func() error { return c.drop(v.Context(), v.Actor(), h, m.ID) })
}

// drop deletes a component, with a person's word on it.
func (c *catalog) drop(ctx context.Context, by status.Actor, h *house, id string) error {
	if _, err := h.Board.ClearOverride(ctx, by, id, c.Now()); err != nil {
		return err
	}
	return h.Board.DeleteComponent(ctx, by, id, c.Now())
}

// listed is the place of a component in the list.
func listed(id string) string { return componentsPath + "#" + url.PathEscape(id) }
