package letter

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"tidings/internal/config"
	"tidings/internal/contacts"
	"tidings/internal/markdown"
	"tidings/internal/message"
	"tidings/internal/notify"
	"tidings/internal/status"
	"tidings/themes"
)

// Facts are where the words about a subject come from. Both return
// status.ErrNotFound for what is not there or not public.
type Facts interface {
	Incident(ctx context.Context, id string) (*status.Incident, error)
	Maintenance(ctx context.Context, id string) (*status.Maintenance, error)
}

// Setting is what letters are written with, as it is now.
type Setting struct {
	Config *config.Config
	Theme  *themes.Theme
	Facts  Facts
	// Layout is that of the page, with what programs have made.
	Layout func(ctx context.Context) (status.Layout, error)
}

// Writer is a notify.Writer.
type Writer struct {
	Now  func() Setting
	Time func() time.Time
	Link func(contacts.Subscriber) string // the token of a subscriber's own page
	From mail.Address                     // empty: status@ the site's domain, by the site's name

	shelf shelf
}

// sheet is a letter that is being written.
type sheet struct {
	Setting
	w     *Writer
	to    contacts.Subscriber
	words *message.Words
	zone  *time.Location
	md    *markdown.Converter
}

func (w *Writer) sheet(to contacts.Subscriber) (*sheet, error) {
	s := &sheet{Setting: w.Now(), w: w, to: to}
	words, err := w.shelf.speak(s.language(to.Wish.Language))
	if err != nil {
		return nil, err
	}
	s.words, s.zone = words, w.shelf.zone(to.Wish.Zone, s.Config.Site.Zone)
	s.md = markdown.New(markdown.Options{Site: s.Config.Site.URL, Demote: 1})
	return s, nil
}

// language is the one asked for, where the site speaks it, else the site's first.
func (s *sheet) language(wished string) string {
	site := s.Config.Site.Languages
	for _, l := range site {
		if strings.EqualFold(l, wished) {
			return l
		}
	}
	if len(site) > 0 {
		return site[0]
	}
	return message.Fallback
}

// newsPage is what mail/news.html and mail/news.txt are given.
type newsPage struct {
	Lang, Direction, Heading string
	Subjects                 []subject
	Open, Why                string
	Manage                   link
}

type link struct{ Name, Href string }

// Write implements notify.Writer.
func (w *Writer) Write(ctx context.Context, to contacts.Subscriber, about string, events []notify.Event) (notify.Letter, error) {
	return w.write(ctx, to, []notify.Owed{{Subject: about, Events: events}})
}

// Digest implements notify.Writer.
func (w *Writer) Digest(ctx context.Context, to contacts.Subscriber, news []notify.Owed) (notify.Letter, error) {
	return w.write(ctx, to, news)
}

func (w *Writer) write(ctx context.Context, to contacts.Subscriber, news []notify.Owed) (notify.Letter, error) {
	s, err := w.sheet(to)
	if err != nil {
		return nil, err
	}
	p := newsPage{Lang: s.words.Lang, Direction: s.words.Direction, Open: s.words.Text("mail.open"),
		Why:    s.words.Text("mail.why", "site", Line(s.Config.Site.Name)),
		Manage: link{s.words.Text("mail.manage"), s.manage()}}
	var marks []notify.Mark
	keys := []string{to.ID}
	for _, o := range news {
		part, err := s.subject(ctx, o)
		switch {
		case errors.Is(err, status.ErrNotFound):
			continue
		case err != nil:
			return nil, err
		}
		p.Subjects = append(p.Subjects, part)
		mark := notify.Mark{Subject: o.Subject, Number: o.Events[len(o.Events)-1].Number}
		marks = append(marks, mark)
		keys = append(keys, mark.Subject, fmt.Sprint(mark.Number))
	}
	if len(p.Subjects) == 0 {
		return nil, nil
	}
	l := s.letter(digest(keys...))
	l.Reader, l.Marks = to.ID, marks
	l.Subject = p.Subjects[0].headline()
	if len(p.Subjects) > 1 {
		l.Subject = s.words.Count("mail.digest", len(p.Subjects), "site", Line(s.Config.Site.Name))
	} else {
		l.Thread = digest("thread", marks[0].Subject)
	}
	p.Heading, l.Manage = l.Subject, p.Manage.Href
	return l, s.render(l, "news", p)
}

func (s *sheet) letter(key string) *Letter {
	l := &Letter{To: s.to.Address, From: s.w.From, Lang: s.words.Lang, Key: key, Host: hostOf(s.Config.Site.URL)}
	if l.From.Address == "" {
		l.From = mail.Address{Name: Line(s.Config.Site.Name), Address: "status@" + l.Host}
	}
	return l
}

// render fills both forms of a letter from the theme's templates.
func (s *sheet) render(l *Letter, name string, data any) error {
	for form, to := range map[string]*string{".txt": &l.Text, ".html": &l.HTML} {
		var b bytes.Buffer
		if err := s.Theme.Execute(&b, "mail/"+name+form, data); err != nil {
			return err
		}
		*to = b.String()
	}
	return nil
}

// manage is the address of the reader's own page.
func (s *sheet) manage() string {
	return s.Config.Site.Dynamic() + "/subscriptions/" + s.w.Link(s.to)
}
