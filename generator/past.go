package generator

import (
	"html/template"
	"slices"
	"time"

	"tidings/internal/markdown"
	"tidings/internal/status"
)

// pastText is a text that an update had before, in every language of the site.
type pastText struct {
	status.Earlier
	html []string
}

// pastTexts converts what updates said before they were edited; nil when none was.
func (b *builder) pastTexts(updates []status.Update) (past map[int][]pastText) {
	for n := range updates {
		for _, e := range updates[n].Earlier {
			if past == nil {
				past = map[int][]pastText{}
			}
			past[n] = append(past[n], b.pastText(e, updates[n].Redacted))
		}
	}
	return past
}

func (b *builder) pastText(e status.Earlier, redacted time.Time) pastText {
	p := pastText{Earlier: e, html: make([]string, len(b.locales))}
	for i, l := range b.locales {
		text, own := b.textIn(i, e.Body, e.Lang)
		switch {
		case !redacted.IsZero():
			p.html[i] = l.takenOut(redacted)
		case own:
			p.html[i] = string(b.md.Convert(nil, text))
		default:
			p.html[i] = p.html[0]
		}
	}
	return p
}

// takenOut stands in the place of a redacted text.
func (l *locale) takenOut(at time.Time) string {
	return "<p><em>" + l.moment(l.phrase("entry.redacted"), at) + "</em></p>\n"
}

// takenOutPlain is the same without marks.
func (l *locale) takenOutPlain(at time.Time) string {
	return l.words.Text("entry.redacted", "time", l.words.Date("moment", at.In(l.b.view.Zone)))
}

// text is an update as plain text.
func (l *locale) text(t *tale, i int) string {
	if at := t.updates[i].Redacted; !at.IsZero() {
		return l.takenOutPlain(at)
	}
	return t.text(l.index, i)
}

// pastText is a text that an update had before, as plain text.
func (l *locale) pastText(t *tale, i int, p *pastText) string {
	if !t.updates[i].Redacted.IsZero() {
		return l.text(t, i)
	}
	return markdown.Text([]byte(p.html[l.index]), 0)
}

// earlier folds away what an update said before, the newest first. It is empty
// for one that was never edited, and for one whose texts were taken out.
func (l *locale) earlier(t *tale, i int) template.HTML {
	texts := t.past[i]
	if len(texts) == 0 || !t.updates[i].Redacted.IsZero() {
		return ""
	}
	dst := append([]byte("\n<details><summary>"), appendEscaped(nil, l.words.Text("entry.earlier"))...)
	dst = append(dst, "</summary>"...)
	for n := len(texts) - 1; n >= 0; n-- {
		dst = l.appendPast(dst, &texts[n], t.updates[i].State)
	}
	return template.HTML(append(dst, "</details>"...))
}

func (l *locale) appendPast(dst []byte, p *pastText, now status.State) []byte {
	dst = append(dst, `<p class="facts">`...)
	if p.State != now {
		dst = append(appendEscaped(dst, l.states[p.State]), " · "...)
	}
	dst = append(dst, l.moment(l.phrase("entry.until"), p.Until)...)
	dst = append(dst, `</p><div class="text"`...)
	if _, own := p.Lang[l.lang]; !own && l.index > 0 {
		lang, direction := l.foreign()
		dst = append(appendEscaped(append(dst, ` lang="`...), lang), '"')
		if direction != "" {
			dst = append(append(append(dst, ` dir="`...), direction...), '"')
		}
	}
	return append(append(append(dst, '>'), p.html[l.index]...), "</div>"...)
}

// titles says what a story was called before, the newest title first.
func (l *locale) titles(t *tale) template.HTML {
	var dst []byte
	for _, h := range slices.Backward(t.earlierTitles()) {
		dst = append(dst, "\n<p class=\"facts\">"...)
		if t.maintenance == nil {
			dst = append(appendEscaped(dst, l.impacts[h.Impact]), " · "...)
		}
		dst = l.phrase("entry.titled").fill(dst, func(dst []byte, name string) []byte {
			if name == "time" {
				return l.appendMoment(dst, h.Until)
			}
			return l.appendTitle(dst, h.Title)
		})
		dst = append(dst, "</p>"...)
	}
	return template.HTML(dst)
}

func (l *locale) appendTitle(dst []byte, title string) []byte {
	dst = append(dst, "<bdi"...)
	if lang := l.textLang(); lang != "" {
		dst = append(appendEscaped(append(dst, ` lang="`...), lang), '"')
	}
	return append(appendEscaped(append(dst, '>'), clean(title)), "</bdi>"...)
}

func (t *tale) earlierTitles() []status.EarlierTitle {
	if t.maintenance != nil {
		return t.maintenance.Earlier
	}
	return t.incident.Earlier
}

// titleAt is the title that the tale had at a time.
func (t *tale) titleAt(at time.Time) string {
	if t.maintenance != nil {
		return clean(t.maintenance.TitleAt(at))
	}
	return clean(t.incident.TitleAt(at))
}
