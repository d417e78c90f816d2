package generator

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tidings/internal/status"
)

// indexPage is what layouts/index.html is given: a part of the archive that is
// listed by its parts.
type indexPage struct {
	frame
	Title, Note string
	Parts       []part
	Up          *named
}

type part struct{ Name, Href, Count string }

// listPage is what layouts/list.html is given: a part of the archive that is
// listed by its entries.
type listPage struct {
	frame
	Title string
	Days  []dayList
	Up    named

	lists [][]status.Entry // of the days; oldest first
}

// add adds a day with its entries, oldest first.
func (p *listPage) add(name string, entries []status.Entry) {
	p.Days, p.lists = append(p.Days, dayList{Name: name}), append(p.lists, entries)
}

func (b *builder) historyJob(months []status.MonthCount) job {
	return func(_ context.Context, w *worker) error {
		for _, l := range b.locales {
			p := &indexPage{frame: l.frame("history", l.b.theme.BoardStyle()), Title: l.words.Text("history.title")}
			for _, m := range months {
				p.Parts = append(p.Parts, part{l.monthName(m.Month), l.b.link(0, monthPath(m.Month)), l.words.Count("history.entries", m.Entries)})
			}
			p.HeadTitle = l.headTitle(p.Title)
			p.Description = l.words.Text("description.history", "site", l.b.site.Name)
			p.Feeds = l.feeds(places{l: l}, "history", l.words.Text("feed.title", "site", l.b.site.Name))
			if err := l.writeIndex(w, "history", p); err != nil {
				return err
			}
		}
		return nil
	}
}

func (l *locale) monthName(month string) string {
	t, err := time.Parse("2006-01", month)
	if err != nil {
		return month
	}
	return l.words.Date("month", t)
}

// monthListJob makes the page of a month that lists its entries.
func (b *builder) monthListJob(month string, days []*status.Day) job {
	return b.listJob(monthPath(month), func(l *locale, p *listPage) {
		p.Title = l.monthName(month)
		p.Up = named{l.words.Text("history.title"), l.b.link(1, "history")}
		for _, d := range days {
			if len(d.Entries) > 0 {
				p.add(l.dayName(d.Date), d.Entries)
			}
		}
	})
}

// monthIndexJob makes the page of a month that lists its days.
func (b *builder) monthIndexJob(month string, counts map[status.Date]int) job {
	return b.indexJob(monthPath(month), func(l *locale, p *indexPage) {
		p.Title = l.monthName(month)
		p.Up = &named{l.words.Text("history.title"), l.b.link(1, "history")}
		for _, date := range newestFirst(counts) {
			p.Parts = append(p.Parts, part{l.dayName(date), l.b.link(1, dayPath(date)), l.words.Count("history.entries", counts[date])})
		}
	})
}

func newestFirst(counts map[status.Date]int) []status.Date {
	dates := make([]status.Date, 0, len(counts))
	for d, n := range counts {
		if n > 0 {
			dates = append(dates, d)
		}
	}
	slices.Sort(dates)
	slices.Reverse(dates)
	return dates
}

// dayJobs makes the page of a day and, where that has too many entries, of its hours.
func (b *builder) dayJobs(day *status.Day, put func(job)) {
	if len(day.Entries) <= MaxList {
		put(b.listJob(dayPath(day.Date), func(l *locale, p *listPage) { l.fillDay(p, day.Date, day.Entries, 2) }))
		return
	}
	hours := b.hours(day)
	put(b.indexJob(dayPath(day.Date), func(l *locale, p *indexPage) {
		p.Title = l.dayName(day.Date)
		p.Up = &named{l.monthName(day.Date.Month()), l.b.link(2, monthPath(day.Date.Month()))}
		for hour := len(hours) - 1; hour >= 0; hour-- {
			if n := len(hours[hour]); n > 0 {
				p.Parts = append(p.Parts, part{hourName(hour), l.b.link(2, hourPath(day.Date, hour)), l.words.Count("history.entries", n)})
			}
		}
	}))
	for hour, entries := range hours {
		if len(entries) > 0 {
			put(b.listJob(hourPath(day.Date, hour), func(l *locale, p *listPage) { l.fillHour(p, day.Date, hour, entries) }))
		}
	}
}

// hours cuts a day's entries by the hour on the site's clock in which they started.
func (b *builder) hours(day *status.Day) (hours [24][]status.Entry) {
	for _, e := range day.Entries {
		h := e.Started.In(b.view.Zone).Hour()
		hours[h] = append(hours[h], e)
	}
	return hours
}

func hourName(hour int) string { return fmt.Sprintf("%02d:00", hour) }

func (l *locale) fillDay(p *listPage, date status.Date, entries []status.Entry, depth int) {
	p.Title = l.dayName(date)
	p.Up = named{l.monthName(date.Month()), l.b.link(depth, monthPath(date.Month()))}
	p.add(l.words.Count("history.entries", len(entries)), entries)
}

func (l *locale) fillHour(p *listPage, date status.Date, hour int, entries []status.Entry) {
	l.fillDay(p, date, entries, 3)
	p.Title = l.words.Text("history.hour", "day", p.Title, "hour", hourName(hour))
	p.Up = named{l.dayName(date), l.b.link(3, dayPath(date))}
}

// entries are a day's lines, newest first.
func (l *locale) entries(list []status.Entry, depth int) []entry {
	made := make([]entry, 0, len(list))
	for i := range list {
		made = append(made, l.entry(&list[len(list)-1-i], depth))
	}
	return made
}

func (b *builder) listJob(path string, fill func(*locale, *listPage)) job {
	return func(_ context.Context, w *worker) error {
		for _, l := range b.locales {
			if err := l.writeList(w, path, fill); err != nil {
				return err
			}
		}
		return nil
	}
}

// writeList writes a list's page: cut from the built-in layout where that is in
// use, else as the theme's own templates have it.
func (l *locale) writeList(w *worker, path string, fill func(*locale, *listPage)) error {
	cut, err := l.lists.get(l)
	if err != nil {
		return err
	}
	p := &listPage{}
	fill(l, p)
	if cut == nil {
		p.frame = l.frame(path, l.b.theme.BoardStyle())
		for i := range p.Days {
			p.Days[i].Entries = l.entries(p.lists[i], depthOf(path))
		}
	}
	p.HeadTitle, p.Description = l.headTitle(p.Title), l.words.Text("description.month", "site", l.b.site.Name, "month", p.Title)
	w.page = w.page[:0]
	if cut != nil {
		w.page = cut.append(w.page, l, path, p)
	} else if err := l.b.theme.Execute(w, "layouts/list.html", p); err != nil {
		return err
	}
	return w.put(l.prefix + path + ".html")
}

func (b *builder) indexJob(path string, fill func(*locale, *indexPage)) job {
	return func(_ context.Context, w *worker) error {
		for _, l := range b.locales {
			p := &indexPage{frame: l.frame(path, l.b.theme.BoardStyle()), Note: l.words.Text("history.busy")}
			fill(l, p)
			p.HeadTitle, p.Description = l.headTitle(p.Title), l.words.Text("description.month", "site", l.b.site.Name, "month", p.Title)
			if err := l.writeIndex(w, path, p); err != nil {
				return err
			}
		}
		return nil
	}
}

func (l *locale) writeIndex(w *worker, path string, p *indexPage) error {
	w.page = w.page[:0]
	if err := l.b.theme.Execute(w, "layouts/index.html", p); err != nil {
		return err
	}
	return w.put(l.prefix + path + ".html")
}
