package importer

import (
	"bytes"
	"encoding/json"
	"net/url"
	"path"
	"strings"
)

// historyEntry is a line of a history as archives of status pages keep it.
type historyEntry struct {
	ID         string   `json:"id"`
	Title      string   `json:"title"`
	URL        string   `json:"url"`
	Started    string   `json:"started_at"`
	Resolved   string   `json:"resolved_at"`
	Impact     string   `json:"impact"`
	Components []string `json:"components"`
	Updates    []struct {
		At      string `json:"at"`
		Status  string `json:"status"`
		Message string `json:"message"`
	} `json:"updates"`
}

// history reads a file of one JSON object a line.
func (g *gathering) history(d Document) (bool, error) {
	if ext := path.Ext(d.Name); ext != ".jsonl" && ext != ".ndjson" {
		return false, nil
	}
	for i, src := range bytes.Split(d.Body, []byte("\n")) {
		if src = bytes.TrimSpace(src); len(src) == 0 {
			continue
		}
		var e historyEntry
		if err := json.Unmarshal(src, &e); err != nil {
			g.note(path.Base(d.Name), "line %d is left out: %v", i+1, readable(src, err))
			continue
		}
		g.keep(d.Name, g.fromHistory(&e))
	}
	return true, nil
}

func (g *gathering) fromHistory(e *historyEntry) *record {
	r := &record{
		id: g.identify(e.ID, e.URL), title: e.Title, impact: e.Impact, maintenance: e.Impact == "maintenance",
		created: firstTime(e.Started), closed: firstTime(e.Resolved), affected: e.Components,
	}
	for _, u := range e.Updates {
		r.maintenance = r.maintenance || ofMaintenance(u.Status)
		at := firstTime(u.At, e.Started)
		if at.IsZero() {
			g.note(r.about(), "an update is left out, for its time %q cannot be: %q", oneLine(u.At, 40), oneLine(u.Message, 80))
			continue
		}
		if firstTime(u.At).IsZero() {
			g.note(r.about(), "an update's time %q cannot be: it stands at the beginning", oneLine(u.At, 40))
		}
		r.updates = append(r.updates, said{at: at, state: u.Status, body: u.Message})
	}
	if len(r.updates) > 0 && r.created.Before(r.updates[0].at.Add(-60e9)) && !r.created.IsZero() {
		g.note(r.about(), "it started at %s, before its first update: it starts with that here", when(r.created))
	}
	return r
}

// identify takes an incident's id from its address, as the page has it, and
// learns the page's own address beside.
func (g *gathering) identify(id, address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return id
	}
	if g.guess.URL == "" {
		g.guess.URL = "https://" + u.Host
	}
	if last := path.Base(u.Path); last != "." && last != "/" {
		return strings.TrimSuffix(last, ".html")
	}
	return id
}
