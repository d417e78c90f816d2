// Package feed writes the site's feeds as RSS 2.0, Atom 1.0 and JSON Feed 1.1.
//
// There are two kinds with different rules of identity. A history feed has an
// entry per incident or maintenance, which changes as updates are added; an
// updates feed has an entry per update, for readers that never show an entry
// twice: once out it never changes, and an edit is an entry of its own, which
// refers to the first. Only what was redacted is taken out of entries that are
// out already. Identifiers are tag URIs of the site's authority and our own ids, so
// they outlive a new title, a new path and a new publisher.
//
// The content of a history entry keeps the skeleton of Statuspage's feeds: a
// paragraph per update, newest first, each a small date line, a line break, the
// state in <strong>, " - " and the text. Programs read the first <strong> as
// the current state.
//
// The feeds are modelled with gorilla/feeds and written by hand: its encoder
// works by reflection, which is most of the time of a full build's feeds.
//
// The package is pure. It never looks at a clock: a feed's date is that of the
// newest thing in it, so its bytes change only when its content does.
package feed

import (
	"fmt"
	"net/url"
	"time"
)

// Limit is how many entries a feed holds at most.
const Limit = 50

// Site says which feed this is, and of which site.
type Site struct {
	Title    string // of the feed, such as "Acme Status - Incident History"
	Subtitle string // what the feed is for; may be empty
	Name     string // of the site, which is the author of every entry
	URL      string // of the site, absolute, without a slash at the end
	Home     string // path of the page that the feed belongs to; empty: the home page
	Path     string // of the feed without an extension, such as "history" or "de/components/api/history"
	Language string // BCP 47
	// Authority stands in every identifier. It is the host of URL when empty;
	// set it to keep identifiers when the site moves to another host.
	Authority string
	Zone      *time.Location // of the dates in the content; UTC when nil
	Months    [12]string     // short names in the feed's language; English when empty
	Corrects  string         // what the link of an edit to the update says, in the feed's language
	Links     []Link         // further links of the feed, such as prev-archive of RFC 5005
}

// Link is a link from a feed to an Atom document.
type Link struct{ Rel, Href string }

// Item is an incident or a maintenance.
type Item struct {
	About     string // status.AboutIncident or status.AboutMaintenance
	ID        string
	Title     string
	Path      string // of its page, as the site's links write it
	Published time.Time
	Updated   time.Time // newest update or edit
	Updates   []Update  // oldest first
	Posts     []Post    // in the order of Published; an updates feed alone reads them
	Note      string    // plain text after the updates, such as when a maintenance is planned; may be empty
}

// Update is one message of an Item.
type Update struct {
	ID     string
	State  string // in the feed's language
	At     time.Time
	Edited time.Time // zero when never edited
	HTML   string    // rendered and safe
	Text   string    // the same as plain text; a history feed reads that of the newest update alone
}

// Post is an entry of an updates feed: an Update as it was published, or an edit
// of one.
type Post struct {
	Update    string // id of the Update; it is also the anchor on the page
	Edit      string // tells the edits of an Update apart; empty: it was published so
	Title     string
	State     string // in the feed's language
	At        time.Time
	Published time.Time // At, or when it was edited
	Updated   time.Time // later than Published only where it was redacted
	HTML      string    // rendered and safe
	Text      string    // the same as plain text
}

// Files are one feed in its three formats.
type Files struct{ RSS, Atom, JSON []byte }

// History writes a feed with an entry per item, that published last first,
// whatever has begun last: a maintenance is published long before it begins.
// Items after the first Limit are left out. It fails only when the site's URL
// names no host.
func History(s Site, items []Item) (Files, error) {
	return write(s, items, historyEntries)
}

// Archive writes a document of an archived feed, by RFC 5005, with an entry per
// item in the order given; Site.Links say what stands before and behind it. An
// item without Published has only a time of change. It fails as History does.
func Archive(s Site, items []Item) ([]byte, error) {
	s, err := s.authorized()
	if err != nil {
		return nil, err
	}
	entries := make([]entry, 0, len(items))
	for _, it := range items {
		entries = append(entries, it.entry(s))
	}
	m := newModel(s, entries)
	m.archive = true
	return m.atom(), nil
}

// Updates writes a feed with an entry per Post: the newest Limit of the items,
// whatever the items' order. It fails only when the site's URL names
// no host.
func Updates(s Site, items []Item) (Files, error) {
	return write(s, items, updateEntries)
}

func write(s Site, items []Item, entries func(Site, []Item) []entry) (Files, error) {
	s, err := s.authorized()
	if err != nil {
		return Files{}, err
	}
	m := newModel(s, entries(s, items))
	return Files{RSS: m.rss(), Atom: m.atom(), JSON: m.json()}, nil
}

// authorized is the site with an authority.
func (s Site) authorized() (Site, error) {
	if s.Authority != "" {
		return s, nil
	}
	u, err := url.Parse(s.URL)
	if err != nil || u.Hostname() == "" {
		return s, fmt.Errorf("feed %s: the site's url %q names no host: write it as https://status.example.com", s.Path, s.URL)
	}
	s.Authority = u.Hostname()
	return s, nil
}
