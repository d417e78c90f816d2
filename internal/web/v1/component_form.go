package v1

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"tidings/internal/status"
)

// componentForm is what a request says of a component.
type componentForm struct {
	name, description, link *string
	status, order, group    *int
	enabled                 *bool
	meta                    json.RawMessage
	tags                    []status.Tag
	hasTags                 bool
}

func (c *call) componentForm(creating bool) (componentForm, error) {
	f := c.fields()
	var x componentForm
	x.name = optional(f.name(creating))
	x.description = optional(f.line("description", status.MaxDescription))
	x.link = optional(f.link("link"))
	x.status = optional(f.integer("status", 0, 4))
	if creating {
		f.required("status", x.status != nil)
	}
	x.order = optional(f.integer("order", -1<<31, 1<<31))
	x.group = optional(f.integer("group_id", 0, 1<<31))
	x.enabled = optional(f.flag("enabled"))
	x.meta = f.object("meta")
	x.tags, x.hasTags = f.tags("tags")
	return x, f.err()
}

// optional is a pointer to a value that is there.
func optional[T any](v T, there bool) *T {
	if !there {
		return nil
	}
	return &v
}

// link is an address or nothing.
func (f *fields) link(name string) (string, bool) {
	text, there := f.line(name, status.MaxLink)
	if there && text != "" && !strings.HasPrefix(text, "https://") && !strings.HasPrefix(text, "http://") {
		f.wrong("The %s must be an address that begins with https:// or http://.", words(name))
	}
	return text, there
}

// object is a JSON object as it was sent; an empty list, as PHP writes an
// empty one, is none.
func (f *fields) object(name string) json.RawMessage {
	v, there := f.raw(name)
	if !there {
		return nil
	}
	if l, ok := v.(list); ok && len(l) == 0 {
		return nil
	}
	o, ok := v.(object)
	if text, isText := v.(string); isText && text == "" {
		return nil
	}
	if !ok {
		f.wrong("The %s must be an object.", words(name))
		return nil
	}
	b, err := json.Marshal(o)
	if err != nil || len(b) > 16<<10 {
		f.wrong("The %s may not be greater than 16384 bytes.", words(name))
		return nil
	}
	return b
}

// tags are names with commas between them, a list of names, or an object of
// slugs and names, as this API itself prints it.
func (f *fields) tags(name string) ([]status.Tag, bool) {
	v, there := f.raw(name)
	if !there {
		return nil, false
	}
	var tags tagSet
	switch v := v.(type) {
	case string:
		for text := range strings.SplitSeq(v, ",") {
			tags.add("", text)
		}
	case list:
		for _, e := range v {
			tags.add("", tagName(e))
		}
	case object:
		for _, m := range v {
			if bracketed(v) {
				m.key = ""
			}
			tags.add(m.key, tagName(m.value))
		}
	default:
		f.wrong("The %s must be a string, a list or an object.", words(name))
	}
	for i := range tags {
		if err := status.CheckLine("tag", tags[i].Name, status.MaxName); err != nil {
			f.wrong("The tags hold one that cannot be kept: at most %d characters on one line.", status.MaxName)
			return nil, true
		}
	}
	return tags, true
}

// tagName is the name of a tag, which may be an object itself.
func tagName(v any) string {
	if o, ok := v.(object); ok {
		v = o.get("name")
	}
	text, _ := scalarText(v)
	return text
}

// tagSet is tags without repetition.
type tagSet []status.Tag

// add adds a tag by its name, unless it is empty, with a slug of its own if it has one.
func (l *tagSet) add(slug, name string) {
	if name = strings.TrimSpace(name); name == "" {
		return
	}
	tag := status.NewTag(name)
	tag.Slug = cmp.Or(slug, tag.Slug)
	if !slices.ContainsFunc(*l, func(t status.Tag) bool { return t.Slug == tag.Slug }) {
		*l = append(*l, tag)
	}
}

// MarshalJSON implements json.Marshaler: the object in its own order.
func (o object) MarshalJSON() ([]byte, error) {
	var b strings.Builder
	b.WriteByte('{')
	for i, m := range o {
		key, err := json.Marshal(m.key)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return []byte(b.String()), nil
}

// MarshalJSON implements json.Marshaler: the number as it was written.
func (n number) MarshalJSON() ([]byte, error) { return []byte(n), nil }

// apply brings a component to what the form says of it.
func (f *componentForm) apply(x *status.MadeComponent, h *house) {
	set(&x.Name, f.name)
	set(&x.Description, f.description)
	set(&x.Link, f.link)
	set(&x.Order, f.order)
	if f.enabled != nil {
		x.Disabled = !*f.enabled
	}
	if f.group != nil {
		x.Group, x.Wanted = "", *f.group
		for _, g := range h.groups {
			if g.number == *f.group && g.number > 0 {
				x.Group, x.Wanted = g.ID, 0
			}
		}
	}
	if f.meta != nil {
		x.Meta = f.meta
	}
	if f.hasTags {
		x.Tags = f.tags
	}
}

func set[T any](into *T, v *T) {
	if v != nil {
		*into = *v
	}
}
