// Package linked writes what search engines read of a page: data in the words
// of schema.org, as JSON-LD in a script element that is never run. It is given
// facts as plain values; it knows no pages and reads no clock.
package linked

import (
	"encoding/json"
	"time"
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
	return script(webPage{
		Context: vocabulary, Type: "WebPage", Name: p.Title, Lang: p.Lang, URL: p.URL,
		Modified: p.Changed.UTC(), Publisher: thing{Type: "Organization", Name: p.Site},
	})
}

// AppendIncident describes a report by no more than its dates, because there may
// be very many of these pages. For the same reason it does without the encoder
// where the title has nothing to escape.
func AppendIncident(dst []byte, p Page, from time.Time) []byte {
	if !ordinary(p.Title) || !sayable(from) || !sayable(p.Changed) {
		return append(dst, script(article{
			Context: vocabulary, Type: "Article", Headline: p.Title, Published: from.UTC(), Modified: p.Changed.UTC(),
		})...)
	}
	dst = append(dst, opening+`{"@context":"`+vocabulary+`","@type":"Article","headline":"`...)
	dst = append(append(dst, p.Title...), `","datePublished":"`...)
	dst = append(from.UTC().AppendFormat(dst, time.RFC3339Nano), `","dateModified":"`...)
	return append(p.Changed.UTC().AppendFormat(dst, time.RFC3339Nano), `"}`+closing...)
}

// ordinary reports whether the encoder writes text as it is.
func ordinary(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return false
		}
	}
	return true
}

// sayable reports whether the encoder writes a time, and not nothing for none.
func sayable(t time.Time) bool { return !t.IsZero() && t.UTC().Year() >= 0 && t.UTC().Year() <= 9999 }

// Maintenance describes an event that takes place on the network.
func Maintenance(p Page, from, to time.Time, cancelled bool) []byte {
	e := event{
		Context: vocabulary, Type: "Event", Name: p.Title, Lang: p.Lang, URL: p.URL, Starts: from.UTC(), Ends: to.UTC(),
		Status: vocabulary + "/EventScheduled", Mode: vocabulary + "/OnlineEventAttendanceMode",
		Organizer: thing{Type: "Organization", Name: p.Site},
	}
	if cancelled {
		e.Status = vocabulary + "/EventCancelled"
	}
	if p.URL != "" {
		e.Location = &thing{Type: "VirtualLocation", URL: p.URL}
	}
	return script(e)
}

const opening, closing = `<script type="application/ld+json">`, `</script>`

// script wraps data in its element. The encoder writes "<" in another way, so
// that no text can end the element. What has no JSON, such as a year of five
// digits, is left out.
func script(data any) []byte {
	text, err := json.Marshal(data)
	if err != nil {
		return nil
	}
	return append(append(append(make([]byte, 0, len(opening)+len(text)+len(closing)), opening...), text...), closing...)
}
