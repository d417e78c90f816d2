package local

import (
	"cmp"
	"context"
	"errors"
	"time"

	"tidings/internal/config"
	"tidings/internal/repo"
	"tidings/internal/status"
)

// Owned is something that a content file may define or people may make, and where
// that is so of it: there alone it is changed.
type Owned struct {
	Kind  string `json:"kind"` // group, component, metric, template, incident, maintenance or recurrence
	ID    string `json:"id"`
	File  string `json:"file,omitempty"` // with its line where it holds many; empty for what people or programs made
	Maker string `json:"by,omitempty"`   // person or automation; with a file, that says what they posted and no more
}

// kindTemplate is that of incident templates, which are in no log.
const kindTemplate = "template"

// Owners says who owns what: of the content, and of the data folder where there is
// one. Content with mistakes owns nothing.
func (c *Content) Owners(ctx context.Context, o Options) ([]Owned, error) {
	conf, problems, err := c.Config()
	if err != nil || len(problems) > 0 {
		return nil, err
	}
	list := configured(conf)
	state, err := c.State()
	if err != nil {
		return nil, err
	}
	for _, f := range state.Files {
		src, err := state.Read(f)
		if err != nil {
			return nil, err
		}
		fact, _ := repo.Parse(f.About, f.Path, src, repo.Known{Zone: conf.Site.Zone})
		list = append(list, Owned{Kind: kindOf(fact), ID: fact.ID(), File: f.Path})
	}
	return withMade(ctx, list, conf.Site.Zone, o)
}

// configured is what the configuration defines.
func configured(c *config.Config) (list []Owned) {
	for _, g := range c.Layout.Groups {
		list = append(list, Owned{Kind: status.AboutGroup, ID: g.ID, File: c.Place(status.AboutGroup, g.ID)})
	}
	for _, x := range c.Layout.Components {
		list = append(list, Owned{Kind: status.AboutComponent, ID: x.ID, File: c.Place(status.AboutComponent, x.ID)})
	}
	for _, m := range c.Metrics {
		list = append(list, Owned{Kind: status.AboutMetric, ID: m.ID, File: c.Place(status.AboutMetric, m.ID)})
	}
	for _, t := range c.Templates {
		list = append(list, Owned{Kind: kindTemplate, ID: t.ID, File: "templates/" + t.ID + ".md"})
	}
	return list
}

func kindOf(f status.Fact) string {
	switch {
	case f.Incident != nil:
		return status.AboutIncident
	case f.Maintenance != nil:
		return status.AboutMaintenance
	}
	return status.AboutRecurrence
}

// withMade adds what the data folder holds beside the content.
func withMade(ctx context.Context, list []Owned, zone *time.Location, o Options) ([]Owned, error) {
	if there, err := o.isThere(); err != nil || !there {
		return list, err
	}
	driver, done, err := openToRead(ctx, o)
	if err != nil {
		return nil, err
	}
	l := &ownList{list, map[string]int{}}
	for i, x := range list {
		l.at[x.Kind+"/"+x.ID] = i
	}
	err = errors.Join(l.gather(ctx, status.NewBoard(driver, zone)), done())
	return l.list, err
}

type ownList struct {
	list []Owned
	at   map[string]int // by kind and id
}

// add adds what no file defines.
func (l *ownList) add(kind, id string, o status.Origin) {
	if _, filed := l.at[kind+"/"+id]; !filed && o.Kind != status.OriginContent {
		l.list = append(l.list, Owned{Kind: kind, ID: id, Maker: cmp.Or(o.Kind, status.OriginPerson)})
	}
}

// post adds what was posted. A file that only says it again owns nothing.
func (l *ownList) post(kind, id string, o status.Origin) {
	if i, filed := l.at[kind+"/"+id]; filed && o.Kind != status.OriginContent {
		l.list[i].Maker = o.Kind
		return
	}
	l.add(kind, id, o)
}

func (l *ownList) gather(ctx context.Context, b *status.Board) error {
	made, err := b.Made(ctx)
	if err != nil {
		return err
	}
	for _, g := range made.Groups {
		l.add(status.AboutGroup, g.ID, g.Origin)
	}
	for _, x := range made.Components {
		l.add(status.AboutComponent, x.ID, x.Origin)
	}
	metrics, err := b.Metrics(ctx)
	for _, m := range metrics {
		l.add(status.AboutMetric, m.ID, m.Origin)
	}
	templates, failed := b.Templates(ctx)
	for _, t := range templates {
		l.add(kindTemplate, t.ID, status.Origin{})
	}
	return errors.Join(err, failed, l.gatherFacts(ctx, b))
}

func (l *ownList) gatherFacts(ctx context.Context, b *status.Board) error {
	for f, err := range b.Walk(ctx) {
		if err != nil {
			return err
		}
		if f.Incident != nil {
			l.post(status.AboutIncident, f.Incident.ID, f.Incident.Origin)
		} else if f.Maintenance != nil && f.Maintenance.Recurrence == "" {
			l.post(status.AboutMaintenance, f.Maintenance.ID, f.Maintenance.Origin)
		}
	}
	all, err := b.Recurrences(ctx)
	for _, r := range all {
		l.post(status.AboutRecurrence, r.ID, r.Origin)
	}
	return err
}
