package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"tidings/generator"
	"tidings/internal/status"
)

// places are where the generator puts what is said of a subject.
type places struct{ page, document, list string }

// placesOf are those of an incident or of a maintenance.
func placesOf(subject string) places {
	about, id, _ := strings.Cut(subject, "/")
	if about == status.AboutMaintenance {
		return places{"maintenance/" + id, "api/v2/scheduled-maintenances.json", "scheduled_maintenances"}
	}
	return places{"incidents/" + id, "api/v2/incidents.json", "incidents"}
}

// pages are the page of what the draft is about, its entry in the feed of
// updates, and its document.
func (w *foreseeing) pages(ctx context.Context, scope status.Scope) error {
	in := generator.Input{Config: w.rules.config, View: w.After, Archive: w.board, Measures: w.board, Theme: w.rules.theme, Live: true, Mail: w.app.mails(), Letters: w.app.letters()}
	at := placesOf(w.draft.Subject)
	made := map[string][]byte{at.page + ".html": nil, "updates.atom": nil, at.document: nil}
	var mu sync.Mutex
	_, err := generator.Build(ctx, in, scope, func(file generator.File) error {
		mu.Lock()
		defer mu.Unlock()
		if _, wanted := made[file.Path]; wanted {
			made[file.Path] = bytes.Clone(file.Body) // which is used again
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("making the page: %w", err)
	}
	w.Page, w.Policy = string(made[at.page+".html"]), strings.Replace(w.rules.policy, "base-uri 'none'", "base-uri 'self'", 1)
	w.Feed = entryOf(string(made["updates.atom"]), "/"+at.page+"#update-"+w.updates[len(w.updates)-1].ID)
	w.JSON = documentOf(made[at.document], at.list, "/"+at.page)
	return nil
}

// entryOf is the entry of a feed that links to an address.
func entryOf(feed, address string) string {
	for _, rest := range strings.Split(feed, "<entry>")[1:] {
		if entry, _, _ := strings.Cut(rest, "</entry>"); strings.Contains(entry, address+`"`) {
			return "<entry>" + entry + "</entry>"
		}
	}
	return ""
}

// documentOf is the object of a list in a document that stands for a page,
// indented; empty where there is none.
func documentOf(document []byte, list, page string) string {
	var lists map[string]json.RawMessage
	var objects []json.RawMessage
	if json.Unmarshal(document, &lists) != nil || json.Unmarshal(lists[list], &objects) != nil {
		return ""
	}
	for _, object := range objects {
		var is struct{ Shortlink string }
		var out bytes.Buffer
		if json.Unmarshal(object, &is) == nil && strings.HasSuffix(is.Shortlink, page) && json.Indent(&out, object, "", "  ") == nil {
			return out.String()
		}
	}
	return ""
}
