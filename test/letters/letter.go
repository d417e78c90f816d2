// Package letters reads mail in tests as its reader's program does, wherever it was
// put. It must never know who wrote it: how our mail is made is not its standard.
package letters

import (
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
)

// Letter is a message as its reader sees it.
type Letter struct {
	Header     mail.Header
	Subject    string // decoded
	Text, HTML string
}

// Read reads a letter of text beside HTML, by the standard library alone.
func Read(raw string) (l Letter, err error) {
	m, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		return l, err
	}
	l.Header = m.Header
	if l.Subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		return l, err
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		return l, fmt.Errorf("the message is %s, %w", kind, err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			return l, nil
		}
		if err != nil {
			return l, err
		}
		text, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			return l, err
		}
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/plain") {
			l.Text = string(text)
		} else {
			l.HTML = string(text)
		}
	}
}
