package generator

import (
	"context"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"tidings/internal/status"
)

// componentPage is what layouts/component.html is given.
type componentPage struct {
	frame
	Class, Group, Name, Text, Link string
	Mark, Summary, Bar             template.HTML
	Retired                        string // what is said of one that is no more; empty for others
	Causes                         []cause
	Past                           string
	Scale                          *scale
	Days                           []badDay   // newest first
	Months                         []monthRow // newest first
	Metrics                        []metricBox
	Entries                        []entry // newest first
}

// cause is why a component has the status it has. A monitor's name and an
// operator's stay inside.
type cause struct {
	Word, Href, Status string
	Title, TextLang    string // of the entry that it is, where the page lists it
	Since              template.HTML
}

// badDay is a day of the bar on which a component was not all well.
type badDay struct {
	Time, Mark     template.HTML
	Word, Duration string
	Because        []because
}

// because is what made a day bad. Href is empty where it has no page.
type because struct{ Name, Href, TextLang string }

// monthRow is a component's number of a month. Href is empty where no entry of
// it began.
type monthRow struct {
	Month, Href, Uptime, Impact string
}

// componentJob makes a component's page in every language, and its badges; again
// says that its entries may have changed.
func (b *builder) componentJob(i int, list *componentList, again bool) job {
	return func(ctx context.Context, w *worker) error {
		if again || list.lines == nil {
			tales, err := b.shelf.tales(ctx, w, list.refs)
			if err != nil {
				return err
			}
			list.lines = linesOf(tales)
		}
		if err := b.countMonths(ctx); err != nil {
			return err
		}
		for _, l := range b.locales {
			if err := l.writeComponent(ctx, w, i, list.lines); err != nil {
				return err
			}
		}
		c := &b.all[i]
		if b.retired(i) {
			return b.writeRetired(w, c)
		}
		return b.writeBadges(w, componentPath(c.ID)+"/", c.Name, b.stateOf(i).Status)
	}
}

// componentFeedsJob makes a component's feeds in every language.
func (b *builder) componentFeedsJob(i int, list *componentList) job {
	return func(ctx context.Context, w *worker) error {
		tales, err := b.shelf.tales(ctx, w, list.refs)
		if err != nil {
			return err
		}
		return b.writeComponentFeeds(ctx, w, i, tales, list.late)
	}
}

func linesOf(tales []*tale) []status.Entry {
	lines := make([]status.Entry, 0, len(tales))
	for _, t := range tales {
		lines = append(lines, t.line())
	}
	return lines
}

func (l *locale) writeComponent(ctx context.Context, w *worker, i int, lines []status.Entry) (err error) {
	id := l.b.all[i].ID
	w.page = w.page[:0]
	p := l.componentPage(i, lines)
	if p.Metrics, err = l.metricBoxes(ctx, l.b.ofComponent(id), 1); err != nil {
		return err
	}
	if len(p.Metrics) > 0 {
		l.restyle(&p.frame, l.b.theme.ChartStyle())
	}
	if err := l.executeComponent(w, p); err != nil {
		return err
	}
	return w.put(l.prefix + componentPath(id) + ".html")
}

// executeComponent writes the page, its entries cut where they are the theme's own.
func (l *locale) executeComponent(w *worker, p *componentPage) error {
	cut, err := l.rows.get(l, "layouts/component.html")
	if err != nil {
		return err
	}
	if cut == nil || len(p.Entries) == 0 {
		return l.b.theme.Execute(w, "layouts/component.html", p)
	}
	entries := p.Entries
	p.Entries = []entry{l.sampleEntry()}
	if err := l.b.theme.Execute(w, "layouts/component.html", p); err != nil {
		return err
	}
	w.rewrite(func(dst, page []byte) []byte { return cut.spliceEntries(dst, page, [][]entry{entries}) })
	return nil
}

func (l *locale) componentPage(i int, lines []status.Entry) *componentPage {
	c, state := &l.b.all[i], l.b.stateOf(i)
	path := componentPath(c.ID)
	p := &componentPage{
		frame: l.frame(path, l.b.theme.BoardStyle()), Class: state.Status.String(), Name: clean(c.Name),
		Text: clean(c.Description), Scale: l.scale(),
	}
	if l.b.retired(i) {
		p.Retired = l.retiredOn(c)
		p.Description = p.Retired
	} else {
		l.sayNow(p, i, lines)
	}
	if g := groupOf(l.b.view.Layout, c.Group); g != nil {
		p.Group = clean(g.Name)
	}
	for n := range lines {
		p.Entries = append(p.Entries, l.entry(&lines[n], 1))
	}
	p.HeadTitle = l.headTitle(p.Name)
	at := places{l: l, depth: 1}
	p.wearNow(at, state.Status)
	if p.Retired == "" {
		l.mayAge(&p.frame, at, time.Time{})
	}
	p.run(at, l.b.scriptPath(zoneScript))
	p.Feeds = l.feeds(at, path+"/history", l.componentFeedTitle(p.Name))
	return p
}

// sayNow adds what is now of a component, and how it was lately.
func (l *locale) sayNow(p *componentPage, i int, lines []status.Entry) {
	c, state := &l.b.all[i], l.b.stateOf(i)
	p.Link, p.Mark, p.Summary, p.Causes = c.Link, l.b.marks[state.Status], l.standing(state), l.causes(state, lines)
	p.Bar, p.Days, p.Months = l.draw(&l.b.bars[i]), l.badDays(i, lines), l.monthRows(i)
	p.Past = l.words.Text("component.uptime", "n", strconv.Itoa(status.BarDays))
	p.Description = l.words.Text("description.component", "name", p.Name, "status", l.statuses[state.Status], "n", strconv.Itoa(status.BarDays))
}

// retired reports whether the component of a place is no more.
func (b *builder) retired(place int) bool { return place >= len(b.view.Layout.Components) }

// retiredOn is the sentence that stands in the place of a component's status.
func (l *locale) retiredOn(c *status.Component) string {
	day := status.Date(c.Retired).Start(l.b.view.Zone).Add(12 * time.Hour)
	return l.words.Text("component.retired", "date", string(l.words.AppendDate(nil, "date", day)))
}

// standing is a component's status and since when it has it.
func (l *locale) standing(s status.ComponentState) template.HTML {
	if s.Since.IsZero() {
		return template.HTML(appendEscaped(nil, l.statuses[s.Status]))
	}
	return template.HTML(l.phrase("component.since").html(func(dst []byte, name string) []byte {
		if name == "time" {
			return l.appendMoment(dst, s.Since)
		}
		return appendEscaped(dst, l.statuses[s.Status])
	}))
}

func (l *locale) causes(s status.ComponentState, lines []status.Entry) (list []cause) {
	for _, c := range s.Causes {
		made := cause{Word: l.words.Text("cause." + c.Kind), Status: l.statuses[c.Status], Since: template.HTML(l.moment(l.since, c.Since))}
		if c.Kind == status.AboutIncident || c.Kind == status.AboutMaintenance {
			made.Href = l.b.link(1, entryPath(c.Kind, c.ID))
			made.Title, made.TextLang = l.titleOf(c, lines)
		}
		if !slices.Contains(list, made) {
			list = append(list, made)
		}
	}
	return list
}

// titleOf is the title of the entry that a cause is, and its language where that
// is not the page's; empty where the page does not list it.
func (l *locale) titleOf(c status.Cause, lines []status.Entry) (title, lang string) {
	i := slices.IndexFunc(lines, func(e status.Entry) bool { return e.About == c.Kind && e.ID == c.ID })
	if i < 0 {
		return "", ""
	}
	return clean(lines[i].Title), l.textLang()
}

// badDays lists the days of a bar on which something was, newest first. How
// long it takes today is not said until it is over.
func (l *locale) badDays(i int, lines []status.Entry) (list []badDay) {
	for _, day := range slices.Backward(l.b.barsOf(i)) {
		if day.Worst < status.UnderMaintenance {
			continue
		}
		made := badDay{Time: l.dateTime(day.Date), Mark: l.dayMark(day.Worst), Word: l.statuses[day.Worst], Because: l.because(day.Date, lines)}
		if len(made.Because) == 0 {
			made.Because = l.unreported(&day)
		}
		made.Duration = l.words.Duration(length(day))
		if day.Date == l.b.today && l.b.sick(i) {
			made.Duration = l.words.Text("component.ongoing")
		}
		list = append(list, made)
	}
	return list
}

// unreported says who saw a bad day of which no entry is listed. Where nobody
// else did, the page lists too few, and the archive has them.
func (l *locale) unreported(day *status.Bar) (list []because) {
	if day.Monitors {
		list = append(list, because{Name: l.words.Text("cause.signal")})
	}
	if day.People {
		list = append(list, because{Name: l.words.Text("cause.override")})
	}
	if len(list) == 0 {
		list = append(list, because{Name: l.words.Text("nav.history"), Href: l.b.link(1, "history")})
	}
	return list
}

// because names the entries of a component that weighed on a day, as far as the
// page lists them, newest first.
func (l *locale) because(day status.Date, lines []status.Entry) (list []because) {
	from, to := day.Start(l.b.view.Zone), day.AddDays(1).Start(l.b.view.Zone)
	for i := range lines {
		e := &lines[i]
		over := !e.Ended.IsZero() && !e.Ended.After(from)
		if over || !e.Started.Before(to) || e.State == status.Scheduled {
			continue
		}
		list = append(list, because{clean(e.Title), l.b.link(1, entryPath(e.About, e.ID)), l.textLang()})
	}
	return list
}

// monthRows are the months since the component came into being.
func (l *locale) monthRows(i int) (rows []monthRow) {
	since := l.b.view.Layout.Components[i].Since
	for _, m := range l.b.months[i] {
		if len(since) >= len(m.month) && m.month < since[:len(m.month)] {
			break
		}
		row := monthRow{Month: l.monthSoFar(m.month), Uptime: l.uptime(m.number()), Impact: l.words.Integer(m.impact)}
		if m.listed {
			row.Href = l.b.link(1, monthPath(m.month))
		}
		rows = append(rows, row)
	}
	return rows
}

// monthSoFar names a month, and says of this one that it is not over.
func (l *locale) monthSoFar(month string) string {
	name := l.monthName(month)
	if month == l.b.today.Month() {
		return l.words.Text("uptime.today", "month", name)
	}
	return name
}

// dayMark is a mark that brings its colour with it.
func (l *locale) dayMark(s status.Status) template.HTML {
	return template.HTML(`<span class="`+s.String()+`">`) + l.b.marks[s] + `</span>`
}

func (l *locale) dateTime(d status.Date) template.HTML {
	dst := append(append([]byte(`<time datetime="`), d...), `">`...)
	dst = l.words.AppendDate(dst, "date", d.Start(l.b.view.Zone).Add(12*time.Hour))
	return template.HTML(append(dst, `</time>`...))
}

// length is how long of a day a component had trouble, or was under maintenance
// when that was all.
func length(day status.Bar) time.Duration {
	total := int64(0)
	for s := day.Worst; s >= min(day.Worst, status.DegradedPerformance); s-- {
		total += day.Seconds[s]
	}
	return time.Duration(total) * time.Second
}

func (l *locale) componentFeedTitle(name string) string {
	return l.words.Text("feed.component", "name", name, "site", strings.TrimSpace(l.b.site.Name))
}
