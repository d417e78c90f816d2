package statuspage

import (
	"fmt"
	"time"

	"tidings/internal/config"
	"tidings/internal/status"
)

// Limit is how many entries the lists of incidents and maintenances hold.
const Limit = 50

// Input is what the documents are made of.
type Input struct {
	View *status.View
	Site config.Site
	// Incidents and Maintenance are the most recent ones in any state, newest
	// first. What is over Limit is left out.
	Incidents   []*status.Incident
	Maintenance []*status.Maintenance
	// Light turns an update's Markdown into text with links, as HTML; nil takes it
	// for plain text.
	Light func(markdown string) string
	// TakenOut is what stands in place of a text that was redacted; nil: nothing.
	TakenOut func(at time.Time) string
	// Extension ends the links to pages: empty, or ".html".
	Extension string
	// Kept, unless it is nil, is what earlier calls wrote with the same Site and Layout.
	Kept *Kept
}

// Document is one file.
type Document struct {
	Path string // relative to the site, such as "api/v2/summary.json"
	Body []byte
}

// Paths are the documents' paths in the order of Documents.
func Paths() []string {
	return []string{
		"api/v2/summary.json",
		"api/v2/status.json",
		"api/v2/components.json",
		"api/v2/incidents.json",
		"api/v2/incidents/unresolved.json",
		"api/v2/scheduled-maintenances.json",
		"api/v2/scheduled-maintenances/upcoming.json",
		"api/v2/scheduled-maintenances/active.json",
	}
}

// Documents writes the eight documents. It fails when the view does not have a
// state for each component of its layout.
func Documents(in Input) ([]Document, error) {
	if have, want := len(in.View.States), len(in.View.Layout.Components); have != want {
		return nil, fmt.Errorf("api/v2: the view has %d states for %d components", have, want)
	}
	p := newPage(in)
	v := in.View
	announced := append(append([]*status.Maintenance(nil), v.Active...), v.Upcoming...)
	incidents := in.Incidents[:min(len(in.Incidents), Limit)]
	maintenance := in.Maintenance[:min(len(in.Maintenance), Limit)]
	write := []struct {
		changed time.Time
		content func(*writer)
	}{
		{p.changed, func(w *writer) {
			p.components(w)
			p.incidents(w, v.Incidents)
			p.maintenances(w, announced)
			p.status(w)
		}},
		{p.changed, p.status},
		{p.changed, p.components},
		{p.changed, func(w *writer) { p.incidents(w, incidents) }},
		{p.changed, func(w *writer) { p.incidents(w, v.Incidents) }},
		{p.listed(maintenance), func(w *writer) { p.maintenances(w, maintenance) }},
		{p.listed(v.Upcoming), func(w *writer) { p.maintenances(w, v.Upcoming) }},
		{p.listed(v.Active), func(w *writer) { p.maintenances(w, v.Active) }},
	}
	docs := make([]Document, len(write))
	for i, path := range Paths() {
		docs[i] = Document{path, p.document(write[i].changed, write[i].content)}
	}
	p.Kept.turn()
	return docs, nil
}
