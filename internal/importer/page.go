package importer

import (
	"fmt"

	"tidings/internal/config"
	"tidings/internal/status"
)

// Page is another system's status page, as far as ours can hold it.
type Page struct {
	Site         config.Site
	Layout       status.Layout
	Numbers      config.Numbers
	Metrics      []status.Metric
	Incidents    []*status.Incident
	Maintenances []*status.Maintenance
	// SiteGuessed and LayoutGuessed say that the source has no site or no list
	// of components of its own: files that are there already know better.
	SiteGuessed, LayoutGuessed bool
	Notes                      []Note
}

// Note names one thing that could not be taken as it was, or not at all, and
// what was done instead.
type Note struct {
	About string `json:"about"` // such as "incident 6ddp6v8g5t72", or a file's name
	Text  string `json:"text"`
}

// String gives the note as one line.
func (n Note) String() string { return n.About + ": " + n.Text }

func (p *Page) note(about, format string, args ...any) {
	p.Notes = append(p.Notes, Note{oneLine(about, 100), oneLine(fmt.Sprintf(format, args...), 500)})
}

// standard is a site of which nothing is known yet.
func standard() config.Site {
	return config.Site{Languages: []string{"en"}, Theme: "default", Uptime: config.DefaultUptime}
}
