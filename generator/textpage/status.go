// Package textpage writes the site's plain text files: status.txt, the page for
// a terminal, and robots.txt. status.txt is made to be read by people and by
// grep: the verdict is its first line, and a component is one line.
package textpage

import (
	"strings"
	"time"
	"unicode/utf8"

	"tidings/internal/status"
)

// Words are the texts of the page's language.
type Words struct {
	Verdict  string                     // the first line
	Status   func(status.Status) string // of a component
	State    func(status.State) string  // of an incident or a maintenance
	Open     string                     // heading of the open incidents
	Active   string                     // heading of maintenance in progress
	Upcoming string                     // heading of planned maintenance
	Changed  string                     // before the time of the last change
	Produced string                     // before the time that the page shows; empty: the line is left out
	Text     func(markdown string) string
}

// Site is the page's address as its links are written.
type Site struct {
	Name, URL string // URL without a slash at the end; empty when the site does not know it
	Extension string // ends the links to pages: empty, or ".html"
}

// Status writes status.txt. Times are in the view's zone, with its name.
func Status(v *status.View, s Site, words Words) []byte {
	p := printer{view: v, site: s, words: words}
	p.line(words.Verdict)
	p.line(s.title())
	if !v.Changed.IsZero() {
		p.line(words.Changed + " " + p.at(v.Changed))
	}
	if words.Produced != "" {
		p.line(words.Produced + " " + p.at(v.At))
	}
	p.components()
	p.incidents()
	p.maintenance(words.Active, v.Active)
	p.maintenance(words.Upcoming, v.Upcoming)
	return []byte(p.b.String())
}

func (s Site) title() string {
	if s.URL == "" {
		return s.Name
	}
	return s.Name + " - " + s.URL
}

type printer struct {
	view  *status.View
	site  Site
	words Words
	b     strings.Builder
}

// line writes one line, whatever line ends and controls the text holds.
func (p *printer) line(text string) {
	p.b.WriteString(strings.TrimRight(oneLine(text), " "))
	p.b.WriteByte('\n')
}

func (p *printer) heading(text string) {
	p.b.WriteByte('\n')
	p.line(text)
}

func (p *printer) at(t time.Time) string {
	zone := p.view.Zone
	if zone == nil {
		zone = time.UTC
	}
	return t.In(zone).Format("2006-01-02 15:04 MST")
}

func (p *printer) components() {
	names := p.names()
	longest := 0
	for _, n := range names {
		longest = max(longest, utf8.RuneCountInString(n))
	}
	if len(names) > 0 {
		p.b.WriteByte('\n')
	}
	for i, n := range names {
		gap := strings.Repeat(" ", longest-utf8.RuneCountInString(n)+2)
		p.line(n + gap + p.words.Status(p.view.States[i].Status))
	}
}

// names are the components' names, with their group's before.
func (p *printer) names() []string {
	groups := map[string]string{}
	for _, g := range p.view.Layout.Groups {
		groups[g.ID] = g.Name + " / "
	}
	names := make([]string, 0, len(p.view.Layout.Components))
	for _, c := range p.view.Layout.Components {
		names = append(names, oneLine(groups[c.Group]+c.Name))
	}
	return names
}

func (p *printer) incidents() {
	if len(p.view.Incidents) > 0 {
		p.heading(p.words.Open)
	}
	for _, i := range p.view.Incidents {
		u := i.Updates[len(i.Updates)-1]
		p.line("* " + i.Title)
		p.line("  " + p.at(u.At) + "  " + p.words.State(u.State))
		p.body(u.Body)
		p.line("  " + p.site.URL + "/incidents/" + i.ID + p.site.Extension)
	}
}

func (p *printer) maintenance(heading string, list []*status.Maintenance) {
	if len(list) > 0 {
		p.heading(heading)
	}
	for _, m := range list {
		p.line("* " + m.Title)
		p.line("  " + p.at(m.Starts) + " - " + p.at(m.Ends) + "  " + p.words.State(m.StateAt(p.view.At)))
		p.line("  " + p.site.URL + "/maintenance/" + m.ID + p.site.Extension)
	}
}

// body writes an update's text indented, without empty lines.
func (p *printer) body(markdown string) {
	text := markdown
	if p.words.Text != nil {
		text = p.words.Text(markdown)
	}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(oneLine(line)); line != "" {
			p.line("  " + line)
		}
	}
}

// oneLine replaces by spaces what could forge a line or move a terminal's cursor,
// and leaves out what could turn the order of what follows.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < ' ', r >= 0x7F && r < 0xA0, r == '\u2028', r == '\u2029':
			return ' '
		case r >= '\u202A' && r <= '\u202E', r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, text)
}
