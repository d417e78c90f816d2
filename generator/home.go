package generator

import (
	"context"
	"html/template"
	"slices"
	"strconv"
	"time"

	"tidings/generator/linked"
	"tidings/internal/status"
)

// homePage is what layouts/home.html is given.
type homePage struct {
	frame
	Class                  string
	Mark, Verdict, Summary template.HTML
	Open, Active, Upcoming []story
	Pinned                 []story // closed, and shown all the same
	Blocks                 []boardBlock
	Metrics                []metricBox
	Scale                  *scale
	Past, Quiet            string
	Days                   []dayList
	Uptime                 string
	Next, Produced         template.HTML
	Channels               []channel
	Form                   *mailForm // nil where nobody takes it
	Notice                 string    // that mail is not sent
}

// boardBlock is a group on the page, or a run of components outside any.
type boardBlock struct {
	Name, Class, Word string
	Open              bool
	Mark, Bar         template.HTML
	Components        []boardRow
}

// boardRow is a component on the page.
type boardRow struct {
	Class, Name, Href, Word, Description string
	TextLang                             string // of the description, where it is not the page's
	Mark, Bar                            template.HTML
}

// scale is what stands below the bars' ends.
type scale struct{ From, To string }

// dayList is a day and its entries, newest first.
type dayList struct {
	Name    string
	Entries []entry
}

// homeJobs makes the home pages, which ask for the newest lists last: they may
// still be being read.
func (b *builder) homeJobs(newest func() (*lists, error), put func(job)) {
	for _, l := range b.locales {
		put(func(ctx context.Context, w *worker) error { return l.writeHome(ctx, w, newest) })
	}
}

func (l *locale) writeHome(ctx context.Context, w *worker, newest func() (*lists, error)) error {
	p := l.home()
	if err := l.current(ctx, w, p); err != nil {
		return err
	}
	if err := l.measure(ctx, p); err != nil {
		return err
	}
	plan, err := newest()
	if err != nil {
		return err
	}
	p.Days = l.past(plan.recent)
	return w.entry(l.prefix+"index.html", func() error { return l.executeHome(w, p) })
}

// executeHome writes the page, its many lines cut where they are the theme's own.
func (l *locale) executeHome(w *worker, p *homePage) error {
	cut, err := l.rows.get(l, "layouts/home.html")
	if err != nil {
		return err
	}
	if cut == nil {
		return l.b.theme.Execute(w, "layouts/home.html", p)
	}
	var rows [][]boardRow
	for i := range p.Blocks {
		rows = append(rows, p.Blocks[i].Components)
		p.Blocks[i].Components = []boardRow{l.sampleRow()}
	}
	var entries [][]entry
	for i := range p.Days {
		entries = append(entries, p.Days[i].Entries)
		p.Days[i].Entries = []entry{l.sampleEntry()}
	}
	if err := l.b.theme.Execute(w, "layouts/home.html", p); err != nil {
		return err
	}
	w.rewrite(func(dst, page []byte) []byte { return cut.spliceRows(dst, page, rows) })
	w.rewrite(func(dst, page []byte) []byte { return cut.spliceEntries(dst, page, entries) })
	return nil
}

func (l *locale) home() *homePage {
	v := l.b.view
	p := &homePage{
		frame: l.frame("", l.b.theme.BoardStyle()), Class: v.Worst.String(), Mark: l.b.marks[v.Worst],
		Verdict: template.HTML(l.verdictHTML()), Summary: l.summaryLine(),
		Past: l.words.Text("home.past", "n", strconv.Itoa(PastDays)), Quiet: l.words.Text("home.quiet", "n", strconv.Itoa(PastDays)),
		Uptime: l.overall(), Blocks: l.blocks(), Next: l.nextUpdate(), Channels: l.channels(places{l: l}), Notice: l.mailNotice(), Form: l.mailForm(),
	}
	p.HeadTitle = l.words.Text("title.home", "verdict", l.verdict(), "site", l.b.site.Name)
	p.Description = l.words.Text("description.home", "verdict", l.verdict(), "site", l.b.site.Name)
	at := places{l: l}
	p.wearNow(at, v.Worst)
	p.Linked = template.HTML(linked.Home(l.linkedPage(&p.frame, p.HeadTitle, v.Changed)))
	p.Feeds = append(l.feeds(at, "history", l.words.Text("feed.title", "site", l.b.site.Name)),
		l.feeds(at, "updates", l.words.Text("feed.updates", "site", l.b.site.Name))...)
	if len(p.Blocks) > 0 {
		p.Scale = l.scale()
	}
	if l.b.in.Live {
		worry := l.words.Gap + l.words.Text("age.worry")
		p.Produced = template.HTML(string(appendEscaped([]byte(l.moment(l.produced, v.At)), worry)))
	}
	l.mayAge(&p.frame, at, v.At)
	p.run(at, l.b.scriptPath(zoneScript))
	return p
}

// current tells what is going on and what is planned.
func (l *locale) current(ctx context.Context, w *worker, p *homePage) (err error) {
	v := l.b.view
	tell := func(about, id string) (s story) {
		t, failed := l.b.shelf.tale(ctx, w, about, id)
		if failed != nil {
			err = failed
			return s
		}
		return l.tell(t, 0, false)
	}
	for _, inc := range pinnedFirst(v.Incidents) {
		p.Open = append(p.Open, tell(status.AboutIncident, inc.ID))
	}
	for _, inc := range v.Pinned {
		p.Pinned = append(p.Pinned, tell(status.AboutIncident, inc.ID))
	}
	for _, m := range v.Active {
		p.Active = append(p.Active, tell(status.AboutMaintenance, m.ID))
	}
	for _, m := range nextOfEach(v.Upcoming) {
		p.Upcoming = append(p.Upcoming, tell(status.AboutMaintenance, m.ID))
	}
	return err
}

// pinnedFirst are incidents with those in front that are pinned.
func pinnedFirst(all []*status.Incident) []*status.Incident {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b *status.Incident) int {
		if a.Stickied == b.Stickied {
			return 0
		}
		if a.Stickied {
			return -1
		}
		return 1
	})
	return all
}

// measure adds the charts that the page shows.
func (l *locale) measure(ctx context.Context, p *homePage) (err error) {
	if p.Metrics, err = l.metricBoxes(ctx, l.b.onHome(), 0); err == nil && len(p.Metrics) > 0 {
		l.restyle(&p.frame, l.b.theme.ChartStyle())
	}
	return err
}

func (l *locale) scale() *scale {
	return &scale{l.words.Count("home.days.from", status.BarDays), l.words.Text("home.days.to")}
}

// past lists what is over of the last days, by day.
func (l *locale) past(r *recent) (days []dayList) {
	left := pastEntries
	for _, day := range r.days {
		var list []entry
		for i := len(day.Entries) - 1; i >= 0 && left > 0; i-- {
			if day.Entries[i].State.Ends() {
				list = append(list, l.entry(&day.Entries[i], 0))
				left--
			}
		}
		if len(list) > 0 {
			days = append(days, dayList{l.dayName(day.Date), list})
		}
	}
	return days
}

func (l *locale) dayName(d status.Date) string {
	// Noon is on the same date whatever the zone's clocks do at midnight.
	return l.words.Date("day", d.Start(l.b.view.Zone).Add(12*60*60*1e9))
}

// lostPage is what layouts/404.html is given.
type lostPage struct {
	frame
	Title, Class  string
	Mark, Verdict template.HTML
}

func (b *builder) lostJobs(put func(job)) {
	for _, l := range b.locales {
		put(func(_ context.Context, w *worker) error { return l.writeLost(w) })
	}
}

// writeLost writes the page for addresses that are none. It is shown at any
// depth, so its links are absolute paths.
func (l *locale) writeLost(w *worker) error {
	v := l.b.view
	p := &lostPage{
		frame: l.frameAt(places{l: l, root: l.b.rootPath()}, l.b.theme.BoardStyle()),
		Title: l.words.Text("lost.title"), Class: v.Worst.String(), Mark: l.b.marks[v.Worst], Verdict: template.HTML(l.verdictHTML()),
	}
	at := places{l: l, root: l.b.rootPath()}
	p.wearNow(at, v.Worst)
	l.mayAge(&p.frame, at, time.Time{})
	p.chrome = l.absolute
	p.HeadTitle, p.Description = l.headTitle(p.Title), l.verdict()
	return w.entry(l.prefix+"404.html", func() error { return l.b.theme.Execute(w, "layouts/404.html", p) })
}
