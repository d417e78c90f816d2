package importer

import (
	"time"

	"tidings/internal/config"
	"tidings/internal/content"
	"tidings/internal/pattern"
	"tidings/internal/repo"
)

// File is a content file that an import comes to.
type File struct {
	Path string // relative to the content folder, with slashes
	Body []byte
	// Guessed files give way to one that is there already.
	Guessed bool
}

// Files writes a page as content files. Each has been read back: what
// `tidings check` would refuse is noted and left out.
func (p *Page) Files() []File {
	files := []File{
		{"site.yaml", repo.FormatSite(&p.Site), p.SiteGuessed},
		{"components.yaml", repo.FormatComponents(&config.Config{Layout: p.Layout, Numbers: p.Numbers, Metrics: p.Metrics}), p.LayoutGuessed},
	}
	known := repo.Components(p.Layout)
	if len(known) == 0 {
		known = nil
	}
	taken := map[string]bool{}
	for _, inc := range p.Incidents {
		f := File{Path: entryPath("incidents", inc.Started(), inc.ID), Body: repo.FormatIncident(inc)}
		_, problems := repo.ParseIncident(f.Path, f.Body, known)
		files = p.accept(files, f, taken, "incident "+inc.ID, problems)
	}
	for _, m := range p.Maintenances {
		f := File{Path: entryPath("maintenance", m.Starts, m.ID), Body: repo.FormatMaintenance(m)}
		_, problems := repo.ParseMaintenance(f.Path, f.Body, known)
		files = p.accept(files, f, taken, "maintenance "+m.ID, problems)
	}
	return files
}

func (p *Page) accept(files []File, f File, taken map[string]bool, about string, problems []content.Problem) []File {
	switch {
	case len(problems) > 0:
		p.note(about, "not imported: %s", problems[0].Message)
		return files
	case taken[about]:
		p.note(about, "not imported: another has its id")
		return files
	}
	taken[about] = true
	return append(files, f)
}

var dated = pattern.New(`^[0-9]{4}-[0-9]{2}-[0-9]{2}-`)

// entryPath is where the file of an entry lies: by year and day, then by its id,
// which stays while a title may change.
func entryPath(folder string, day time.Time, id string) string {
	date := day.UTC().Format(time.DateOnly + "-")
	if dated().MatchString(id) {
		date = ""
	}
	return folder + "/" + day.UTC().Format("2006") + "/" + date + id + ".md"
}

// Counts says how much of everything there is.
type Counts struct {
	Incidents    int `json:"incidents"`
	Maintenances int `json:"maintenances"`
	Updates      int `json:"updates"`
	Components   int `json:"components"`
	Groups       int `json:"groups"`
}

// Count counts what files hold of a page: what was left out is not counted.
func (p *Page) Count(files []File) Counts {
	c := Counts{Components: len(p.Layout.Components), Groups: len(p.Layout.Groups)}
	there := map[string]bool{}
	for _, f := range files {
		there[f.Path] = true
	}
	for _, inc := range p.Incidents {
		if there[entryPath("incidents", inc.Started(), inc.ID)] {
			c.Incidents++
			c.Updates += len(inc.Updates)
		}
	}
	for _, m := range p.Maintenances {
		if there[entryPath("maintenance", m.Starts, m.ID)] {
			c.Maintenances++
			c.Updates += len(m.Updates)
		}
	}
	return c
}
