package composer

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"tidings/internal/access"
	"tidings/internal/status"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/posting"
)

// homeData is what the page is given.
type homeData struct {
	Verdict, Class string
	Open           []openIncident
	Work           []work
	Components     []component
	Waiting        []posting.Shown
	MayWrite       bool
}

type openIncident struct {
	ID, Title, State, Class string
	Since                   string
	Promise                 string // what is promised, or was
	Late                    bool
}

type work struct{ ID, Title, When string }

// component is one with its status and what holds it there.
type component struct {
	ID, Name, Group, Status, Class string
	Causes                         []cause
}

type cause struct{ Href, Text string }

func (c *Composer) home(v *admin.Visit) error {
	if !access.Can(v.Who, access.ReadSite) {
		return v.Go(admin.Prefix + "account")
	}
	_, view, err := c.View(v.Context())
	if err != nil {
		return err
	}
	data := homeData{Verdict: admin.Word("verdict", view.Worst.String()), Class: view.Worst.String(), MayWrite: access.Can(v.Who, access.WriteSite)}
	if data.Waiting, err = c.waitings(v, ""); err != nil {
		return err
	}
	for _, inc := range view.Incidents {
		data.Open = append(data.Open, c.openOf(inc))
	}
	posting.Refresh(v, data.Waiting, admin.Prefix)
	for _, m := range slices.Concat(view.Active, view.Upcoming[:min(len(view.Upcoming), maxWork)]) {
		data.Work = append(data.Work, work{m.ID, m.Title, m.Starts.In(view.Zone).Format("2 Jan, 15:04 MST")})
	}
	data.Components = componentsOf(view)
	return v.Show("home", "Now", data)
}

// maxWork is how many maintenances that have not begun are shown.
const maxWork = 3

func (c *Composer) openOf(inc *status.Incident) openIncident {
	now := c.Now()
	o := openIncident{ID: inc.ID, Title: inc.Title, State: admin.Word("state", inc.State().String()), Class: worstOf(inc).String(), Since: admin.Ago(now.Sub(inc.Started()))}
	due := inc.NextUpdate()
	switch {
	case due.IsZero():
	case due.After(now):
		o.Promise = "Next update due in " + admin.Ago(due.Sub(now)) + "."
	default:
		o.Late, o.Promise = true, "You promised an update "+admin.Ago(now.Sub(due))+" ago."
	}
	return o
}

func worstOf(inc *status.Incident) status.Status {
	worst := status.Operational
	for _, s := range inc.Statuses() {
		worst = max(worst, s)
	}
	return worst
}

func componentsOf(view *status.View) []component {
	names := map[string]string{}
	for _, g := range view.Layout.Groups {
		names[g.ID] = g.Name
	}
	titles := titlesOf(view)
	var all []component
	group := ""
	for i, comp := range view.Layout.Components {
		is := view.States[i]
		x := component{ID: comp.ID, Name: comp.Name, Status: admin.Word("status", is.Status.String()), Class: is.Status.String()}
		if comp.Group != group {
			group, x.Group = comp.Group, names[comp.Group]
		}
		for _, why := range is.Causes {
			x.Causes = append(x.Causes, causeOf(why, comp.ID, titles))
		}
		all = append(all, x)
	}
	return all
}

func titlesOf(view *status.View) map[string]string {
	titles := map[string]string{}
	for _, inc := range view.Incidents {
		titles[status.AboutIncident+"/"+inc.ID] = inc.Title
	}
	for _, m := range view.Active {
		titles[status.AboutMaintenance+"/"+m.ID] = m.Title
	}
	return titles
}

func causeOf(why status.Cause, component string, titles map[string]string) cause {
	switch why.Kind {
	case status.AboutIncident:
		return cause{incidentsPath + "/" + why.ID, titles[status.AboutIncident+"/"+why.ID]}
	case status.AboutMaintenance:
		return cause{maintenancePath + "/" + why.ID, titles[status.AboutMaintenance+"/"+why.ID]}
	case "override":
		return cause{admin.Prefix + "components/" + component, "a person's word"}
	}
	return cause{admin.Prefix + "components/" + component, fmt.Sprintf("%s %s", why.Kind, why.ID)}
}

// listData is what the page of all incidents is given.
type listData struct {
	Rows     []listRow
	Newer    int
	Older    int
	MayWrite bool
}

type listRow struct{ ID, Title, State, When, Note string }

const rowsPerPage = 50

func (c *Composer) incidents(v *admin.Visit) error {
	s, err := admin.Enter(c.House)
	if err != nil {
		return err
	}
	page, _ := strconv.Atoi(v.URL.Query().Get("page"))
	page = min(max(page, 1), 1_000_000)
	rows, total, err := s.Board.Roll(v.Context(), status.AboutIncident, status.RollQuery{Hidden: true, Desc: true, Offset: (page - 1) * rowsPerPage, Limit: rowsPerPage})
	if err != nil {
		return err
	}
	data := listData{MayWrite: access.Can(v.Who, access.WriteSite), Newer: page - 1}
	if page*rowsPerPage < total {
		data.Older = page + 1
	}
	for _, r := range rows {
		x := listRow{ID: r.ID, Title: r.Title, State: admin.Word("state", r.State.String()), When: time.Unix(r.From, 0).In(s.Config.Site.Zone).Format("2 Jan 2006, 15:04")}
		if r.Hidden {
			x.Note = "not public"
		}
		data.Rows = append(data.Rows, x)
	}
	return v.Show("incidents", "Incidents", data)
}
