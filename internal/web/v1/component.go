package v1

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"tidings/internal/order"
	"tidings/internal/status"
)

var componentColumns = columns{
	sortable:   []string{"id", "name", "status", "order", "group_id", "enabled"},
	searchable: []string{"id", "name", "status", "order", "group_id", "enabled"},
}

// componentItem is a component as Cachet has it, and what it has beyond.
type componentItem struct {
	ID          int             `json:"id"`
	Name        string          `json:"name"`
	Description string          `json:"description"`
	Link        string          `json:"link"`
	Status      int             `json:"status"`
	Order       int             `json:"order"`
	GroupID     int             `json:"group_id"`
	Enabled     bool            `json:"enabled"`
	Meta        json.RawMessage `json:"meta"`
	Created     string          `json:"created_at"`
	Updated     string          `json:"updated_at"`
	Deleted     *string         `json:"deleted_at"`
	StatusName  string          `json:"status_name"`
	Tags        tagList         `json:"tags"`

	PublicID string        `json:"public_id"`
	State    status.Status `json:"state"`
	Times    itemTimes     `json:"times"`
	Managed  string        `json:"managed_by"` // file or api
}

// itemTimes are an item's times with their offset.
type itemTimes struct {
	Created  *string `json:"created_at"`
	Updated  *string `json:"updated_at"`
	Since    *string `json:"since,omitempty"`
	Occurred *string `json:"occurred_at,omitempty"`
	Resolved *string `json:"resolved_at,omitempty"`
	Starts   *string `json:"starts_at,omitempty"`
	Ends     *string `json:"ends_at,omitempty"`
}

// tagList is an object of slugs and names in the order given, and an empty list
// when there are none, as PHP writes it.
type tagList []status.Tag

// MarshalJSON implements json.Marshaler.
func (t tagList) MarshalJSON() ([]byte, error) {
	if len(t) == 0 {
		return []byte("[]"), nil
	}
	var b strings.Builder
	for i, tag := range t {
		slug, err := json.Marshal(tag.Slug)
		if err != nil {
			return nil, err
		}
		name, err := json.Marshal(tag.Name)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "%c%s:%s", ",{"[bit(i == 0)], slug, name)
	}
	return []byte(b.String() + "}"), nil
}

func (c *call) componentItem(x *component) componentItem {
	item := componentItem{
		ID: x.number, Name: x.Name, Description: x.Description, Link: x.Link, Status: x.status, Order: x.Order,
		GroupID: x.groupID(), Enabled: !x.Disabled, Meta: x.Meta, StatusName: statusWords[x.status], Tags: x.Tags,
		PublicID: x.ID, State: x.state.Status, Managed: managed(x.filed),
	}
	created, updated := x.Created, x.Updated
	if created.IsZero() {
		created = sinceDay(x.Since, c.site.Zone)
	}
	for _, t := range []time.Time{created, x.state.Since} {
		if t.After(updated) {
			updated = t
		}
	}
	item.Created, item.Updated = c.dated(created), c.dated(updated)
	item.Times = itemTimes{Created: exact(created), Updated: exact(updated), Since: exact(x.state.Since)}
	return item
}

func managed(filed bool) string {
	if filed {
		return "file"
	}
	return "api"
}

// sinceDay is when a component of a file came into being: nobody has noted it
// unless the file does.
func sinceDay(day string, zone *time.Location) time.Time {
	at, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		return time.Unix(0, 0).UTC()
	}
	return at
}

func (x *component) groupID() int {
	switch {
	case x.group != nil:
		return x.group.number
	case x.Group == "":
		return x.Wanted
	}
	return 0
}

func (x *component) column(name string) any {
	switch name {
	case "id":
		return x.number
	case "name":
		return x.Name
	case "status":
		return x.status
	case "order":
		return x.Order
	case "group_id":
		return x.groupID()
	}
	return bit(!x.Disabled)
}

func (c *call) listComponents() (*answer, error) {
	h, err := c.lookAround()
	if err != nil {
		return nil, err
	}
	wanted, tags := c.filters(componentColumns), c.wantedTags()
	all := []*component{}
	for _, x := range h.components {
		if (x.public || c.insider()) && chosen(wanted, x.column) && x.tagged(tags) {
			all = append(all, x)
		}
	}
	p := c.paging(componentColumns)
	order.StablyBy(all, func(a, b *component) int { return a.number - b.number })
	sortBy(all, p, (*component).column)
	items := []componentItem{}
	for _, x := range pick(all, p) {
		items = append(items, c.componentItem(x))
	}
	return c.paged(p, len(all), len(items), items), nil
}

// wantedTags are the slugs of which a component has to have one.
func (c *call) wantedTags() []string {
	switch v := object(c.in).get("tags").(type) {
	case string:
		return strings.FieldsFunc(v, func(r rune) bool { return r == ',' })
	case object, list:
		var all []string
		texts, _ := elements(v)
		for _, e := range texts {
			if text, ok := scalarText(e); ok {
				all = append(all, text)
			}
		}
		return all
	}
	return nil
}

func (x *component) tagged(wanted []string) bool {
	if len(wanted) == 0 {
		return true
	}
	return slices.ContainsFunc(x.Tags, func(t status.Tag) bool { return slices.Contains(wanted, t.Slug) })
}

func (c *call) showComponent() (*answer, error) {
	h, err := c.lookAround()
	if err != nil {
		return nil, err
	}
	x, err := h.findComponent(c.path["id"], c.insider())
	if err != nil {
		return nil, err
	}
	return c.componentAnswer(x), nil
}

func (c *call) componentAnswer(x *component) *answer {
	a := done(c.componentItem(x))
	a.revision = status.Revision(&x.MadeComponent)
	return a
}

// reshow is the answer to a write: the component as it is now.
func (c *call) reshowComponent(id string) (*answer, error) {
	c.house = nil
	h, err := c.lookAround()
	if err != nil {
		return nil, err
	}
	x, err := h.findComponent(id, true)
	if err != nil {
		return nil, err
	}
	return c.componentAnswer(x), nil
}
