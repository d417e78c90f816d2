package v1

import (
	"slices"

	"tidings/internal/status"
)

var incidentColumns = columns{
	sortable:   []string{"id", "user_id", "name", "status", "visible", "stickied", "message", "occurred_at"},
	searchable: []string{"id", "user_id", "component_id", "name", "status", "visible", "stickied"},
}

func (c *call) listIncidents() (*answer, error) {
	h, err := c.plan()
	if err != nil {
		return nil, err
	}
	p := c.paging(incidentColumns)
	q := status.RollQuery{Hidden: c.insider(), Desc: p.desc, Offset: p.offset(), Limit: p.perPage}
	if err := c.chooseIncidents(&q, p, h); err != nil {
		return nil, err
	}
	rows, total, err := c.site.Board.Roll(c.ctx, status.AboutIncident, q)
	if err != nil {
		return nil, err
	}
	items := make([]incidentItem, 0, len(rows))
	for chunk := range slices.Chunk(rows, readAtOnce) {
		stories, err := c.stories(chunk)
		if err != nil {
			return nil, err
		}
		for _, s := range stories {
			items = append(items, c.incidentItem(s, h))
		}
	}
	return c.paged(p, total, len(items), items), nil
}

// readAtOnce is how many facts are read together.
const readAtOnce = 100

// chooseIncidents has a query keep and sort what the parameters say.
func (c *call) chooseIncidents(q *status.RollQuery, p paging, h *house) error {
	wanted := c.filters(incidentColumns)
	if len(wanted) == 0 && (p.sort == "" || p.sort == "id") {
		return nil
	}
	numbers, err := c.api.numbers.of(c, aboutUser, nil)
	if err != nil {
		return err
	}
	column := func(r *status.Row, name string) any { return incidentColumn(r, name, numbers, h) }
	if len(wanted) > 0 {
		q.Keep = func(r *status.Row) bool {
			return chosen(wanted, func(name string) any { return column(r, name) })
		}
	}
	if p.sort != "" && p.sort != "id" {
		q.Sort = func(r *status.Row) status.Rank { return rankOf(column(r, p.sort)) }
	}
	return nil
}

func incidentColumn(r *status.Row, name string, users map[string]int, h *house) any {
	switch name {
	case "id":
		return r.Number
	case "user_id":
		return users[r.By]
	case "component_id":
		all := []int{}
		for _, id := range r.Components {
			if x := h.byID[id]; x != nil {
				all = append(all, x.number)
			}
		}
		if len(all) == 0 {
			return 0
		}
		return all
	case "name", "message":
		return r.Title
	case "status":
		return stateNumbers[r.State]
	case "visible":
		return bit(!r.Hidden)
	case "stickied":
		return bit(r.Stickied)
	}
	return int(r.From)
}

// stories reads incidents with their numbers, at most readAtOnce of them.
func (c *call) stories(rows []status.Row) ([]story, error) {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	incidents, err := c.site.Board.Incidents(c.ctx, ids)
	if err != nil {
		return nil, err
	}
	numbers, err := c.site.Board.Numbers(c.ctx, status.AboutIncident, ids)
	if err != nil {
		return nil, err
	}
	users, err := c.api.numbers.of(c, aboutUser, nil)
	if err != nil {
		return nil, err
	}
	all := make([]story, 0, len(rows))
	for _, id := range ids {
		inc := incidents[id]
		if inc != nil && (!inc.Hidden || c.insider()) {
			all = append(all, story{inc, numbers[id], users[author(inc.Origin)], nil})
		}
	}
	return all, nil
}

// author is who made something, unless a file did.
func author(o status.Origin) string {
	if o.Kind == status.OriginContent {
		return ""
	}
	return o.Ref
}
