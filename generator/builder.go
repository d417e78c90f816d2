package generator

import (
	"html/template"
	"net/url"
	"strings"
	"sync"

	"tidings/internal/config"
	"tidings/internal/markdown"
	"tidings/internal/message"
	"tidings/internal/status"
	"tidings/themes"
)

// builder is what all pages of one build share.
type builder struct {
	in      Input
	site    *config.Site
	view    *status.View
	theme   *themes.Theme
	md      *markdown.Converter
	marks   [6]template.HTML   // by status
	words   []*message.Words   // by language
	locales []*locale          // by language
	order   map[string]int     // component id to its place among all
	all     []status.Component // those of the page, then the retired ones
	bars    []bar              // one per component
	months  [][]monthly        // one per component, newest month first; see countMonths

	isolating     sync.Once // of the names
	isolatedNames []string  // of components, as HTML

	counting  sync.Once // of the months
	uncounted error     // why they could not be counted

	today  status.Date
	groups []block
	shelf  *shelf
	gauges gauges
}

func newBuilder(in Input) (*builder, error) {
	b := &builder{
		in: in, site: &in.Config.Site, view: in.View, theme: in.Theme,
		md:    in.Memo.converter(in.Config.Site.URL),
		order: make(map[string]int, len(in.View.Layout.Components)),
		all:   in.View.Layout.All(),
	}
	for i, c := range b.all {
		b.order[c.ID] = i
	}
	b.today = status.DateOf(b.view.At, b.view.Zone)
	b.loadMarks()
	b.bars = b.countBars()
	b.groups = blocksOf(in.View.Layout)
	b.shelf = newShelf(b)
	return b, b.addLocales()
}

// addLocales loads the words of all languages, which name each other, and then
// makes what the pages of each have alike.
func (b *builder) addLocales() error {
	if b.locales = b.in.Memo.speak(b); b.locales != nil {
		return nil
	}
	for _, lang := range languages(b.site) {
		words, err := message.Load(lang)
		if err != nil {
			return err
		}
		b.words = append(b.words, words)
	}
	for i := range b.words {
		l, err := newLocale(b, i)
		if err != nil {
			return err
		}
		b.locales = append(b.locales, l)
	}
	return nil
}

func languages(s *config.Site) []string {
	if len(s.Languages) == 0 {
		return []string{"en"}
	}
	return s.Languages
}

// colours of what stands outside the pages, where no style sheet reaches: the
// browser's tab and frame.
var colours = [6]string{"#0f9984", "#767f8c", "#4a3cff", "#e0b400", "#d04508", "#b3121d"}

// loadMarks makes the shape of each status from the theme's marks.
func (b *builder) loadMarks() {
	for i := range b.marks {
		b.marks[i] = template.HTML(`<svg class="mark" viewBox="0 0 16 16" aria-hidden="true">` + b.shape(status.Status(i).String()) + `</svg> `)
	}
}

func (b *builder) shape(name string) string {
	shape, _ := b.theme.Asset("marks/" + name + ".svg")
	return strings.TrimSpace(shape)
}

// Policy is the content security policy of all pages of a site, for the server.
func Policy(theme *themes.Theme, site config.Site) string {
	policy := theme.CSP(func(style string) string { return accented(style, site.Accent) })
	if u, err := url.Parse(site.DynamicURL); err == nil && u.Host != "" {
		policy = strings.Replace(policy, "form-action 'self'", "form-action 'self' "+u.Scheme+"://"+u.Host, 1)
	}
	return policy
}

// worstOf is the status that an impact stands for where one mark has to say it.
func worstOf(i status.Impact) status.Status {
	switch i {
	case status.ImpactCritical:
		return status.MajorOutage
	case status.ImpactMajor:
		return status.PartialOutage
	case status.ImpactMinor:
		return status.DegradedPerformance
	}
	return status.Operational
}
