package letter

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"html/template"
	"slices"
	"strings"

	"tidings/internal/notify"
	"tidings/internal/status"
)

// subject is one incident or maintenance in a letter.
type subject struct {
	Title, Word, When, Href string
	Affected                []string
	Updates                 []update // newest first

	severity string // the word in brackets before the title
}

type update struct {
	Word, Time, Text string
	HTML             template.HTML
	Lang             string // where it is not the letter's
}

// headline is the subject line: "[Degraded performance] API answers slowly".
func (s subject) headline() string { return "[" + s.severity + "] " + Line(s.Title) }

func (s *sheet) subject(ctx context.Context, o notify.Owed) (subject, error) {
	about, id, _ := strings.Cut(o.Subject, "/")
	if about == status.AboutMaintenance {
		return s.maintenance(ctx, id, o.Events)
	}
	return s.incident(ctx, id, o.Events)
}

func (s *sheet) incident(ctx context.Context, id string, events []notify.Event) (subject, error) {
	inc, err := s.Facts.Incident(ctx, id)
	if err != nil {
		return subject{}, err
	}
	layout, err := s.Layout(ctx)
	if err != nil {
		return subject{}, err
	}
	p := subject{Title: Line(inc.Title), Word: s.state(inc.State()), Href: s.page("incidents/" + id)}
	p.Updates = s.updates(inc.Updates, events)
	p.severity = p.Word
	if inc.Open() {
		worst := status.Operational
		now := inc.Statuses()
		for _, c := range layout.All() {
			if is, named := now[c.ID]; named {
				p.Affected = append(p.Affected, Line(c.Name)+": "+s.status(is))
				worst = max(worst, is)
			}
		}
		if worst > status.Operational {
			p.severity = s.status(worst)
		}
	} else {
		p.When = s.words.Duration(inc.Resolved().Sub(inc.Started()))
	}
	return p, nil
}

func (s *sheet) maintenance(ctx context.Context, id string, events []notify.Event) (subject, error) {
	m, err := s.Facts.Maintenance(ctx, id)
	if err != nil {
		return subject{}, err
	}
	layout, err := s.Layout(ctx)
	if err != nil {
		return subject{}, err
	}
	p := subject{Title: Line(m.Title), Word: s.state(m.StateAt(s.w.Time())), Href: s.page("maintenance/" + id)}
	from, to := m.Window()
	p.When = s.words.Text("entry.when.planned", "from", s.moment(from), "to", s.moment(to), "duration", s.words.Duration(to.Sub(from)))
	for _, c := range layout.All() {
		if slices.Contains(m.Components, c.ID) {
			p.Affected = append(p.Affected, Line(c.Name))
		}
	}
	p.Updates, p.severity = s.updates(m.Updates, events), p.Word
	if strings.HasPrefix(events[len(events)-1].Update, status.VerbRemind) {
		p.severity = s.words.Text("mail.reminder")
	}
	return p, nil
}

// updates are those that events tell, newest first. Events that no update tells
// are in the state.
func (s *sheet) updates(all []status.Update, events []notify.Event) (told []update) {
	for _, u := range slices.Backward(all) {
		if !slices.ContainsFunc(events, func(e notify.Event) bool { return e.Update == u.ID }) {
			continue
		}
		body, lang := s.text(&u)
		told = append(told, update{Word: s.state(u.State), Time: s.moment(u.At), Text: plain(body),
			HTML: template.HTML(s.md.Convert(nil, body)), Lang: lang})
	}
	return told
}

// text is an update's in the reader's language, or as it was written with the
// language that it was written in. What was redacted before the letter was
// written is not in it.
func (s *sheet) text(u *status.Update) (body, lang string) {
	if !u.Redacted.IsZero() {
		return s.words.Text("entry.redacted", "time", s.moment(u.Redacted)), ""
	}
	for tag, text := range u.Lang {
		if strings.EqualFold(tag, s.words.Lang) {
			return text, ""
		}
	}
	if site := s.Config.Site.Languages; len(site) > 0 && site[0] != s.words.Lang {
		lang = site[0]
	}
	return u.Body, lang
}

// plain is Markdown as people read it in a letter: as it was written, without
// the characters that a reader's program might obey.
func plain(body string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x202A && r <= 0x202E {
			return -1
		}
		return r
	}, body))
}

// digest is a short name for what makes a message what it is.
func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:12])
}
