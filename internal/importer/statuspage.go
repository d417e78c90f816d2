package importer

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/dustin/go-humanize/english"

	"tidings/internal/config"
	"tidings/internal/order"
)

// Document is one recorded answer of a page: a body of its public API, its
// Atom feed, or a history of one JSON object a line.
type Document struct {
	Name string // what notes call it
	Body []byte
}

// Statuspage reads documents of one page. Where several tell of the same
// incident, an API document is believed before a history, and that before a
// feed. Existing is the content that is there already, or nil: documents that
// have no components of their own speak of its.
func Statuspage(documents []Document, existing *config.Config) (*Page, error) {
	g := &gathering{Page: &Page{Site: standard()}, by: map[string]*record{}}
	for _, kind := range []func(*gathering, Document) (bool, error){(*gathering).api, (*gathering).history, (*gathering).feed} {
		for _, d := range documents {
			if err := g.take(d, kind); err != nil {
				return nil, err
			}
		}
	}
	if len(g.taken) == 0 {
		return nil, errors.New("nothing in it is a Statuspage document: it takes summary.json, incidents.json, scheduled-maintenances.json, history.atom, or a .jsonl file")
	}
	g.unread(documents)
	return g.page(existing)
}

// gathering collects what the documents hold.
type gathering struct {
	*Page
	api2    v2Page
	listed  []v2Component
	records []*record
	by      map[string]*record // by their kind and id
	taken   []string           // names of documents
	called  map[string]string  // names of components by their ids, as updates have them
	guess   v2Page             // what histories and feeds let guess of the page
}

func (g *gathering) take(d Document, kind func(*gathering, Document) (bool, error)) error {
	d.Body = bytes.TrimPrefix(d.Body, []byte("\ufeff"))
	ok, err := kind(g, d)
	if err != nil {
		return fmt.Errorf("%s: %w", d.Name, err)
	}
	if ok {
		g.taken = append(g.taken, d.Name)
	}
	return nil
}

func (g *gathering) unread(documents []Document) {
	for _, d := range documents {
		if !slices.Contains(g.taken, d.Name) {
			g.note(path.Base(d.Name), "not read: it is no document of Statuspage's")
		}
	}
}

// keep adds a record unless a better document has told of it.
func (g *gathering) keep(document string, r *record) {
	r.id = cmp.Or(strings.TrimSpace(r.id), r.title)
	key := strings.ToLower(r.id)
	other, twice := g.by[key]
	switch {
	case !twice:
		r.source = document
		g.by[key] = r
		g.records = append(g.records, r)
	case other.source == document:
		g.note(r.about(), "its id stands twice in %s: the first is taken (%q and %q)", path.Base(document), other.title, r.title)
	}
}

// page converts all that was gathered.
func (g *gathering) page(existing *config.Config) (*Page, error) {
	g.site()
	c := &converter{Page: g.Page}
	switch {
	case len(g.listed) > 0:
		c.known = g.layout()
	case existing != nil && len(existing.Layout.Components) > 0:
		g.Layout, g.LayoutGuessed = existing.Layout, true
		c.known = directoryOf(existing.Layout)
	default:
		c.known = g.named()
	}
	order.StablyBy(g.records, func(a, b *record) int {
		return cmp.Or(a.created.Compare(b.created), strings.Compare(a.id, b.id))
	})
	for _, r := range g.records {
		c.add(r)
	}
	c.sum()
	g.stale(c)
	return g.Page, nil
}

// sum tells what concerns many incidents in one note each.
func (c *converter) sum() {
	if c.impactUnknown > 0 {
		c.note("impact", "%s of which the source says neither how much they hurt nor what they touched: minor is set, and bars and uptime know nothing of them", english.Plural(c.impactUnknown, "incident", ""))
	}
	if c.statusGuessed > 0 {
		c.note("components", "%s named without a status: taken from the incident's impact (minor is degraded performance, major a partial outage, critical a major one)", english.Plural(c.statusGuessed, "time", ""))
	}
	if c.leftOver > 0 {
		c.note("components", "%s left other than operational by a closing update: closing makes it operational here", english.Plural(c.leftOver, "time", ""))
	}
	if c.hidden > 0 {
		c.note("components", "%s a placeholder was named as affected: left out", english.Plural(c.hidden, "time", ""))
	}
}
