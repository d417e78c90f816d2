package status

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tidings/internal/ident"
	"tidings/internal/order"
)

// MadeComponent is a component that somebody has made with a program, beside
// those of the content files.
type MadeComponent struct {
	Component
	// Order is its place: the smaller comes first, then the one made first.
	Order int `json:"order"`
	// Disabled keeps the component from everything that is public.
	Disabled bool            `json:"disabled,omitempty"`
	Tags     []Tag           `json:"tags,omitempty"`
	Meta     json.RawMessage `json:"meta,omitempty"` // an object, or empty
	// Wanted is the number of a group that there is not; 0 for none.
	Wanted  int       `json:"wanted,omitempty"`
	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"`
	Origin  Origin    `json:"origin"`
}

// Tag is a word by which a program finds components.
type Tag struct {
	Slug string `json:"slug"`
	Name string `json:"name"`
}

// NewTag is a tag by its name, whose slug keeps it apart from others in any script.
func NewTag(name string) Tag { return Tag{cmp.Or(ident.Slug(name, 60), strings.ToLower(name)), name} }

// MadeGroup is a group that somebody has made with a program.
type MadeGroup struct {
	Group
	Order int `json:"order"`
	// Hidden keeps the group and its components from everything that is public.
	Hidden  bool      `json:"hidden,omitempty"`
	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"`
	Origin  Origin    `json:"origin"`
}

// Made are all components and groups that were made with a program, in no
// particular order.
type Made struct {
	Components []MadeComponent
	Groups     []MadeGroup
}

// Merge is the layout of the content files with what was made beside them.
// Files come first, as they stand; what was made stands behind, by Order: at
// the end of the group that it is in, in groups of its own, or outside any.
// Where both have an id, the file's holds. A group that there is not, none is.
//
// Public leaves out what is hidden and names it in Withheld. A made group
// without any component is left out as well.
func (m *Made) Merge(files Layout, public bool) Layout {
	if len(m.Components)+len(m.Groups) == 0 {
		return files
	}
	w := &merging{public: public, of: map[string][]Component{}, hidden: map[string]bool{}, known: map[string]bool{}}
	w.layout.Withheld, w.layout.Retired = slices.Clone(files.Withheld), files.Retired
	groups := w.groups(files, m.Groups)
	w.sort(files, m.Components)
	w.place(files, groups)
	return w.layout
}

// merging is the work of one Merge.
type merging struct {
	layout Layout
	public bool
	known  map[string]bool        // ids of groups
	hidden map[string]bool        // of those, the hidden ones
	of     map[string][]Component // made components by group
}

// groups are the made ones in order that no file has.
func (w *merging) groups(files Layout, made []MadeGroup) []MadeGroup {
	for _, g := range files.Groups {
		w.known[g.ID] = true
	}
	made = slices.DeleteFunc(slices.Clone(made), func(g MadeGroup) bool { return w.known[g.ID] })
	order.By(made, func(a, b MadeGroup) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
	})
	for _, g := range made {
		w.known[g.ID], w.hidden[g.ID] = true, g.Hidden
	}
	return made
}

// sort puts the made components by group, in order.
func (w *merging) sort(files Layout, made []MadeComponent) {
	taken := make(map[string]bool, len(files.Components))
	for _, c := range files.All() {
		taken[c.ID] = true
	}
	made = slices.Clone(made)
	order.By(made, func(a, b MadeComponent) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
	})
	for _, c := range made {
		if taken[c.ID] {
			continue
		}
		if !w.known[c.Group] {
			c.Group = ""
		}
		if w.public && (c.Disabled || w.hidden[c.Group]) {
			w.layout.Withheld = append(w.layout.Withheld, c.ID)
			continue
		}
		w.of[c.Group] = append(w.of[c.Group], c.Component)
	}
}

// place puts all components in the order of the page.
func (w *merging) place(files Layout, groups []MadeGroup) {
	l := &w.layout
	l.Groups = append(l.Groups, files.Groups...)
	for i, c := range files.Components {
		l.Components = append(l.Components, c)
		last := i+1 == len(files.Components) || files.Components[i+1].Group != c.Group
		if c.Group != "" && last {
			l.Components = append(l.Components, w.of[c.Group]...)
		}
	}
	for _, g := range groups {
		if len(w.of[g.ID]) > 0 || !w.public {
			l.Groups = append(l.Groups, g.Group)
			l.Components = append(l.Components, w.of[g.ID]...)
		}
	}
	l.Components = append(l.Components, w.of[""]...)
}

// Whole are all groups and components, those of the content files too, in the
// order of Merge, whose layout comes with them: hidden ones among them. What a
// file defines is of OriginContent and has its place as its Order.
func (m *Made) Whole(files Layout) (Layout, []MadeGroup, []MadeComponent) {
	l := m.Merge(files, false)
	fromFile := Origin{Kind: OriginContent}
	groups := make([]MadeGroup, len(l.Groups))
	for i, g := range l.Groups {
		groups[i] = MadeGroup{Group: g, Order: i, Origin: fromFile}
		if n := slices.IndexFunc(m.Groups, func(x MadeGroup) bool { return x.ID == g.ID }); n >= 0 && !files.groups(g.ID) {
			groups[i] = m.Groups[n]
		}
	}
	filed, made := map[string]bool{}, map[string]MadeComponent{}
	for _, c := range files.Components {
		filed[c.ID] = true
	}
	for _, c := range m.Components {
		made[c.ID] = c
	}
	components := make([]MadeComponent, len(l.Components))
	for i, c := range l.Components {
		if components[i] = made[c.ID]; filed[c.ID] {
			components[i] = MadeComponent{Component: c, Order: i, Origin: fromFile}
		}
	}
	return l, groups, components
}

// groups reports whether a group is one of the layout's.
func (l *Layout) groups(id string) bool {
	return slices.ContainsFunc(l.Groups, func(g Group) bool { return g.ID == id })
}

// MaxMade is how many components, and how many groups, can be made.
const MaxMade = 2000

// The longest texts of what is made, in characters.
const (
	MaxName        = 200
	MaxDescription = 500
	MaxLink        = 2000
	maxMadeMeta    = 16 << 10 // bytes
	maxTags        = 50
)

// CheckLine says what is wrong with a text that has to be one line of at most
// so many characters.
func CheckLine(what, text string, most int) error {
	switch {
	case !utf8.ValidString(text):
		return fmt.Errorf("%w: the %s is not UTF-8", ErrInvalid, what)
	case utf8.RuneCountInString(text) > most:
		return fmt.Errorf("%w: the %s may have at most %d characters and has %d", ErrInvalid, what, most, utf8.RuneCountInString(text))
	case strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return fmt.Errorf("%w: the %s has to be one line without control characters", ErrInvalid, what)
	}
	return nil
}

func checkName(what, name string) error {
	if strings.TrimSpace(name) == "" {
		return fmt.Errorf("%w: the %s is missing", ErrInvalid, what)
	}
	return CheckLine(what, name, MaxName)
}

func checkLink(link string) error {
	if link == "" {
		return nil
	}
	u, err := url.Parse(link)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || len(link) > MaxLink {
		return fmt.Errorf("%w: the link has to be an absolute address of at most %d bytes that begins with https:// or http://", ErrInvalid, MaxLink)
	}
	return CheckLine("link", link, MaxLink)
}

func (c *MadeComponent) check() error {
	err := cmp.Or(checkID("component", c.ID), checkName("name", c.Name), CheckLine("description", c.Description, MaxDescription), checkLink(c.Link))
	switch {
	case err != nil:
		return err
	case len(c.Meta) > maxMadeMeta:
		return fmt.Errorf("%w: meta takes %d bytes and may take %d", ErrInvalid, len(c.Meta), maxMadeMeta)
	case len(c.Tags) > maxTags:
		return fmt.Errorf("%w: %d tags are given and at most %d may be", ErrInvalid, len(c.Tags), maxTags)
	}
	for _, t := range c.Tags {
		if err := checkName("name of a tag", t.Name); err != nil {
			return err
		}
	}
	return nil
}

func (g *MadeGroup) check() error {
	err := cmp.Or(checkID("group", g.ID), checkName("name", g.Name))
	if err == nil && g.Mode != "" && g.Mode != "open" && g.Mode != "folded" && g.Mode != "auto" {
		err = fmt.Errorf("%w: unknown mode %.20q of a group: use open, folded or auto", ErrInvalid, g.Mode)
	}
	return err
}
