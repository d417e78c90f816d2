package planner

import (
	"strconv"
	"time"

	"tidings/internal/access"
	"tidings/internal/status"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/posting"
)

// listData is what the page of all maintenances is given.
type listData struct {
	Waiting          []posting.Shown
	Active, Upcoming []line
	Recurring        []recurring
	Past             []line
	Newer, Older     int
	First            bool // the first page: with what is not past
	MayWrite         bool
}

// line is a maintenance in a list.
type line struct{ ID, Title, When, Note string }

const rowsPerPage = 50

func (p *Planner) list(v *admin.Visit) error {
	_, view, err := p.View(v.Context())
	if err != nil {
		return err
	}
	page, _ := strconv.Atoi(v.URL.Query().Get("page"))
	page = min(max(page, 1), 1_000_000)
	data := listData{First: page == 1, Newer: page - 1, MayWrite: access.Can(v.Who, access.WriteSite)}
	if err := p.fillPast(v, view, page, &data); err != nil {
		return err
	}
	if data.First {
		err = p.fillPlanned(v, view, &data)
	}
	if err != nil {
		return err
	}
	return v.Show("maintenances", "Maintenance", data)
}

func (p *Planner) fillPlanned(v *admin.Visit, view *status.View, data *listData) (err error) {
	for _, m := range view.Active {
		data.Active = append(data.Active, lineOf(m, view))
	}
	for _, m := range view.Upcoming {
		data.Upcoming = append(data.Upcoming, lineOf(m, view))
	}
	if data.Recurring, err = p.recurrings(v.Context(), view); err != nil {
		return err
	}
	data.Waiting, err = p.Waiting(v.Context(), status.AboutMaintenance+"/")
	posting.Refresh(v, data.Waiting, listPath)
	return err
}

func lineOf(m *status.Maintenance, view *status.View) line {
	l := line{ID: m.ID, Title: m.Title, When: when(m.Starts, m.Ends, view.Zone), Note: admin.Word("state", m.StateAt(view.At).String())}
	if m.Recurrence != "" {
		l.Note += ", recurring"
	}
	return l
}

// fillPast reads a page of what is over, the last first.
func (p *Planner) fillPast(v *admin.Visit, view *status.View, page int, data *listData) error {
	s, err := admin.Enter(p.House)
	if err != nil {
		return err
	}
	now := view.At.Unix()
	rows, total, err := s.Board.Roll(v.Context(), status.AboutMaintenance, status.RollQuery{
		Keep: func(r *status.Row) bool { return r.State.Ends() || r.To <= now },
		Sort: func(r *status.Row) status.Rank { return status.Rank{Number: r.From} },
		Desc: true, Offset: (page - 1) * rowsPerPage, Limit: rowsPerPage,
	})
	for _, r := range rows {
		state := r.State
		if !state.Ends() {
			state = status.Completed
		}
		data.Past = append(data.Past, line{r.ID, r.Title, when(r.Started(), time.Unix(r.To, 0), view.Zone), admin.Word("state", state.String())})
	}
	if page*rowsPerPage < total {
		data.Older = page + 1
	}
	return err
}

// when is from when to when something is planned, as people say it.
func when(starts, ends time.Time, zone *time.Location) string {
	starts, ends = starts.In(zone), ends.In(zone)
	if status.DateOf(starts, zone) == status.DateOf(ends, zone) {
		return starts.Format("Mon 2 Jan 2006, 15:04") + "–" + ends.Format("15:04 MST")
	}
	return starts.Format("Mon 2 Jan 2006, 15:04") + " – " + ends.Format("Mon 2 Jan 2006, 15:04 MST")
}
