package generator

import (
	"context"
	"slices"

	"tidings/generator/calendar"
	"tidings/internal/status"
)

// calendarPath is the calendar of one maintenance.
func calendarPath(id string) string { return maintenancePath(id) + ".ics" }

func (b *builder) calendarSite() calendar.Site {
	s := calendar.Site{Name: clean(b.site.Name), URL: b.site.URL, Extension: b.extension(), Text: b.md.PlainText}
	if s.URL == "" {
		s.Authority = nowhere
	}
	return s
}

// calendarJob makes the calendar of the newest maintenances, and of all that
// are to come.
func (b *builder) calendarJob(r *recent) job {
	return func(ctx context.Context, w *worker) error {
		tales, err := b.shelf.tales(ctx, w, r.planned)
		if err != nil {
			return err
		}
		var list []*status.Maintenance
		for _, t := range tales {
			list = append(list, t.maintenance)
		}
		for _, m := range slices.Concat(b.view.Active, b.view.Upcoming) {
			if !slices.ContainsFunc(list, func(o *status.Maintenance) bool { return o.ID == m.ID }) {
				list = append(list, m)
			}
		}
		return w.emit(File{Path: "maintenance.ics", Body: calendar.Feed(b.calendarSite(), list), Entry: true})
	}
}

func (b *builder) writeCalendar(w *worker, m *status.Maintenance) error {
	return w.emit(File{Path: calendarPath(m.ID), Body: calendar.Event(b.calendarSite(), m)})
}
