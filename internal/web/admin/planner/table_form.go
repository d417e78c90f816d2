package planner

import (
	"fmt"

	"tidings/internal/status"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/posting"
)

const tableTitle = "Paste a table"

// tableData is what the page of a table is given.
type tableData struct {
	Key, Zone, Table string
	Tell             bool
	Mistakes         []mistake
	More             int // mistakes that are not shown
	Rows             []tableRow
	Reach            string
	Problem          string
}

// tableRow is a maintenance of the table, before it is announced.
type tableRow struct {
	Title, When, Components, Text string
	Lints                         []posting.Lint
}

func (p *Planner) table(v *admin.Visit) error {
	_, view, err := p.View(v.Context())
	if err != nil {
		return err
	}
	key, err := admin.FormKey(p.Random)
	if err != nil {
		return err
	}
	return v.Show("table", tableTitle, tableData{Key: key, Zone: zoneName(view)})
}

// openTable takes a table: it is shown as it was understood before any of it is
// announced, and is announced whole or not at all.
func (p *Planner) openTable(v *admin.Visit) error {
	_, view, err := p.View(v.Context())
	if err != nil {
		return err
	}
	key, err := v.SentKey()
	if err != nil {
		return err
	}
	data := tableData{Key: key, Zone: zoneName(view), Table: v.Text("table"), Tell: v.Field("tell") != ""}
	plans, bad := readTable(data.Table, view)
	if len(bad) > 0 {
		data.Mistakes, data.More = bad[:min(len(bad), maxMistakes)], len(bad)-min(len(bad), maxMistakes)
		return v.Again("table", tableTitle, data, admin.Wrong("Nothing was announced. Mend the table and send it again."))
	}
	post := p.several(plans, key, data.Tell)
	if v.Field("do") == "publish" && v.Field("sure") != "" {
		if err = p.send(v, key, post); err == nil {
			return nil
		}
		return v.Again("table", tableTitle, data, plain(err))
	}
	f, err := p.Foresee(v.Context(), v.Actor(), post, false, posting.Check{})
	if err != nil {
		return v.Again("table", tableTitle, data, plain(err))
	}
	data.Rows, data.Reach = rowsOf(post.Work.Announced, view), reachOf(f, data.Tell)
	return v.Show("table", tableTitle, data)
}

// several are all plans of a table as one post. Their ids follow from the key,
// so that sending it twice announces them once.
func (p *Planner) several(plans []plan, key string, tell bool) *posting.Post {
	w := &posting.Work{}
	for n, x := range plans {
		if x.quiet = !tell; x.body == "" {
			x.body = "Planned work."
		}
		w.Announced = append(w.Announced, x.maintenance(fmt.Sprintf("%s-%s-%d", admin.Slug(x.title), key, n+1)))
	}
	return &posting.Post{ID: w.Announced[0].ID, Work: w}
}

// rowsOf are maintenances as they were understood; each is also held against
// those before it.
func rowsOf(all []status.Maintenance, view *status.View) (rows []tableRow) {
	so := *view
	for i := range all {
		m := &all[i]
		rows = append(rows, tableRow{m.Title, when(m.Starts, m.Ends, view.Zone), names(view.Layout, m.Components), m.Updates[0].Body, lints(m, &so)})
		so.Upcoming = append(so.Upcoming[:len(so.Upcoming):len(so.Upcoming)], m)
	}
	return rows
}

func reachOf(f posting.Foresight, tell bool) string {
	if !tell || f.Reach.People < 0 {
		return "nobody gets mail"
	}
	return "for the first " + f.Reach.Sentence() + ", and so for each"
}
