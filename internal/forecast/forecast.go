// Package forecast says what an edit of the content files would change on the
// page: it makes both pages in memory and compares them. It must never know
// where the files are, nor what monitors say meanwhile.
package forecast

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dustin/go-humanize/english"

	"tidings/generator"
	"tidings/internal/config"
	"tidings/internal/content"
	"tidings/internal/repo"
	"tidings/internal/status"
	"tidings/internal/store/memory"
	"tidings/internal/theme"
	"tidings/themes"
)

// Content is a state of the content files.
type Content struct {
	FS    fs.FS
	Files []content.File // of incidents and maintenances
	Read  func(content.File) ([]byte, error)
}

// ErrMistakes says that content holds mistakes, so that there is no page of it.
var ErrMistakes = errors.New("the content holds mistakes")

// Forecast is what would be another.
type Forecast struct {
	Components []Move   `json:"components"`  // whose status is another, in page order
	NewUpdates int      `json:"new_updates"` // of incidents and maintenances
	Gone       []string `json:"gone"`        // titles of incidents and maintenances that are on the page no more
	Files      int      `json:"files"`       // of the site that are written, or deleted
}

// Move is a component and its statuses. One that is new was nothing before, one
// that is gone is nothing after.
type Move struct {
	Name   string `json:"name"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// Compare makes the page of two states of the content, both at one moment.
func Compare(ctx context.Context, before, after Content, at time.Time) (Forecast, error) {
	var f Forecast
	was, err := read(ctx, before, at)
	if err != nil {
		return f, fmt.Errorf("the content as it was: %w", err)
	}
	is, err := read(ctx, after, at)
	if err != nil {
		return f, err
	}
	f.Components = moves(was, is)
	f.NewUpdates, f.Gone = updates(was, is)
	f.Files = differing(was.files, is.files)
	return f, nil
}

// String is the forecast in a line, such as "API: operational to degraded
// performance; 2 new updates; 11 files".
func (f Forecast) String() string {
	var parts []string
	for _, m := range f.Components {
		parts = append(parts, m.String())
	}
	if f.NewUpdates > 0 {
		parts = append(parts, english.Plural(f.NewUpdates, "new update", ""))
	}
	if len(f.Gone) > 0 {
		parts = append(parts, english.Plural(len(f.Gone), "entry", "")+" gone ("+some(f.Gone)+")")
	}
	if f.Files == 0 {
		return strings.Join(append(parts, "nothing changes on the page"), "; ")
	}
	return strings.Join(append(parts, english.Plural(f.Files, "file", "")), "; ")
}

// String says what becomes of a component.
func (m Move) String() string {
	switch {
	case m.Before == "":
		return m.Name + ": new, " + m.After
	case m.After == "":
		return m.Name + ": gone"
	}
	return m.Name + ": " + m.Before + " to " + m.After
}

// namedAtOnce is how many titles a line has room for.
const namedAtOnce = 3

func some(titles []string) string {
	if len(titles) > namedAtOnce {
		titles = append(titles[:namedAtOnce:namedAtOnce], "…")
	}
	return strings.Join(titles, ", ")
}

// page is what is made of content.
type page struct {
	view  *status.View
	said  map[string]map[string]bool // ids of updates, by subject
	title map[string]string          // by subject
	files map[string][sha256.Size]byte
}

func read(ctx context.Context, c Content, at time.Time) (*page, error) {
	conf, problems, err := repo.Config(c.FS, at)
	if err != nil || len(problems) > 0 {
		return nil, errors.Join(err, mistakes(problems))
	}
	overlay, err := fs.Sub(c.FS, "themes")
	if err != nil {
		return nil, err
	}
	look, problems, err := theme.Read(ctx, overlay, conf)
	if err != nil || len(problems) > 0 {
		return nil, errors.Join(err, mistakes(problems))
	}
	facts, err := parse(c, conf)
	if err != nil {
		return nil, err
	}
	return draw(ctx, conf, look, facts, at)
}

func mistakes(problems []content.Problem) error {
	if len(problems) == 0 {
		return nil
	}
	return fmt.Errorf("%w: %s", ErrMistakes, problems[0])
}

func parse(c Content, conf *config.Config) ([]status.Fact, error) {
	known := repo.Known{Components: repo.Components(conf.Layout), Zone: conf.Site.Zone}
	facts := make([]status.Fact, 0, len(c.Files))
	for _, f := range c.Files {
		src, err := c.Read(f)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", f.Path, err)
		}
		fact, problems := repo.Parse(f.About, f.Path, src, known)
		if err := mistakes(problems); err != nil {
			return nil, err
		}
		facts = append(facts, fact)
	}
	return facts, nil
}

// draw makes the page of facts.
func draw(ctx context.Context, conf *config.Config, look *themes.Theme, facts []status.Fact, at time.Time) (*page, error) {
	board := status.NewBoard(memory.New(func() time.Time { return at }), conf.Site.Zone)
	p := &page{said: map[string]map[string]bool{}, title: map[string]string{}, files: map[string][sha256.Size]byte{}}
	err := status.Load(ctx, board, func(yield func(status.Fact, error) bool) {
		for _, f := range facts {
			p.note(f)
			if !yield(f, nil) {
				return
			}
		}
	}, at)
	if err != nil {
		return nil, fmt.Errorf("working out the page: %w", err)
	}
	if p.view, err = board.View(ctx, conf.Layout, at.Truncate(time.Second)); err != nil {
		return nil, fmt.Errorf("working out the page: %w", err)
	}
	var mu sync.Mutex
	in := generator.Input{Config: conf, View: p.view, Archive: board, Measures: board, Theme: look}
	_, err = generator.Build(ctx, in, status.Scope{All: true}, func(f generator.File) error {
		sum := sha256.Sum256(f.Body)
		mu.Lock()
		defer mu.Unlock()
		p.files[f.Path] = sum
		return nil
	})
	return p, err
}

func (p *page) note(f status.Fact) {
	subject := f.ID()
	if f.Incident == nil {
		subject = status.AboutMaintenance + "/" + subject
	}
	p.said[subject], p.title[subject] = map[string]bool{}, f.Title()
	for _, u := range f.Updates() {
		p.said[subject][u.ID] = true
	}
}

// updates counts those that are new, and names the subjects that are gone.
func updates(was, is *page) (fresh int, gone []string) {
	gone = []string{}
	for subject, said := range is.said {
		for id := range said {
			if !was.said[subject][id] {
				fresh++
			}
		}
	}
	for subject := range was.said {
		if is.said[subject] == nil {
			gone = append(gone, was.title[subject])
		}
	}
	slices.Sort(gone)
	return fresh, gone
}

// moves are the components whose status is another.
func moves(was, is *page) (out []Move) {
	before := map[string]status.Status{}
	for i, c := range was.view.Layout.Components {
		before[c.ID] = was.view.States[i].Status
	}
	for i, c := range is.view.Layout.Components {
		old, there := before[c.ID]
		delete(before, c.ID)
		now := is.view.States[i].Status
		if there && old == now {
			continue
		}
		m := Move{Name: c.Name, After: words(now)}
		if there {
			m.Before = words(old)
		}
		out = append(out, m)
	}
	for _, c := range was.view.Layout.Components {
		if old, gone := before[c.ID]; gone {
			out = append(out, Move{Name: c.Name, Before: words(old)})
		}
	}
	return out
}

func words(s status.Status) string { return strings.ReplaceAll(s.String(), "_", " ") }

// differing counts files that are written or deleted.
func differing(was, is map[string][sha256.Size]byte) (n int) {
	for path, sum := range is {
		if old, there := was[path]; !there || old != sum {
			n++
		}
	}
	for path := range was {
		if _, there := is[path]; !there {
			n++
		}
	}
	return n
}
