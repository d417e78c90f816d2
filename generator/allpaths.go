package generator

import (
	"context"
	"fmt"

	"tidings/generator/badge"
	"tidings/generator/statuspage"
	"tidings/internal/status"
)

// pathSet gathers the paths of a site.
type pathSet struct {
	b     *builder
	paths map[string]struct{}
}

func (s *pathSet) once(paths ...string) {
	for _, p := range paths {
		s.paths[p] = struct{}{}
	}
}

// each adds a path in all languages.
func (s *pathSet) each(path string) {
	s.b.forEach(path, func(p string) { s.once(p) })
}

func allPaths(ctx context.Context, in Input) (map[string]struct{}, error) {
	b, err := newBuilder(in)
	if err != nil {
		return nil, err
	}
	s := &pathSet{b, map[string]struct{}{}}
	s.fixed()
	for m, err := range byMonth(in.Archive.Days(ctx, "", "")) {
		if err != nil {
			return nil, fmt.Errorf("days: %w", err)
		}
		s.month(m)
	}
	return s.paths, nil
}

// fixed adds what exists whatever happens.
func (s *pathSet) fixed() {
	s.once(widgetPath, "status.txt", "maintenance.ics", "robots.txt", "sitemap.xml", "sitemap/pages.xml")
	s.once(statuspage.Paths()...)
	s.badges("")
	if s.b.in.Live {
		s.once(s.b.scriptPath(ageScript))
	}
	for path := range s.b.pictures() {
		s.once(path)
	}
	if logo := s.b.logo(); logo != "" {
		s.once(logo)
	}
	s.once(s.b.scriptPath(zoneScript))
	s.each("index.html")
	s.each("404.html")
	s.each(digestPath)
	s.each(badgesPath + ".html")
	s.each("history.html")
	s.each(uptimePath + ".html")
	for _, ending := range feedEndings {
		s.each("history" + ending)
		s.each("updates" + ending)
	}
	for _, c := range s.b.all {
		path := componentPath(c.ID)
		s.each(path + ".html")
		s.badges(path + "/")
		for _, ending := range feedEndings {
			s.each(path + "/history" + ending)
		}
	}
	for _, m := range s.b.view.Metrics {
		s.each(metricPath(m.ID) + ".html")
		s.once(metricPath(m.ID) + ".json")
	}
	if s.b.locales[0].door(0, subscribePath) != "" {
		s.each(subscribePath + ".html")
	}
	for _, p := range s.b.in.Config.Pages {
		s.each(name(p.ID) + ".html")
	}
}

// badges adds those of the page or, below a folder, of a component.
func (s *pathSet) badges(folder string) {
	for _, form := range badge.Forms() {
		s.once(folder + form.File())
	}
}

// month adds a month's lists and entries.
func (s *pathSet) month(m *wholeMonth) {
	s.each(monthPath(m.name) + ".html")
	s.once("sitemap/" + m.name + ".xml")
	total := sum(m.counts())
	for part := 1; part <= partsOf(total); part++ {
		s.each(archiveDoc{m.name, part}.path() + archiveEnding)
	}
	split := total > MaxList
	for _, d := range m.days {
		for _, e := range d.Entries {
			s.each(entryPath(e.About, e.ID) + ".html")
			if e.About == status.AboutMaintenance {
				s.once(calendarPath(e.ID))
			}
		}
		if split {
			s.day(d)
		}
	}
}

// day adds the pages of a day of a month that is listed by days.
func (s *pathSet) day(d *status.Day) {
	s.each(dayPath(d.Date) + ".html")
	if len(d.Entries) <= MaxList {
		return
	}
	for hour, entries := range s.b.hours(d) {
		if len(entries) > 0 {
			s.each(hourPath(d.Date, hour) + ".html")
		}
	}
}
