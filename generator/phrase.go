package generator

import (
	"strings"
	"time"
)

// phrase is a text with placeholders, cut up and escaped for HTML, so that it
// can be filled with HTML at little cost.
type phrase struct {
	texts []string // one more than names
	names []string
}

func (l *locale) phrase(key string) phrase {
	var p phrase
	rest := l.words.Text(key)
	for {
		text, after, ok := strings.Cut(rest, "{")
		p.texts = append(p.texts, string(appendEscaped(nil, text)))
		name, next, closed := strings.Cut(after, "}")
		if !ok || !closed {
			return p
		}
		p.names = append(p.names, name)
		rest = next
	}
}

// fill appends the phrase; value appends what a placeholder stands for.
func (p phrase) fill(dst []byte, value func(dst []byte, name string) []byte) []byte {
	for i, name := range p.names {
		dst = append(dst, p.texts[i]...)
		dst = value(dst, name)
	}
	return append(dst, p.texts[len(p.texts)-1]...)
}

// html fills the phrase and returns it as a string.
func (p phrase) html(value func(dst []byte, name string) []byte) string {
	return string(p.fill(make([]byte, 0, phraseSize), value))
}

// phraseSize is what most filled phrases are shorter than.
const phraseSize = 200

// appendTime appends a time element: the moment as its zone has it, or only the
// time of day where the date has been said.
func (l *locale) appendTime(dst []byte, t time.Time, pattern string) []byte {
	dst = append(dst, `<time datetime="`...)
	dst = appendRFC3339(dst, t)
	dst = append(dst, `">`...)
	dst = l.words.AppendDate(dst, pattern, t)
	return append(dst, `</time>`...)
}

// appendMoment appends a time in the site's zone and, where that is another, in UTC.
func (l *locale) appendMoment(dst []byte, t time.Time) []byte {
	local := t.In(l.b.view.Zone)
	dst = append(dst, `<time datetime="`...)
	dst = appendRFC3339(dst, t)
	dst = append(dst, `">`...)
	dst = l.words.AppendDate(dst, "moment", local)
	if name, offset := local.Zone(); offset != 0 || name != "UTC" {
		dst = append(dst, " ("...)
		dst = l.words.AppendDate(dst, "clock", t.UTC())
		dst = append(dst, ')')
	}
	return append(dst, `</time>`...)
}

func appendRFC3339(dst []byte, t time.Time) []byte {
	return t.UTC().AppendFormat(dst, time.RFC3339)
}

// appendWhen says from when to when something was; what the end says alike, date
// and zone, the beginning leaves out or the end does.
func (l *locale) appendWhen(dst []byte, p phrase, from, to time.Time) []byte {
	return l.appendWhenIn(dst, l.b.view.Zone, p, from, to)
}

// when is appendWhen as a string.
func (l *locale) when(p phrase, from, to time.Time) string {
	return string(l.appendWhen(make([]byte, 0, phraseSize), p, from, to))
}

// appendWhenIn is appendWhen in another zone.
func (l *locale) appendWhenIn(dst []byte, z *time.Location, p phrase, from, to time.Time) []byte {
	from, to = from.In(z), to.In(z)
	begin, end := "moment", "moment"
	if from.YearDay() == to.YearDay() && from.Year() == to.Year() && !from.Equal(to) {
		end = "clock"
		if zone, _ := from.Zone(); sameZone(to, zone) {
			begin = "bare"
		}
	}
	return p.fill(dst, func(dst []byte, name string) []byte {
		switch name {
		case "from":
			return l.appendTime(dst, from, begin)
		case "to":
			return l.appendTime(dst, to, end)
		}
		return appendEscaped(dst, l.words.Duration(to.Sub(from)))
	})
}

func sameZone(t time.Time, name string) bool {
	zone, _ := t.Zone()
	return zone == name
}

// appendAt appends a phrase about one time.
func (l *locale) appendAt(dst []byte, p phrase, t time.Time) []byte {
	return p.fill(dst, func(dst []byte, _ string) []byte { return l.appendMoment(dst, t) })
}

// moment is appendAt as a string.
func (l *locale) moment(p phrase, t time.Time) string {
	return string(l.appendAt(make([]byte, 0, phraseSize), p, t))
}
