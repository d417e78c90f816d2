package letter

import (
	"net/mail"
	"net/url"
	"strings"

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

// Line is text that can stand in a header: whatever would end a header, or
// upset the direction of what follows, is a space or nothing.
func Line(s string) string {
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
