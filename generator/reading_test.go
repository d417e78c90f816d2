package generator_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mmcdole/gofeed"

	"tidings/internal/status"
)

// subscription is one feed, in one format, as one reader follows it.
type subscription struct {
	path, reader string
	seen         map[string]told
}

// news is what a reader notices in a poll: entries that it has never seen, and
// those it has that say something else.
type news struct{ Unread, Changed []string }

// poll reads a feed again.
func (s *subscription) poll(t *testing.T, body string) (n news) {
	t.Helper()
	for _, e := range s.read(t, body) {
		old, known := s.seen[e.ID]
		id := strings.TrimPrefix(e.ID, "tag:status.acme.example,2005:")
		switch {
		case !known:
			n.Unread = append(n.Unread, id)
		case old != e:
			n.Changed = append(n.Changed, id)
		}
		s.seen[e.ID] = e
	}
	slices.Sort(n.Unread)
	slices.Sort(n.Changed)
	return n
}

func (s *subscription) read(t *testing.T, body string) (entries []told) {
	t.Helper()
	if s.reader == "gofeed" {
		return looseFeed(t, body)
	}
	var m mistakes
	switch {
	case strings.HasSuffix(s.path, ".atom"):
		_, entries, m = strictAtom(body)
	case strings.HasSuffix(s.path, ".rss"):
		entries, m = strictRSS(body)
	default:
		entries, m = strictJSON(body)
	}
	for _, mistake := range m {
		t.Errorf("%s: %s", s.path, mistake)
	}
	return entries
}

// looseFeed reads any feed with the library that most Go readers use.
func looseFeed(t *testing.T, body string) (entries []told) {
	t.Helper()
	f, err := gofeed.NewParser().ParseString(body)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range f.Items {
		e := told{ID: i.GUID, Title: i.Title, Link: i.Link, Body: i.Content + i.Description}
		if i.PublishedParsed != nil {
			e.Published = *i.PublishedParsed
		}
		if i.UpdatedParsed != nil {
			e.Updated = *i.UpdatedParsed
		}
		entries = append(entries, e)
	}
	return entries
}

// subscribe follows a feed in its three formats with both readers.
func subscribe(path string) (all []*subscription) {
	for _, ending := range [...]string{".atom", ".rss", ".json"} {
		for _, reader := range [...]string{"gofeed", "strict"} {
			all = append(all, &subscription{path + ending, reader, map[string]told{}})
		}
	}
	return all
}

// step is what happens between two polls, and what the readers of each feed
// then notice.
type step struct {
	name string
	do   func(w *world)
	want map[string]news // by feed; a feed that is not named has nothing new
}

// put replaces an incident as the board would.
func (w *world) put(inc status.Incident) {
	w.at = w.at.Add(10 * time.Minute)
	next := &inc
	if old := w.incidents[inc.ID]; old != nil {
		next = next.After(old, w.at)
	}
	w.incidents[inc.ID] = next
}

// change changes an incident that there is.
func (w *world) change(id string, change func(*status.Incident)) {
	inc := *w.incidents[id]
	inc.Updates = slices.Clone(inc.Updates)
	change(&inc)
	w.put(inc)
}

func (w *world) post(id string, s status.State, body string) {
	w.change(id, func(inc *status.Incident) {
		at := w.at.Add(9 * time.Minute)
		inc.Updates = append(inc.Updates, status.Update{ID: string(rune('1' + len(inc.Updates))), At: at, State: s, Body: body})
	})
}

func (w *world) open(id, component string) {
	w.put(status.Incident{
		ID: id, Title: "Trouble with " + id, Components: map[string]status.Status{component: status.PartialOutage},
		Updates: []status.Update{{ID: "1", At: w.at.Add(9 * time.Minute), State: status.Investigating, Body: "We look into " + id + "."}},
	})
}

func unread(ids ...string) news  { return news{Unread: ids} }
func changed(ids ...string) news { return news{Changed: ids} }

// TestReadersSeeEachThingOnce follows every feed, in every format and with two
// parsers, through the life of two incidents, and wants exactly the entries that
// a person should be shown.
func TestReadersSeeEachThingOnce(t *testing.T) {
	const edit = "Incident/one/Update/2/Edit/20261122T132000Z"
	both := func(n news) map[string]news {
		return map[string]news{"history": n, "components/c1/history": n, "de/history": n}
	}
	with := func(m map[string]news, updates news) map[string]news {
		m["updates"], m["de/updates"] = updates, updates
		return m
	}
	steps := []step{
		{"open", func(w *world) { w.open("one", "c1") }, with(both(unread("Incident/one")), unread("Incident/one/Update/1"))},
		{"update", func(w *world) { w.post("one", status.Identified, "It is the *cache*.") }, with(both(changed("Incident/one")), unread("Incident/one/Update/2"))},
		{"another update", func(w *world) { w.post("one", status.Monitoring, "We watch.") }, with(both(changed("Incident/one")), unread("Incident/one/Update/3"))},
		{"edit", func(w *world) {
			w.change("one", func(inc *status.Incident) { inc.Updates[1].Body = "It is the **disk**." })
		},
			with(both(changed("Incident/one")), unread(edit))},
		{"nothing", func(w *world) { w.at = w.at.Add(time.Hour) }, nil},
		{"redact", func(w *world) {
			w.change("one", func(inc *status.Incident) {
				inc.Updates[1].Body, inc.Updates[1].Redacted = "", w.at.Add(10*time.Minute)
			})
		}, with(both(changed("Incident/one")), changed("Incident/one/Update/2", edit))},
		{"another title", func(w *world) { w.change("one", func(inc *status.Incident) { inc.Title = "Cache trouble" }) }, both(changed("Incident/one"))},
		{"resolve", func(w *world) { w.post("one", status.Resolved, "All is well.") }, with(both(changed("Incident/one")), unread("Incident/one/Update/4"))},
		{"second incident", func(w *world) { w.open("two", "c2") }, with(map[string]news{
			"history": unread("Incident/two"), "de/history": unread("Incident/two"), "components/c2/history": unread("Incident/two"),
		}, unread("Incident/two/Update/1"))},
	}
	w := newWorld(t, 5)
	w.config.Site.Languages = []string{"en", "de"}
	readers := map[string][]*subscription{}
	for _, path := range [...]string{"history", "updates", "de/history", "de/updates", "components/c1/history", "components/c2/history"} {
		readers[path] = subscribe(path)
	}
	for _, s := range steps {
		s.do(w)
		site := full(t, w.input(t))
		for path, all := range readers {
			for _, r := range all {
				if diff := cmp.Diff(s.want[path], r.poll(t, site[r.path])); diff != "" {
					t.Errorf("%s, %s read by %s (-want +got):\n%s", s.name, r.path, r.reader, diff)
				}
			}
		}
	}
	for path, body := range full(t, w.input(t)) {
		for _, gone := range [...]string{"cache<", "*cache*", "disk"} {
			if strings.Contains(body, gone) {
				t.Errorf("%s still says %q", path, gone)
			}
		}
	}
}

// TestCorrectionsNameWhatTheyCorrect holds what a reader that knows threads is told.
func TestCorrectionsNameWhatTheyCorrect(t *testing.T) {
	w := newWorld(t, 5)
	w.open("one", "c1")
	w.change("one", func(inc *status.Incident) { inc.Updates[0].Body = "We look <b>harder</b>." })
	site := full(t, w.input(t))
	const first = "tag:status.acme.example,2005:Incident/one/Update/1"
	_, atom, _ := strictAtom(site["updates.atom"])
	rss, _ := strictRSS(site["updates.rss"])
	feed, _ := strictJSON(site["updates.json"])
	for name, entries := range map[string][]told{"atom": atom, "rss": rss, "json": feed} {
		if len(entries) != 2 || entries[0].Corrects != first || entries[1].ID != first || entries[1].Corrects != "" {
			t.Fatalf("%s: %+v", name, entries)
		}
		if e := entries[0]; !strings.HasPrefix(e.Title, "Correction: ") || !strings.Contains(e.Body, "harder") || !strings.Contains(e.Body, `href="https://status.acme.example/incidents/one#update-1"`) {
			t.Errorf("%s: the correction is %+v", name, e)
		}
		if e := entries[1]; !strings.Contains(e.Body, "We look into one.") {
			t.Errorf("%s: the first entry is %+v", name, e)
		}
	}
}

// An edit that a file marks without the earlier text is told, and the entry of
// the first text, which nobody has any more, is not told with another one.
func TestAnEditWithoutTheEarlierTextIsToldAlone(t *testing.T) {
	w := newWorld(t, 5)
	w.open("one", "c1")
	w.incidents["one"].Updates[0].Edited = w.at
	_, got, _ := strictAtom(full(t, w.input(t))["updates.atom"])
	if len(got) != 1 || !strings.Contains(got[0].ID, "/Update/1/Edit/") {
		t.Errorf("the feed tells %+v", got)
	}
}

// An incident that goes on while many others come and go is told of when
// something is said of it again.
func TestAnOldIncidentWithNewsIsInTheFeeds(t *testing.T) {
	w := newWorld(t, 5)
	w.open("old", "c0")
	for i := range 120 {
		id := "new" + string(rune('a'+i/26)) + string(rune('a'+i%26))
		w.open(id, "c0")
		w.post(id, status.Resolved, "Done.")
	}
	for _, state := range [...]status.State{status.Monitoring, status.Resolved} {
		w.post("old", state, "News of the old one.")
		site := full(t, w.input(t))
		for _, path := range [...]string{"history", "updates", "components/c0/history"} {
			for _, ending := range [...]string{".atom", ".rss", ".json"} {
				if !strings.Contains(site[path+ending], "News of the old one.") {
					t.Errorf("%s: %s%s does not tell the news", state, path, ending)
				}
			}
		}
	}
}
