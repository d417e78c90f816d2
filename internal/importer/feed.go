package importer

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"html"
	"strings"
	"time"

	"tidings/internal/pattern"
)

// atomFeed is a page's /history.atom.
type atomFeed struct {
	XMLName xml.Name    `xml:"feed"`
	Title   string      `xml:"title"`
	Author  string      `xml:"author>name"`
	Entries []atomEntry `xml:"entry"`
}

type atomEntry struct {
	ID        string `xml:"id"`
	Title     string `xml:"title"`
	Published string `xml:"published"`
	Updated   string `xml:"updated"`
	Content   string `xml:"content"`
	Links     []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"link"`
}

// feed reads an Atom feed as Statuspage writes it.
func (g *gathering) feed(d Document) (bool, error) {
	if !bytes.HasPrefix(bytes.TrimSpace(d.Body), []byte("<")) {
		return false, nil
	}
	var feed atomFeed
	if err := xml.Unmarshal(d.Body, &feed); err != nil {
		return false, fmt.Errorf("it is not an Atom feed: %w", err)
	}
	if g.guess.Name == "" {
		g.guess.Name = feedName(&feed)
	}
	for i := range feed.Entries {
		g.keep(d.Name, g.entry(&feed.Entries[i]))
	}
	return true, nil
}

func feedName(f *atomFeed) string {
	name, _ := strings.CutSuffix(strings.TrimSpace(f.Title), " - Incident History")
	name, _ = strings.CutSuffix(name, " Status")
	if name == "" {
		return f.Author
	}
	return name
}

// told is where an update begins; planned is the window of a maintenance.
var (
	toldAt  = pattern.New(`(?is)(?:<p>\s*)?<small>(.*?)</small>\s*<br\s*/?>\s*<strong>(.*?)</strong>\s*(?:-\s?)?`)
	planned = pattern.New(`(?is)<p>\s*<strong>\s*THIS IS A SCHEDULED EVENT(.*?)</strong>\s*</p>`)
	anyTag  = pattern.New(`<[^>]*>`)
)

func (g *gathering) entry(e *atomEntry) *record {
	link := ""
	for _, l := range e.Links {
		if l.Rel == "alternate" || l.Rel == "" {
			link = l.Href
		}
	}
	r := &record{id: g.identify(e.ID[strings.LastIndexAny(e.ID, "/:")+1:], link), title: e.Title}
	changed := firstTime(e.Published, e.Updated)
	dates := &dateReader{zone: g.zone(), last: changed.Add(36 * time.Hour)}
	content := e.Content
	if window := planned().FindStringSubmatch(content); window != nil {
		r.maintenance = true
		r.starts, r.ends = dates.window(words(window[1]))
		content = planned().ReplaceAllString(content, "")
	}
	g.toldIn(r, content, dates)
	if len(r.updates) == 0 && !changed.IsZero() {
		r.updates = []said{{at: changed, state: "update", body: e.Content}}
		g.note(r.about(), "its updates could not be told apart: all stands in one")
	}
	if len(r.updates) > 0 {
		r.created = r.updates[len(r.updates)-1].at
	}
	return r
}

// toldIn reads the updates of an entry, newest first as they stand.
func (g *gathering) toldIn(r *record, content string, dates *dateReader) {
	heads := toldAt().FindAllStringSubmatchIndex(content, -1)
	for i, h := range heads {
		end := len(content)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		body := strings.TrimSpace(content[h[1]:end])
		body = strings.TrimSpace(strings.TrimSuffix(body, "</p>"))
		date, state := words(content[h[2]:h[3]]), words(content[h[4]:h[5]])
		at, ok := dates.read(date)
		if !ok {
			g.note(r.about(), "an update is left out, for its time %q cannot be read", date)
			continue
		}
		r.maintenance = r.maintenance || ofMaintenance(state)
		r.updates = append([]said{{at: at, state: state, body: "<p>" + body + "</p>"}}, r.updates...)
	}
	if dates.foreign != "" {
		g.note(r.about(), "its times are given in %s, of which the feed says no more: taken as UTC", dates.foreign)
	}
}

// words are the words of HTML on one line.
func words(made string) string {
	return oneLine(html.UnescapeString(anyTag().ReplaceAllString(made, "")), 200)
}

func (g *gathering) zone() *time.Location {
	if g.api2.TimeZone == "" {
		return nil
	}
	zone, _ := zoneOf(g.api2.TimeZone)
	return zone
}
