package feed

import (
	"strings"
	"time"

	"tidings/generator/escape"
)

// story is the content of an item's entry: its updates, newest first.
func (it Item) story(s Site) string {
	size := 0
	for _, u := range it.Updates {
		size += len(u.HTML) + 160
	}
	b := make([]byte, 0, size+len(it.Note))
	for i := len(it.Updates) - 1; i >= 0; i-- {
		b = it.Updates[i].appendHTML(b, s)
	}
	if it.Note != "" {
		b = append(escape.XML(append(b, "<p>"...), it.Note), "</p>"...)
	}
	return string(b)
}

// appendHTML writes one update in Statuspage's skeleton. The text's first
// paragraph continues the line that the state begins, as theirs does.
func (u Update) appendHTML(b []byte, s Site) []byte {
	b = append(b, "<p> <small>"...)
	b = s.appendDate(b, u.At)
	b = append(b, "</small><br> <strong>"...)
	b = escape.XML(b, u.State)
	b = append(b, "</strong> - "...)
	html := strings.TrimSpace(u.HTML)
	if rest, ok := strings.CutPrefix(html, "<p>"); ok {
		return append(b, rest...)
	}
	return append(append(b, "</p>"...), html...)
}

// appendCorrects links an edit to the update that it is of.
func (s Site) appendCorrects(b []byte, link string) []byte {
	b = escape.XML(append(b, `<p><a href="`...), link)
	return append(escape.XML(append(b, `">`...), s.Corrects), "</a></p>"...)
}

// appendDate writes "Aug 21, 00:37 UTC" with the marks that scripts look for,
// and days padded as theirs are.
func (s Site) appendDate(b []byte, at time.Time) []byte {
	if s.Zone == nil {
		s.Zone = time.UTC
	}
	at = at.In(s.Zone)
	b = escape.XML(b, s.month(at.Month()))
	b = append(b, " <var data-var='date'>"...)
	b = at.AppendFormat(b, "_2")
	b = append(b, "</var>, <var data-var='time'>"...)
	b = at.AppendFormat(b, "15:04")
	b = append(b, "</var> "...)
	return at.AppendFormat(b, "MST")
}

func (s Site) month(m time.Month) string {
	if name := s.Months[m-1]; name != "" {
		return name
	}
	return m.String()[:3]
}
