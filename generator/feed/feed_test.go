package feed

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/status"
)

func site() Site {
	return Site{
		Title: "Acme Status - Incident History", Name: "Acme", URL: "https://status.example.com",
		Path: "history", Language: "en", Zone: time.UTC, Corrects: "Replaces an earlier text",
	}
}

func berlin(t *testing.T) *time.Location {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func at(clock string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", clock)
	if err != nil {
		panic(err)
	}
	return t
}

func items() []Item {
	return []Item{
		{
			About: status.AboutMaintenance, ID: "db-upgrade", Title: "Database upgrade", Path: "maintenance/db-upgrade",
			Published: at("2026-11-20 09:00"), Updated: at("2026-11-20 09:00"),
			Updates: []Update{{ID: "1", State: "Scheduled", At: at("2026-11-20 09:00"), HTML: "<ul><li>Writes stop</li></ul>", Text: "Writes stop"}},
			Note:    "Planned for 2026-11-30, 01:00 to 02:00 UTC.",
		},
		{
			About: status.AboutIncident, ID: "api-slow", Title: "API <slow> & failing", Path: "incidents/api-slow",
			Published: at("2026-11-18 10:04"), Updated: at("2026-11-18 12:00"),
			Updates: []Update{
				{ID: "1", State: "Investigating", At: at("2026-11-18 10:04"), HTML: "<p>We see <strong>slow</strong> answers.</p>", Text: "We see slow answers."},
				{ID: "2", State: "Resolved", At: at("2026-11-18 10:31"), Edited: at("2026-11-18 12:00"), HTML: "<p>A cache node was replaced.</p><p>Sorry.</p>", Text: "A cache node was replaced. Sorry."},
			},
		},
	}
}

// published gives items the posts of their updates. What was edited said
// something else before.
func published(items []Item) []Item {
	for i := range items {
		it := &items[i]
		it.Posts = nil
		for _, u := range it.Updates {
			p := Post{Update: u.ID, Title: u.State + ": " + it.Title, State: u.State, At: u.At, Published: u.At, Updated: u.At, HTML: u.HTML, Text: u.Text}
			if !u.Edited.IsZero() {
				first := p
				first.HTML, first.Text = "<p>The cache was replaced.</p>", "The cache was replaced."
				it.Posts = append(it.Posts, first)
				p.Edit, p.Published, p.Updated, p.Title = u.Edited.Format("20060102T150405Z"), u.Edited, u.Edited, "Correction: "+p.Title
			}
			it.Posts = append(it.Posts, p)
		}
	}
	return items
}

func history(t *testing.T, s Site, items []Item) Files {
	t.Helper()
	f, err := History(s, items)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func updates(t *testing.T, items []Item) Files {
	t.Helper()
	f, err := Updates(site(), published(items))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestIdentifiersOutliveEverything(t *testing.T) {
	before := ids(t, history(t, site(), items()))
	want := []string{"tag:status.example.com,2005:Maintenance/db-upgrade", "tag:status.example.com,2005:Incident/api-slow"}
	if diff := cmp.Diff(want, before); diff != "" {
		t.Fatal(diff)
	}
	renamed := items()
	for i := range renamed {
		renamed[i].Title = "Another title"
		renamed[i].Path += ".html"
		renamed[i].Updates = renamed[i].Updates[:1]
	}
	moved := site()
	moved.URL, moved.Authority, moved.Path, moved.Language = "https://new.example.org/status", "status.example.com", "de/history", "de"
	if diff := cmp.Diff(before, ids(t, history(t, moved, renamed))); diff != "" {
		t.Errorf("identifiers changed:\n%s", diff)
	}
}

func TestIdentifiersHaveTheHostWithoutPort(t *testing.T) {
	s := site()
	s.URL = "http://127.0.0.1:8080/status"
	if got := ids(t, history(t, s, items()))[1]; got != "tag:127.0.0.1,2005:Incident/api-slow" {
		t.Error(got)
	}
}

func TestAddressWithoutHostIsRefused(t *testing.T) {
	for _, address := range []string{"", "status.example.com", "https://", "http://[::1"} {
		s := site()
		s.URL = address
		if _, err := History(s, nil); err == nil || !strings.Contains(err.Error(), "names no host") {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestSameContentSameBytes(t *testing.T) {
	if diff := cmp.Diff(history(t, site(), items()), history(t, site(), items())); diff != "" {
		t.Error(diff)
	}
}

// An entry of the updates feed is never another one later: what was out stays
// as it was when more is posted.
func TestUpdateOnceOutStaysTheSame(t *testing.T) {
	all := items()
	less := items()
	less[1].Updates = less[1].Updates[:1]
	less[1].Updated = less[1].Published
	old := entries(string(updates(t, less).Atom))
	now := entries(string(updates(t, all).Atom))
	if len(now) != len(old)+2 { // an update and an edit of it
		t.Fatalf("%d entries, then %d", len(old), len(now))
	}
	for _, e := range old {
		if !strings.Contains(strings.Join(now, ""), e) {
			t.Errorf("this entry is gone or another:\n%s", e)
		}
	}
}

func entries(atom string) []string {
	_, rest, _ := strings.Cut(atom, "<entry>")
	return strings.Split(strings.TrimSuffix(rest, "</feed>\n"), "<entry>")
}

func TestUpdatesAreTheNewestOfAllItems(t *testing.T) {
	got := parse(t, updates(t, many(20, 4)).RSS).Items
	if len(got) != Limit {
		t.Fatalf("%d entries, want %d", len(got), Limit)
	}
	for i := 1; i < len(got); i++ {
		if got[i].PublishedParsed.After(*got[i-1].PublishedParsed) {
			t.Errorf("entry %d is newer than the one before it", i)
		}
	}
	if want := "https://status.example.com/incidents/incident-0#update-4"; got[0].Link != want {
		t.Errorf("newest is %s, want %s", got[0].Link, want)
	}
}

// A maintenance is listed where it begins, and stands in feeds where it was
// published.
func TestHistoryIsInTheOrderOfPublication(t *testing.T) {
	all := items()
	all[0].Published = at("2026-11-10 09:00")
	want := []string{"tag:status.example.com,2005:Incident/api-slow", "tag:status.example.com,2005:Maintenance/db-upgrade"}
	for range 2 {
		if diff := cmp.Diff(want, ids(t, history(t, site(), all))); diff != "" {
			t.Error(diff)
		}
		all[0], all[1] = all[1], all[0]
	}
	all[0].Published = all[1].Published
	if diff := cmp.Diff(want, ids(t, history(t, site(), all))); diff != "" {
		t.Errorf("published in the same second: %s", diff)
	}
}

// A reader that finds the feed's own date unchanged looks no further.
func TestAFeedIsAsNewAsTheLastThingThatWasSaid(t *testing.T) {
	old := items()[1:]
	old[0].Updated = at("2026-11-22 15:00")
	atom := string(history(t, site(), old).Atom)
	head, _, _ := strings.Cut(atom, "<entry>")
	if want := "<updated>2026-11-22T15:00:00Z</updated>"; !strings.Contains(head, want) {
		t.Errorf("the feed's head lacks %s:\n%s", want, head)
	}
}

func TestHistoryIsBounded(t *testing.T) {
	if n := len(ids(t, history(t, site(), many(3*Limit, 1)))); n != Limit {
		t.Errorf("%d entries", n)
	}
}

func TestEmptyFeedIsAFeedAndStaysTheSame(t *testing.T) {
	f := history(t, site(), nil)
	for _, body := range [][]byte{f.RSS, f.Atom} {
		got := parse(t, body)
		if got.Title != "Acme Status - Incident History" || len(got.Items) != 0 || got.UpdatedParsed.Unix() != 0 {
			t.Errorf("%+v", got)
		}
	}
	if !bytes.Contains(f.JSON, []byte(`"items":[]`)) {
		t.Errorf("%s", f.JSON)
	}
}
