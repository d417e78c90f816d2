package feed

import (
	"github.com/gorilla/feeds"

	"tidings/generator/escape"
)

const (
	xmlHeader     = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	atomNamespace = "http://www.w3.org/2005/Atom"
)

// threading is the namespace of RFC 4685, in which an entry names another.
const threading = "http://purl.org/syndication/thread/1.0"

// threads declares that namespace in a feed that needs it.
func (m model) threads(b []byte) []byte {
	if m.corrects() {
		b = attribute(b, "xmlns:thr", threading)
	}
	return b
}

// historic ends the feed's tag, and marks a document of an archive.
func (m model) historic() string {
	if !m.archive {
		return ">\n"
	}
	return ` xmlns:fh="http://purl.org/syndication/history/1.0">` + "\n<fh:archive/>\n"
}

// inReplyTo names the entry that an entry corrects.
func inReplyTo(b []byte, e *entry) []byte {
	if e.corrects == "" {
		return b
	}
	b = attribute(append(b, "<thr:in-reply-to"...), "ref", e.corrects)
	b = attribute(b, "type", "text/html")
	return append(attribute(b, "href", e.link), "/>\n"...)
}

// sizeOf is about how many bytes a feed takes, escaping included.
func sizeOf(f *feeds.Feed) int {
	size := 1024
	for _, i := range f.Items {
		size += 512 + len(i.Content)*5/4
	}
	return size
}

// element appends <name>text</name>, or nothing when there is no text.
func element(b []byte, name, text string) []byte {
	if text == "" {
		return b
	}
	b = append(append(append(b, '<'), name...), '>')
	b = escape.XML(b, text)
	b = append(append(append(b, "</"...), name...), ">\n"...)
	return b
}

func link(b []byte, name string, l feeds.AtomLink) []byte {
	b = append(append(b, '<'), name...)
	b = attribute(b, "rel", l.Rel)
	b = attribute(b, "type", l.Type)
	b = attribute(b, "href", l.Href)
	return append(b, "/>\n"...)
}

func attribute(b []byte, name, value string) []byte {
	if value == "" {
		return b
	}
	b = append(append(append(b, ' '), name...), `="`...)
	return append(escape.XML(b, value), '"')
}
