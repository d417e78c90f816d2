package generator_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/status"
)

// rel is where a feed's link of a kind leads, below the site.
func (n *node) rel(kind string) string {
	for _, l := range n.all(atomSpace, "link") {
		if l.Attrs["rel"] == kind {
			return strings.TrimPrefix(l.Attrs["href"], "https://status.acme.example/")
		}
	}
	return ""
}

// walk reads a feed and all that it continues in, and holds that the links lead
// both ways and that no entry stands in two documents of the archive.
func walk(t *testing.T, site map[string]string, start string) (ids []string, docs []string) {
	t.Helper()
	seen := map[string]bool{}
	newer := ""
	for path := start; path != ""; {
		feed, entries, m := strictAtom(site[path])
		if len(m) > 0 {
			t.Fatalf("%s: %q", path, m)
		}
		docs = append(docs, path)
		if path != start {
			if got := feed.rel("next-archive"); got != newer {
				t.Errorf("%s is followed by %q, want %q", path, got, newer)
			}
			if got := feed.rel("current"); got != start || len(feed.all(historySpace, "archive")) != 1 {
				t.Errorf("%s does not say that it belongs to the archive of %s: %q", path, start, got)
			}
			if len(entries) > 100 {
				t.Errorf("%s has %d entries", path, len(entries))
			}
			newer = path
			for _, e := range entries {
				if seen[e.ID] {
					t.Errorf("%s stands in two documents", e.ID)
				}
				seen[e.ID] = true
			}
		}
		path = feed.rel("prev-archive")
	}
	return slices.Sorted(maps.Keys(seen)), docs
}

func TestTheFeedsArchiveHasEverything(t *testing.T) {
	w := newWorld(t, 5)
	w.config.Site.Languages = []string{"en", "de"}
	w.fill(700, 1)
	for i := range 230 { // one month is long
		inc := *w.incidents["i000001"]
		inc.ID = fmt.Sprintf("storm%03d", i)
		inc.Updates = []status.Update{{ID: "1", At: now.Add(-time.Duration(i) * time.Hour), State: status.Resolved, Body: "Over."}}
		w.incidents[inc.ID] = &inc
	}
	site := full(t, w.input(t))
	var want []string
	for id := range w.incidents {
		want = append(want, "tag:status.acme.example,2005:Incident/"+id)
	}
	for id := range w.maintenance {
		want = append(want, "tag:status.acme.example,2005:Maintenance/"+id)
	}
	slices.Sort(want)
	for _, start := range [...]string{"history.atom", "de/history.atom"} {
		got, docs := walk(t, site, start)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s and its archive (-want +got):\n%s", start, diff)
		}
		if len(docs) < 15 {
			t.Errorf("%s is in %d documents", start, len(docs))
		}
	}
}

// A document that is full stays as it is when more comes.
func TestAFullDocumentOfTheArchiveStays(t *testing.T) {
	w := newWorld(t, 5)
	add := func(n int) {
		at := time.Date(2026, 10, 1, 0, n, 0, 0, time.UTC)
		w.incidents[fmt.Sprint("i", n)] = &status.Incident{ID: fmt.Sprint("i", n), Title: "Slow", Updates: []status.Update{{ID: "1", At: at, State: status.Resolved, Body: "Over."}}}
	}
	for n := range 200 {
		add(n)
	}
	before := full(t, w.input(t))
	add(200)
	after := full(t, w.input(t))
	if _, entries, _ := strictAtom(after["history/2026-10-3.atom"]); len(entries) != 1 || before["history/2026-10-3.atom"] != "" {
		t.Errorf("the third part has %d entries", len(entries))
	}
	if before["history/2026-10.atom"] != after["history/2026-10.atom"] {
		t.Error("the first part changed")
	}
}
