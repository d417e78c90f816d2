package generator

import (
	"maps"
	"slices"

	"tidings/generator/digest"
)

// writeDigest makes status.json of a language.
func (l *locale) writeDigest(w *worker) error {
	v := l.b.view
	d := digest.Digest{
		Name: clean(l.b.site.Name), URL: l.full(""), Language: l.lang, Status: v.Worst.String(), Verdict: l.verdict(),
		Since: digest.Time(v.Since), Changed: digest.Time(v.Changed),
	}
	for _, inc := range v.Incidents {
		d.Incidents = append(d.Incidents, digest.Incident{
			ID: inc.ID, Title: clean(inc.Title), URL: l.full(incidentPath(inc.ID)), Impact: inc.Impact.String(), State: inc.State().String(),
			Started: inc.Started().UTC(), Components: l.b.shown(slices.Sorted(maps.Keys(inc.Statuses()))),
		})
	}
	for _, m := range v.Active {
		from, to := m.Window()
		d.Maintenance = append(d.Maintenance, digest.Maintenance{
			ID: m.ID, Title: clean(m.Title), URL: l.full(maintenancePath(m.ID)), State: m.StateAt(v.At).String(),
			Starts: from.UTC(), Ends: to.UTC(), Components: l.b.shown(m.Components),
		})
	}
	body, err := d.JSON()
	if err != nil {
		return err
	}
	return w.emit(File{Path: l.prefix + digestPath, Body: body, Entry: true})
}

const digestPath = "status.json"

// full is the absolute address of a page, or its path where the site does not
// know its own.
func (l *locale) full(path string) string {
	address := l.prefix
	if path != "" {
		address += l.b.link(0, path)
	}
	return l.b.site.URL + "/" + address
}

// shown leaves out the components that the page does not show.
func (b *builder) shown(ids []string) []string {
	list := make([]string, 0, len(ids))
	for _, id := range ids {
		if i, ok := b.order[id]; ok && !b.retired(i) {
			list = append(list, id)
		}
	}
	return list
}
