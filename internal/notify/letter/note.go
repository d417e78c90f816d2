package letter

import (
	"net/url"
	"time"

	"tidings/internal/contacts"
	"tidings/internal/status"
)

// notePage is what mail/note.html and mail/note.txt are given.
type notePage struct {
	Lang, Direction, Heading string
	Lines, Fine              []string
	Button                   *link
}

// Confirm asks the owner of an address whether they want to be told.
func (w *Writer) Confirm(to contacts.Address, lang, token string) (*Letter, error) {
	s, err := w.sheet(contacts.Subscriber{Address: to, Wish: contacts.Wish{Language: lang}})
	if err != nil {
		return nil, err
	}
	return s.note("mail.confirm", link{s.words.Text("mail.confirm.do"), s.Config.Site.Dynamic() + "/subscriptions/" + token}, token, s.words.Text("mail.confirm.ignore"))
}

// Known tells a subscriber who asks again that they are one. Their own page
// offers them an incident to follow, if any.
func (w *Writer) Known(to contacts.Subscriber, offer string) (*Letter, error) {
	s, err := w.sheet(to)
	if err != nil {
		return nil, err
	}
	href := s.manage()
	if offer != "" {
		href += "?" + url.Values{"follow": {offer}}.Encode()
	}
	return s.note("mail.known", link{s.words.Text("mail.manage"), href}, to.ID)
}

// Test is a letter to see how letters arrive, in the site's first language.
func (w *Writer) Test(to contacts.Address) (*Letter, error) {
	s, err := w.sheet(contacts.Subscriber{Address: to})
	if err != nil {
		return nil, err
	}
	return s.note("test", link{s.words.Text("mail.open"), s.Config.Site.URL + "/"}, "test")
}

// Reset brings somebody who has an account a link to a new password, in the
// site's first language.
func (w *Writer) Reset(to contacts.Address, href string) (*Letter, error) {
	s, err := w.sheet(contacts.Subscriber{Address: to})
	if err != nil {
		return nil, err
	}
	return s.note("reset", link{s.words.Text("reset.do"), href}, href, s.words.Text("reset.ignore"))
}

// note is a message that stands alone. It holds no word of whoever asked for it.
// About is the beginning of the keys of its words.
func (s *sheet) note(about string, button link, key string, fine ...string) (*Letter, error) {
	site := Line(s.Config.Site.Name)
	p := notePage{Lang: s.words.Lang, Direction: s.words.Direction,
		Heading: s.words.Text(about+".subject", "site", site),
		Lines:   []string{s.words.Text(about+".text", "site", site)},
		Fine:    append(fine, s.Config.Site.URL),
		Button:  &button}
	l := s.letter(digest("note", key, s.w.Time().UTC().Format(time.RFC3339)))
	l.Subject = p.Heading
	return l, s.render(l, "note", p)
}

func (s *sheet) state(x status.State) string   { return s.words.Text("state." + x.String()) }
func (s *sheet) status(x status.Status) string { return s.words.Text("status." + x.String()) }

func (s *sheet) moment(at time.Time) string { return s.words.Date("moment", at.In(s.zone)) }

// page is the address of a page in the reader's language.
func (s *sheet) page(path string) string {
	prefix := ""
	if site := s.Config.Site.Languages; len(site) > 0 && site[0] != s.words.Lang {
		prefix = s.words.Lang + "/"
	}
	return s.Config.Site.URL + "/" + prefix + path
}
