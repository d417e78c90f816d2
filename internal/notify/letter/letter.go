package letter

import (
	"bytes"
	"fmt"
	"net/mail"
	"net/url"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"tidings/internal/contacts"
	"tidings/internal/notify"
)

// Letter is one message to one reader.
type Letter struct {
	To      contacts.Address
	From    mail.Address
	Subject string
	Text    string
	HTML    string
	Lang    string
	// Key is the same whenever the same news is sent to the same reader; the
	// message's id is made of it. Thread is the key that all messages about one
	// subject name; empty for one that stands alone.
	Key, Thread string
	// Host is the domain of the site, for ids.
	Host string
	// Manage is the address where its reader ends the subscription; empty for
	// messages to people who have none.
	Manage string
	// Reader and Marks are what the ledger notes when the message is sent; empty
	// for messages that are in no ledger.
	Reader string
	Marks  []notify.Mark
}

// Headers are those beside the usual ones, by name, in order.
func (l *Letter) Headers() [][2]string {
	h := [][2]string{
		{"Auto-Submitted", "auto-generated"},
		{"X-Auto-Response-Suppress", "All"},
		{"Content-Language", l.Lang},
	}
	if l.Thread != "" {
		root := "<" + l.Thread + "@" + l.Host + ">"
		h = append(h, [2]string{"In-Reply-To", root}, [2]string{"References", root})
	}
	if l.Manage == "" {
		return h
	}
	return append(h, [2]string{"Precedence", "bulk"},
		[2]string{"List-Id", "<" + l.Host + ">"},
		[2]string{"List-Unsubscribe", "<" + l.Manage + ">"},
		[2]string{"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"})
}

// ID is the message's own, without angle brackets.
func (l *Letter) ID() string { return l.Key + "@" + l.Host }

// MIME is the whole message, dated as given.
func (l *Letter) MIME(at time.Time) (*gomail.Msg, error) {
	m := gomail.NewMsg(gomail.WithEncoding(gomail.EncodingQP), gomail.WithNoDefaultUserAgent())
	m.FromMailAddress(&l.From)
	if err := m.To(l.To.Reveal()); err != nil {
		return nil, fmt.Errorf("addressing a message to %v: it is no address that mail takes", l.To)
	}
	m.Subject(line(l.Subject))
	m.SetMessageIDWithValue(l.ID())
	m.SetDateWithValue(at)
	for _, h := range l.Headers() {
		m.SetGenHeaderPreformatted(gomail.Header(h[0]), line(h[1]))
	}
	m.SetBodyString(gomail.TypeTextPlain, l.Text)
	m.AddAlternativeString(gomail.TypeTextHTML, l.HTML)
	return m, nil
}

// Bytes is the message as a file.
func (l *Letter) Bytes(at time.Time) ([]byte, error) {
	m, err := l.MIME(at)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if _, err := m.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("writing a message: %w", err)
	}
	return b.Bytes(), nil
}

// line is text that can stand in a header: whatever would end a header, or
// upset the direction of what follows, is a space or nothing.
func line(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\r' || r == '\n' || r == '\t' || r == 0x2028 || r == 0x2029:
			return ' '
		case r < 0x20 || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069:
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// hostOf is the domain of a site's address.
func hostOf(site string) string {
	if u, err := url.Parse(site); err == nil && u.Hostname() != "" {
		return u.Hostname()
	}
	return "tidings.invalid"
}
