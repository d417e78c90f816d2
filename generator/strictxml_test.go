package generator_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"
)

// The second reader of feeds: it takes nothing that the formats do not allow.

// told is an entry as a reader sees it.
type told struct {
	ID, Title, Link, Body string
	Published, Updated    time.Time
	Corrects              string
}

// node is an element of a document.
type node struct {
	Name     xml.Name
	Attrs    map[string]string
	Text     string
	Children []*node
}

// mistakes gathers what a document has wrong.
type mistakes []string

func (m *mistakes) add(format string, args ...any) { *m = append(*m, fmt.Sprintf(format, args...)) }

func (m *mistakes) need(ok bool, format string, args ...any) {
	if !ok {
		m.add(format, args...)
	}
}

// parseXML reads a document without forgiving anything.
func parseXML(body string) (*node, error) {
	d := xml.NewDecoder(strings.NewReader(body))
	top := &node{}
	open := []*node{top}
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			if len(top.Children) != 1 {
				return nil, fmt.Errorf("%d outermost elements", len(top.Children))
			}
			return top.Children[0], nil
		}
		if err != nil {
			return nil, err
		}
		last := open[len(open)-1]
		switch t := t.(type) {
		case xml.StartElement:
			n := &node{Name: t.Name, Attrs: map[string]string{}}
			for _, a := range t.Attr {
				if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
					n.Attrs[strings.TrimPrefix(a.Name.Space+" ", " ")+a.Name.Local] = a.Value
				}
			}
			last.Children = append(last.Children, n)
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			last.Text += string(t)
		}
	}
}

// all are the children of a name.
func (n *node) all(space, name string) (found []*node) {
	for _, c := range n.Children {
		if c.Name.Space == space && c.Name.Local == name {
			found = append(found, c)
		}
	}
	return found
}

// one is the only child of a name; another number of them is a mistake.
func (n *node) one(m *mistakes, space, name string) *node {
	found := n.all(space, name)
	if len(found) != 1 {
		m.add("%s has %d %s, want 1", n.Name.Local, len(found), name)
		return &node{Attrs: map[string]string{}}
	}
	return found[0]
}

// only refuses children that a format does not know.
func (n *node) only(m *mistakes, space string, names ...string) {
	for _, c := range n.Children {
		if c.Name.Space == space {
			m.need(slices.Contains(names, c.Name.Local), "%s has the unknown element %s", n.Name.Local, c.Name.Local)
		}
	}
}

func absolute(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme != "" && (u.Host != "" || u.Opaque != "")
}

// moment reads a time by one layout alone.
func (m *mistakes) moment(layout, text string) time.Time {
	t, err := time.Parse(layout, text)
	m.need(err == nil, "%q is not a time", text)
	return t.UTC()
}

const (
	atomSpace    = "http://www.w3.org/2005/Atom"
	threadSpace  = "http://purl.org/syndication/thread/1.0"
	historySpace = "http://purl.org/syndication/history/1.0"
)

// strictAtom reads an Atom feed by RFC 4287.
func strictAtom(body string) (feed *node, entries []told, m mistakes) {
	feed, err := parseXML(body)
	if err != nil {
		return nil, nil, mistakes{err.Error()}
	}
	m.need(feed.Name == xml.Name{Space: atomSpace, Local: "feed"}, "the document is %v", feed.Name)
	feed.only(&m, atomSpace, "id", "title", "subtitle", "updated", "author", "link", "entry")
	m.need(absolute(feed.one(&m, atomSpace, "id").Text), "the feed's id is no IRI")
	m.need(feed.one(&m, atomSpace, "title").Text != "", "the feed has no title")
	feed.one(&m, atomSpace, "author").one(&m, atomSpace, "name")
	updated := m.moment(time.RFC3339, feed.one(&m, atomSpace, "updated").Text)
	self := 0
	for _, l := range feed.all(atomSpace, "link") {
		m.need(absolute(l.Attrs["href"]), "the link %v is not absolute", l.Attrs)
		if l.Attrs["rel"] == "self" {
			self++
		}
	}
	m.need(self == 1, "%d links to itself", self)
	for _, e := range feed.all(atomSpace, "entry") {
		t := strictAtomEntry(&m, e)
		m.need(!t.Updated.After(updated), "%s is newer than the feed", t.ID)
		entries = append(entries, t)
	}
	if len(feed.all(historySpace, "archive")) == 0 { // an archive lists by when things began
		m.order(entries)
	}
	return feed, entries, m
}

func strictAtomEntry(m *mistakes, e *node) told {
	e.only(m, atomSpace, "id", "title", "published", "updated", "link", "content", "summary")
	t := told{ID: e.one(m, atomSpace, "id").Text, Title: e.one(m, atomSpace, "title").Text}
	t.Updated = m.moment(time.RFC3339, e.one(m, atomSpace, "updated").Text)
	t.Published = t.Updated
	if p := e.all(atomSpace, "published"); len(p) == 1 {
		t.Published = m.moment(time.RFC3339, p[0].Text)
	}
	link := e.one(m, atomSpace, "link")
	t.Link = link.Attrs["href"]
	m.need(link.Attrs["rel"] == "alternate" && absolute(t.Link), "%s has the link %v", t.ID, link.Attrs)
	m.need(absolute(t.ID), "%q is no IRI", t.ID)
	if c := e.all(atomSpace, "content"); len(c) == 1 {
		m.need(c[0].Attrs["type"] == "html", "%s has content of the type %q", t.ID, c[0].Attrs["type"])
		t.Body = c[0].Text
	}
	if r := e.all(threadSpace, "in-reply-to"); len(r) == 1 {
		t.Corrects = r[0].Attrs["ref"]
		m.need(absolute(t.Corrects) && absolute(r[0].Attrs["href"]), "%s refers to %v", t.ID, r[0].Attrs)
	}
	return t
}

// order holds that no entry stands twice, and that the newest stands first.
func (m *mistakes) order(entries []told) {
	seen := map[string]bool{}
	for i, e := range entries {
		m.need(!seen[e.ID], "%s stands twice", e.ID)
		seen[e.ID] = true
		m.need(i == 0 || !e.Published.After(entries[i-1].Published), "%s stands behind an older one", e.ID)
		m.need(!e.Updated.Before(e.Published), "%s was updated before it was published", e.ID)
	}
}

// strictRSS reads an RSS 2.0 channel.
func strictRSS(body string) (entries []told, m mistakes) {
	rss, err := parseXML(body)
	if err != nil {
		return nil, mistakes{err.Error()}
	}
	m.need(rss.Name.Local == "rss" && rss.Attrs["version"] == "2.0", "the document is %v %v", rss.Name, rss.Attrs)
	channel := rss.one(&m, "", "channel")
	channel.only(&m, "", "title", "link", "description", "language", "pubDate", "lastBuildDate", "item")
	for _, name := range [...]string{"title", "description"} {
		m.need(channel.one(&m, "", name).Text != "", "the channel's %s is empty", name)
	}
	m.need(absolute(channel.one(&m, "", "link").Text), "the channel's link is not absolute")
	self := channel.all(atomSpace, "link")
	m.need(len(self) > 0 && self[0].Attrs["rel"] == "self" && absolute(self[0].Attrs["href"]), "the channel does not say where it is")
	for _, i := range channel.all("", "item") {
		i.only(&m, "", "title", "link", "description", "pubDate", "guid")
		guid := i.one(&m, "", "guid")
		m.need(guid.Attrs["isPermaLink"] == "false", "the guid %s is taken for an address", guid.Text)
		t := told{
			ID: guid.Text, Title: i.one(&m, "", "title").Text, Link: i.one(&m, "", "link").Text, Body: i.one(&m, "", "description").Text,
			Published: m.moment(time.RFC1123Z, i.one(&m, "", "pubDate").Text),
		}
		t.Updated = t.Published
		m.need(absolute(t.Link), "%s has the link %q", t.ID, t.Link)
		if r := i.all(threadSpace, "in-reply-to"); len(r) == 1 {
			t.Corrects = r[0].Attrs["ref"]
		}
		entries = append(entries, t)
	}
	m.order(entries)
	return entries, m
}
