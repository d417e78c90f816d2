// Package eml writes letters as messages of mail. It must never know how they travel.
package eml

import (
	"bytes"
	"fmt"
	"time"

	gomail "github.com/wneessen/go-mail"

	"tidings/internal/notify/letter"
)

// Message is the whole message, dated as given.
func Message(l *letter.Letter, at time.Time) (*gomail.Msg, error) {
	m := gomail.NewMsg(gomail.WithEncoding(gomail.EncodingQP), gomail.WithNoDefaultUserAgent())
	m.FromMailAddress(&l.From)
	if err := m.To(l.To.Reveal()); err != nil {
		return nil, fmt.Errorf("addressing a message to %v: it is no address that mail takes", l.To)
	}
	m.Subject(letter.Line(l.Subject))
	m.SetMessageIDWithValue(l.ID())
	m.SetDateWithValue(at)
	for _, h := range l.Headers() {
		m.SetGenHeaderPreformatted(gomail.Header(h[0]), letter.Line(h[1]))
	}
	m.SetBodyString(gomail.TypeTextPlain, l.Text)
	m.AddAlternativeString(gomail.TypeTextHTML, l.HTML)
	return m, nil
}

// Bytes is the message as a file.
func Bytes(l *letter.Letter, at time.Time) ([]byte, error) {
	m, err := Message(l, at)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if _, err := m.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("writing a message: %w", err)
	}
	return b.Bytes(), nil
}
