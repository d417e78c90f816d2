// Package linked writes what search engines read of a page: data in the words
// of schema.org, as JSON-LD in a script element that is never run. It is given
// facts as plain values; it knows no pages and reads no clock.
package linked

import (
	"bytes"
	"time"

	"tidings/generator/escape"
)

const (
	opening = `<script type="application/ld+json">`
	closing = `</script>`
)

// Page is what every page says of itself.
type Page struct {
	URL     string // absolute; empty where the site does not know its own
	Lang    string // BCP 47
	Title   string
	Site    string // who publishes it
	Changed time.Time
}

// Home describes the site's front page.
func Home(p Page) []byte {
	w := begin("WebPage")
	w.text("name", p.Title)
	w.text("inLanguage", p.Lang)
	if p.URL != "" {
		w.text("url", p.URL)
	}
	w.time("dateModified", p.Changed)
	w.key("publisher").open("Organization")
	w.text("name", p.Site)
	w.close()
	return w.end()
}

// Incident describes a report by no more than its dates, because there may be
// very many of these pages.
func Incident(p Page, from time.Time) []byte {
	w := begin("Article")
	w.text("headline", p.Title)
	w.time("datePublished", from)
	w.time("dateModified", p.Changed)
	return w.end()
}

// Maintenance describes an event that takes place on the network.
func Maintenance(p Page, from, to time.Time) []byte {
	w := begin("Event")
	w.text("name", p.Title)
	w.text("inLanguage", p.Lang)
	w.time("startDate", from)
	w.time("endDate", to)
	w.text("eventAttendanceMode", "https://schema.org/OnlineEventAttendanceMode")
	if p.URL != "" {
		w.text("url", p.URL)
		w.key("location").open("VirtualLocation")
		w.text("url", p.URL)
		w.close()
	}
	w.key("organizer").open("Organization")
	w.text("name", p.Site)
	w.close()
	return w.end()
}

// writer appends an object, its keys in the order of the calls.
type writer struct{ b []byte }

func begin(kind string) *writer {
	w := &writer{append(make([]byte, 0, 512), opening+`{"@context":"https://schema.org","@type":"`...)}
	w.b = append(append(w.b, kind...), '"')
	return w
}

// end closes the object and the element. What would end the element early can
// only stand in a text, where it may be written otherwise.
func (w *writer) end() []byte {
	object := bytes.ReplaceAll(w.b[len(opening):], []byte("<"), []byte(`\u003c`))
	return append(append(append([]byte(opening), object...), '}'), closing...)
}

func (w *writer) key(name string) *writer {
	w.b = append(append(append(w.b, `,"`...), name...), `":`...)
	return w
}

func (w *writer) open(kind string) {
	w.b = append(append(append(w.b, `{"@type":"`...), kind...), '"')
}

func (w *writer) close() { w.b = append(w.b, '}') }

func (w *writer) text(name, text string) {
	w.key(name)
	w.b = escape.JSON(w.b, text)
}

// time leaves out what is not known.
func (w *writer) time(name string, at time.Time) {
	if at.IsZero() {
		return
	}
	w.key(name)
	w.b = at.UTC().AppendFormat(w.b, `"`+time.RFC3339+`"`)
}
