package generator

import (
	"context"
	"strconv"

	"tidings/internal/status"
)

const uptimePath = "uptime"

// uptimeMonths is how many months stand beside the number of the bars.
const uptimeMonths = 3

// uptimePage is what layouts/uptime.html is given.
type uptimePage struct {
	frame
	Title, Rule, Past string
	Months            []string
	Rows              []numberRow
}

// numberRow is everything, a group or a component and its numbers. Href is
// empty for what has no page.
type numberRow struct {
	Name, Href, Uptime string
	Group              bool // or everything
	Months             []string
}

func (b *builder) uptimeJobs(put func(job)) {
	for _, l := range b.locales {
		put(func(ctx context.Context, w *worker) error {
			if err := b.countMonths(ctx); err != nil {
				return err
			}
			return l.writeUptime(w)
		})
	}
}

func (l *locale) writeUptime(w *worker) error {
	p := &uptimePage{
		frame: l.frame(uptimePath, l.b.theme.BoardStyle()), Title: l.words.Text("uptime.page"), Rule: l.uptimeRule(),
		Past: l.words.Text("component.uptime", "n", strconv.Itoa(status.BarDays)), Rows: l.numberRows(),
	}
	for d, n := monthStart(l.b.today), 0; n < uptimeMonths; d, n = monthStart(d.AddDays(-1)), n+1 {
		p.Months = append(p.Months, l.monthSoFar(d.Month()))
	}
	p.HeadTitle, p.Description = l.headTitle(p.Title), p.Rule
	w.page = w.page[:0]
	if err := l.b.theme.Execute(w, "layouts/uptime.html", p); err != nil {
		return err
	}
	return w.put(l.prefix + uptimePath + ".html")
}

// numberRows are everything, then the board from top to bottom.
func (l *locale) numberRows() []numberRow {
	rows := []numberRow{l.meanRow(l.words.Text("uptime.everything"), 0, len(l.b.bars))}
	for _, g := range l.b.groups {
		if g.group != nil {
			rows = append(rows, l.meanRow(clean(g.group.Name), g.from, g.to))
		}
		for i := g.from; i < g.to; i++ {
			c := &l.b.view.Layout.Components[i]
			row := numberRow{Name: clean(c.Name), Href: l.b.link(0, componentPath(c.ID)), Uptime: l.uptime(l.b.bars[i].number)}
			for n := range uptimeMonths {
				row.Months = append(row.Months, l.uptime(l.b.months[i][n].number()))
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// meanRow is the row of a run of components.
func (l *locale) meanRow(name string, from, to int) numberRow {
	joined := join(l.b.bars[from:to])
	row := numberRow{Name: name, Uptime: l.uptime(joined.number), Group: true}
	for n := range uptimeMonths {
		var numbers []number
		for i := from; i < to; i++ {
			numbers = append(numbers, l.b.months[i][n].number())
		}
		row.Months = append(row.Months, l.uptime(mean(numbers)))
	}
	return row
}

// overall is the number of everything.
func (l *locale) overall() string {
	all := join(l.b.bars)
	return l.words.Text("uptime.overall", "n", strconv.Itoa(status.BarDays), "uptime", l.uptime(all.number))
}
