package letter

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"time"
)

// Read is a message that was kept, as its reader sees it.
type Read struct {
	From, To, Subject string
	Date              time.Time
	Header            mail.Header
	Text, HTML        string
}

// Kept is a message that is kept in a folder.
type Kept struct {
	Name string // of its file
	Read
}

// ErrNotFound says that there is no such message.
var ErrNotFound = errors.New("there is no such letter: its file may have been removed")

// maxPart is how much of a part is read.
const maxPart = 1 << 20

// ReadHeader reads the beginning of a message.
func ReadHeader(r io.Reader) (Read, error) {
	read, _, err := readHeader(r)
	return read, err
}

func readHeader(r io.Reader) (read Read, body io.Reader, err error) {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return read, nil, errors.New("the file holds no message")
	}
	words := new(mime.WordDecoder)
	plainly := func(name string) string {
		if text, err := words.DecodeHeader(m.Header.Get(name)); err == nil {
			return Line(text)
		}
		return Line(m.Header.Get(name))
	}
	read = Read{From: plainly("From"), To: strings.Trim(plainly("To"), "<>"), Subject: plainly("Subject"), Header: m.Header}
	read.Date, _ = m.Header.Date() // zero says that there is none
	return read, m.Body, nil
}

// ReadMessage reads a whole message of the kind that package eml writes: text
// beside HTML.
func ReadMessage(r io.Reader) (Read, error) {
	read, body, err := readHeader(r)
	if err != nil {
		return read, err
	}
	kind, params, err := mime.ParseMediaType(read.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		return read, errors.New("the message has no parts of text and HTML")
	}
	for parts := multipart.NewReader(body, params["boundary"]); ; {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return read, nil
		}
		if err != nil {
			return read, fmt.Errorf("the message is damaged: %w", err)
		}
		text, err := io.ReadAll(io.LimitReader(quotedprintable.NewReader(part), maxPart))
		if err != nil {
			return read, fmt.Errorf("the message is damaged: %w", err)
		}
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			read.HTML = string(text)
		} else {
			read.Text = string(text)
		}
	}
}
