package importer

import (
	"slices"
	"strings"
	"time"

	"tidings/internal/pattern"
	"tidings/internal/status"
)

var (
	track     = pattern.New(`\{\{[<%]\s*track\s+["'` + "`" + `]?(.*?)["'` + "`" + `]?\s*[%>]\}\}`)
	shortcode = pattern.New(`\{\{[<%].*?[%>]\}\}`)
	comment   = pattern.New(`(?s)<!--.*?-->`)
	label     = pattern.New(`(?i)^[*_]{1,2}(Investigating|Identified|Monitoring|Resolved|Update|Post-?mortem|In progress|Scheduled|Completed|Cancell?ed|Verifying)[*_]{0,2}\s*:?[*_]{0,2}\s*(?:[-–—:]\s*)?`)
	paragraph = pattern.New(`\n[ \t]*\n`)
	ruleOnly  = pattern.New(`^(\*\s*){3,}$|^(-\s*){3,}$|^(_\s*){3,}$`)
	lightTag  = pattern.New(`(?i)</?(br|p|b|i|strong|em|a|div|span|small|ul|ol|li|u)(\s[^<>]*)?/?>`)
)

// block is a part of a post that is one update.
type block struct {
	label string
	text  []string // paragraphs
	at    time.Time
}

// blocks takes a post's text apart into updates, oldest first: one begins where
// a paragraph has a word such as *Monitoring* before it, and ends with the
// shortcode that says when it was.
func (s *cstate) blocks(p *post) []said {
	var found []*block
	open := false
	for _, text := range paragraphs(comment().ReplaceAllString(p.body, "")) {
		m := label().FindString(text)
		if m != "" || !open {
			found = append(found, &block{})
			open = true
		}
		b := found[len(found)-1]
		if m != "" {
			b.label = strings.Trim(label().FindStringSubmatch(text)[1], " ")
			text = text[len(m):]
		}
		open = !s.fill(p, b, text)
	}
	found = slices.DeleteFunc(found, func(b *block) bool { return len(b.text) == 0 && b.label == "" && b.at.IsZero() })
	if len(found) == 0 {
		found = []*block{{}}
	}
	if newestFirst(found) {
		slices.Reverse(found)
	}
	s.date(p, found)
	return updatesOf(found)
}

func paragraphs(body string) []string {
	var out []string
	fenced := false
	for _, part := range paragraph().Split(strings.Trim(body, "\n"), -1) {
		marks := strings.Count("\n"+part, "\n```")
		switch {
		case fenced:
			out[len(out)-1] += "\n\n" + part
		case strings.TrimSpace(part) == "" || ruleOnly().MatchString(strings.TrimSpace(part)):
			continue
		default:
			out = append(out, strings.Trim(part, "\n"))
		}
		fenced = fenced != (marks%2 == 1)
	}
	return out
}

// fill adds a paragraph to an update. It reports whether the update ends there.
func (s *cstate) fill(p *post, b *block, text string) bool {
	m := track().FindStringSubmatch(text)
	if m != nil {
		at, ok := s.localTime(m[1])
		if !ok {
			s.note(p.about(), "the time %q of an update cannot be read", m[1])
		}
		b.at = at
		text = track().ReplaceAllString(text, "")
	}
	if shortcode().MatchString(text) {
		s.note(p.about(), "a shortcode is left out: %s", shortcode().FindString(text))
		text = shortcode().ReplaceAllString(text, "")
	}
	if text = strings.TrimSpace(text); text != "" {
		b.text = append(b.text, text)
	}
	return m != nil
}

// newestFirst reports whether the updates stand as most do: by their times,
// else by their words.
func newestFirst(found []*block) bool {
	var dated []time.Time
	for _, b := range found {
		if !b.at.IsZero() {
			dated = append(dated, b.at)
		}
	}
	if n := len(dated); n > 1 && !dated[0].Equal(dated[n-1]) {
		return dated[0].After(dated[n-1])
	}
	return !strings.EqualFold(found[0].label, "Investigating") || len(found) == 1
}

// date gives updates without a time one: the first that of the post, the last
// that of its end, others that of the update before. None is before another.
func (s *cstate) date(p *post, found []*block) {
	last := len(found) - 1
	for i, b := range found {
		switch {
		case !b.at.IsZero():
		case i == 0:
			b.at = p.started
		case closing(p, found, i) && !p.ended.IsZero():
			b.at = p.ended
		default:
			b.at = found[i-1].at
		}
		if i > 0 && b.at.Before(found[i-1].at) {
			s.note(p.about(), "the update of %s stands before one of %s: it takes that time", when(b.at), when(found[i-1].at))
			b.at = found[i-1].at
		}
	}
	if first := found[0].at; !first.Equal(p.started) {
		s.note(p.about(), "its date is %s and its first update's %s: it starts with its update", when(p.started), when(first))
	}
	if p.Resolved && !p.ended.IsZero() && p.ended.Before(found[last].at) {
		s.note(p.about(), "it was resolved at %s, before its last update of %s: the update's time stands", when(p.ended), when(found[last].at))
	}
}

// closing reports whether an update without a time is one that told of the end.
func closing(p *post, found []*block, i int) bool {
	word := stateName(found[i].label)
	return word == status.Resolved.String() || word == status.Postmortem.String() || p.Resolved && i == len(found)-1
}

func updatesOf(found []*block) []said {
	out := make([]said, len(found))
	for i, b := range found {
		out[i] = said{at: b.at, state: b.label, body: withoutTags(strings.Join(b.text, "\n\n"))}
	}
	return out
}

// withoutTags turns the light HTML that Markdown may hold on Hugo's pages, but
// not on ours, into Markdown where a paragraph has any.
func withoutTags(body string) string {
	parts := strings.Split(body, "\n\n")
	for i, part := range parts {
		if lightTag().MatchString(part) && !strings.Contains(part, "`") {
			part = anchor().ReplaceAllString(part, "[$2]($1)")
			parts[i] = lightTag().ReplaceAllStringFunc(part, markdownTag)
		}
	}
	return strings.TrimSpace(strings.Join(parts, "\n\n"))
}

var anchor = pattern.New(`(?is)<a\s[^<>]*href\s*=\s*["']?([^"'\s<>]+)[^<>]*>([^<>\[\]]*)</a>`)

func markdownTag(tag string) string {
	name := strings.ToLower(lightTag().FindStringSubmatch(tag)[1])
	switch name {
	case "br":
		return "\\\n"
	case "b", "strong":
		return "**"
	case "i", "em":
		return "*"
	case "li":
		if tag[1] != '/' {
			return "\n- "
		}
	}
	return ""
}

func unique(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}
