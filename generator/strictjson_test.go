package generator_test

import (
	"encoding/json"
	"strings"
	"time"
)

// members are the keys of a JSON Feed 1.1 that we use; others are mistakes,
// unless they are extensions.
var (
	feedMembers = map[string]bool{"version": true, "title": true, "home_page_url": true, "feed_url": true, "description": true, "language": true, "authors": true, "items": true}
	itemMembers = map[string]bool{"id": true, "url": true, "title": true, "summary": true, "content_html": true, "date_published": true, "date_modified": true}
)

// strictJSON reads a JSON Feed by version 1.1.
func strictJSON(body string) (entries []told, m mistakes) {
	var feed map[string]json.RawMessage
	if err := json.Unmarshal([]byte(body), &feed); err != nil {
		return nil, mistakes{err.Error()}
	}
	m.members("the feed", feed, feedMembers)
	m.need(m.text(feed, "version") == "https://jsonfeed.org/version/1.1", "the version is %s", feed["version"])
	m.need(m.text(feed, "title") != "", "the feed has no title")
	m.need(absolute(m.text(feed, "home_page_url")) && absolute(m.text(feed, "feed_url")), "the feed does not say where it is")
	var authors []struct{ Name string }
	m.need(json.Unmarshal(feed["authors"], &authors) == nil && len(authors) == 1 && authors[0].Name != "", "the authors are %s", feed["authors"])
	var items []map[string]json.RawMessage
	m.need(json.Unmarshal(feed["items"], &items) == nil && items != nil, "the items are %.60s", feed["items"])
	for _, i := range items {
		entries = append(entries, m.item(i))
	}
	m.order(entries)
	return entries, m
}

func (m *mistakes) item(i map[string]json.RawMessage) told {
	t := told{ID: m.text(i, "id"), Title: m.text(i, "title"), Link: m.text(i, "url"), Body: m.text(i, "content_html")}
	m.members(t.ID, i, itemMembers)
	m.need(t.ID != "" && absolute(t.Link), "%q is at %q", t.ID, t.Link)
	t.Published, t.Updated = m.moment(time.RFC3339, m.text(i, "date_published")), m.moment(time.RFC3339, m.text(i, "date_modified"))
	if said, ok := i["_corrects"]; ok {
		var corrects struct{ ID string }
		m.need(json.Unmarshal(said, &corrects) == nil && absolute(corrects.ID), "%s corrects %s", t.ID, said)
		t.Corrects = corrects.ID
	}
	return t
}

// members refuses keys that the format does not have. Extensions begin with an
// underscore and are objects.
func (m *mistakes) members(what string, object map[string]json.RawMessage, known map[string]bool) {
	for name, value := range object {
		extension := strings.HasPrefix(name, "_") && strings.HasPrefix(string(value), "{")
		m.need(known[name] || extension, "%s has the unknown key %q", what, name)
	}
}

func (m *mistakes) text(object map[string]json.RawMessage, name string) (text string) {
	if value, ok := object[name]; ok {
		m.need(json.Unmarshal(value, &text) == nil, "%s is no text: %s", name, value)
	}
	return text
}
