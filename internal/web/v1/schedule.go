package v1

import (
	"slices"
	"strings"
	"time"

	"tidings/internal/status"
)

var scheduleColumns = columns{
	sortable: []string{"id", "name", "status", "scheduled_at", "completed_at", "created_at", "updated_at"},
}

var scheduleWords = [...]string{"Upcoming", "In Progress", "Complete"}

// openEnd is how long a maintenance is at most for which nobody names an end.
const openEnd = 24 * time.Hour

// scheduleItem is a maintenance as Cachet has it, and what it has beyond.
type scheduleItem struct {
	ID          int                 `json:"id"`
	Name        string              `json:"name"`
	Message     string              `json:"message"`
	Status      int                 `json:"status"`
	Scheduled   string              `json:"scheduled_at"`
	Completed   *string             `json:"completed_at"`
	Created     string              `json:"created_at"`
	Updated     string              `json:"updated_at"`
	Deleted     *string             `json:"deleted_at"`
	Components  []scheduleComponent `json:"components"`
	HumanStatus string              `json:"human_status"`

	PublicID  string            `json:"public_id"`
	Permalink string            `json:"permalink"`
	Lang      map[string]string `json:"lang,omitempty"`
	Times     itemTimes         `json:"times"`
	Managed   string            `json:"managed_by"`
}

// scheduleComponent is a component of a maintenance. Its own id is that of the
// component, so that a client can send back what it has read.
type scheduleComponent struct {
	ID          int    `json:"id"`
	ScheduleID  int    `json:"schedule_id"`
	ComponentID int    `json:"component_id"`
	Status      int    `json:"component_status"`
	Created     string `json:"created_at"`
	Updated     string `json:"updated_at"`
	PublicID    string `json:"public_id"`
}

// work is a maintenance with its numbers.
type work struct {
	*status.Maintenance
	numbers status.Numbers
}

func phase(s status.State) int {
	switch s {
	case status.Scheduled:
		return 0
	case status.InProgress, status.Verifying:
		return 1
	}
	return 2
}

func (c *call) scheduleItem(w work, h *house) scheduleItem {
	now := phase(w.StateAt(c.at))
	item := scheduleItem{
		ID: w.numbers.Own, Name: w.Title, Message: w.Updates[0].Body, Lang: w.Updates[0].Lang, Status: now, Scheduled: c.dated(w.Starts),
		Components: []scheduleComponent{}, HumanStatus: scheduleWords[now], PublicID: w.ID,
		Permalink: c.site.URL + "/maintenance/" + w.ID, Managed: managed(w.Origin.Kind == status.OriginContent),
	}
	var end time.Time
	if now == 2 {
		end = w.EndedAt()
	} else if !w.OpenEnd {
		end = w.Ends
	}
	item.Completed = c.datedOr(end)
	created := w.Created
	if created.IsZero() {
		created = w.Updates[0].At
	}
	updated := w.Changed()
	if created.After(updated) {
		updated = created
	}
	item.Created, item.Updated = c.dated(created), c.dated(updated)
	item.Times = itemTimes{Created: exact(created), Updated: exact(updated), Starts: exact(w.Starts), Ends: exact(w.Ends)}
	for _, x := range h.components {
		if !slices.Contains(w.Components, x.ID) || !x.public && !c.insider() {
			continue
		}
		item.Components = append(item.Components, scheduleComponent{
			ID: x.number, ScheduleID: w.numbers.Own, ComponentID: x.number, Status: x.status,
			Created: item.Created, Updated: item.Updated, PublicID: x.ID,
		})
	}
	return item
}

func (c *call) listSchedules() (*answer, error) {
	h, err := c.lookAround()
	if err != nil {
		return nil, err
	}
	p := c.paging(scheduleColumns)
	q := status.RollQuery{Hidden: c.insider(), Desc: p.desc, Offset: p.offset(), Limit: p.perPage}
	if p.sort != "" && p.sort != "id" {
		q.Sort = func(r *status.Row) status.Rank { return rankOf(c.scheduleColumn(r, p.sort)) }
	}
	rows, total, err := c.site.Board.Roll(c.ctx, status.AboutMaintenance, q)
	if err != nil {
		return nil, err
	}
	items := make([]scheduleItem, 0, len(rows))
	for chunk := range slices.Chunk(rows, readAtOnce) {
		works, err := c.works(chunk)
		if err != nil {
			return nil, err
		}
		for _, w := range works {
			items = append(items, c.scheduleItem(w, h))
		}
	}
	return c.paged(p, total, len(items), items), nil
}

func (c *call) scheduleColumn(r *status.Row, name string) any {
	switch name {
	case "name":
		return r.Title
	case "status":
		switch now := c.at.Unix(); {
		case phase(r.State) == 2 || now >= r.To:
			return 2
		case phase(r.State) == 1 || now >= r.From:
			return 1
		}
		return 0
	case "completed_at":
		return int(r.To)
	case "scheduled_at":
		return int(r.From)
	}
	return r.Number
}

func (c *call) works(rows []status.Row) ([]work, error) {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	all, err := c.site.Board.Maintenances(c.ctx, ids)
	if err != nil {
		return nil, err
	}
	numbers, err := c.site.Board.Numbers(c.ctx, status.AboutMaintenance, ids)
	if err != nil {
		return nil, err
	}
	works := make([]work, 0, len(rows))
	for _, id := range ids {
		if m := all[id]; m != nil {
			works = append(works, work{m, numbers[id]})
		}
	}
	return works, nil
}

func (c *call) findSchedule(name string) (work, error) {
	n := naming(name)
	id := n.id
	if id == "" {
		var err error
		if id, err = c.site.Board.ByNumber(c.ctx, status.AboutMaintenance, n.number); err != nil {
			return work{}, missing(err, "There is no such schedule.")
		}
	}
	all, err := c.works([]status.Row{{ID: strings.Clone(id)}})
	if err == nil && len(all) == 0 {
		err = notFound("There is no such schedule.")
	}
	if err != nil {
		return work{}, err
	}
	return all[0], nil
}

func (c *call) showSchedule() (*answer, error) {
	w, err := c.findSchedule(c.path["id"])
	if err != nil {
		return nil, err
	}
	return c.scheduleAnswer(w)
}

func (c *call) scheduleAnswer(w work) (*answer, error) {
	h, err := c.lookAround()
	if err != nil {
		return nil, err
	}
	a := done(c.scheduleItem(w, h))
	a.revision = status.Revision(w.Maintenance)
	return a, nil
}

func (c *call) reshowSchedule(id string) (*answer, error) {
	c.house = nil
	w, err := c.findSchedule(id)
	if err != nil {
		return nil, err
	}
	return c.scheduleAnswer(w)
}
