package feed

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/feeds"
	"github.com/mmcdole/gofeed"
)

func parse(t *testing.T, body []byte) *gofeed.Feed {
	t.Helper()
	wellFormed(t, body)
	f, err := gofeed.NewParser().Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatalf("%v\n%s", err, body)
	}
	return f
}

// wellFormed reads to the end, strictly: gofeed forgives too much.
func wellFormed(t *testing.T, body []byte) {
	t.Helper()
	for d := xml.NewDecoder(bytes.NewReader(body)); ; {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("not well formed: %v\n%q", err, body)
		}
	}
}

func ids(t *testing.T, f Files) []string {
	t.Helper()
	lists := [3][]string{}
	for i, body := range [][]byte{f.RSS, f.Atom, f.JSON} {
		if i < 2 {
			wellFormed(t, body)
		}
		got, err := gofeed.NewParser().Parse(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range got.Items {
			lists[i] = append(lists[i], it.GUID)
		}
	}
	if diff := cmp.Diff(lists[0], lists[1]) + cmp.Diff(lists[1], lists[2]); diff != "" {
		t.Errorf("the formats name their entries differently:\n%s", diff)
	}
	return lists[0]
}

// The library's own encoder is the oracle: what a reader sees must be the same.
func TestReadersSeeWhatTheLibraryWrites(t *testing.T) {
	s := site()
	s.Authority = "status.example.com"
	s.Subtitle = "What happened"
	m := newModel(s, historyEntries(s, items()))
	f := history(t, s, items())
	for name, c := range map[string]struct {
		ours    []byte
		library feeds.XmlFeed
	}{"atom": {f.Atom, m.atomFeed()}, "rss": {f.RSS, m.rssFeed()}} {
		body, err := feeds.ToXML(c.library)
		if err != nil {
			t.Fatal(err)
		}
		want, got := parse(t, []byte(body)), parse(t, c.ours)
		if diff := cmp.Diff(want.Items, got.Items); diff != "" {
			t.Errorf("%s: entries (-library +ours):\n%s", name, diff)
		}
		for _, pair := range [][2]string{{want.Title, got.Title}, {want.Link, got.Link}, {want.Description, got.Description}, {want.Updated, got.Updated}} {
			if pair[0] != pair[1] {
				t.Errorf("%s: library has %q, ours %q", name, pair[0], pair[1])
			}
		}
		if want := "https://status.example.com/history." + name; got.FeedLink != want {
			t.Errorf("%s: the feed says it is at %q", name, got.FeedLink)
		}
	}
}

func TestJSONIsTheLibrarysModel(t *testing.T) {
	s := site()
	s.Authority = "status.example.com"
	m := newModel(s, historyEntries(s, items()))
	var got feeds.JSONFeed
	d := json.NewDecoder(bytes.NewReader(history(t, s, items()).JSON))
	d.DisallowUnknownFields()
	if err := d.Decode(&got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m.jsonFeed(), &got); diff != "" {
		t.Errorf("(-library +ours):\n%s", diff)
	}
}

func FuzzHostileText(f *testing.F) {
	f.Add("API", "<p>text</p>")
	f.Add("]]>\x00\x1f<script>", "<p>\xff]]>&nbsp;\u2028</p>")
	f.Add("\u202Eevil\uFFFE🔥", "")
	f.Fuzz(func(t *testing.T, plain, html string) {
		s := site()
		s.Title, s.Name, s.Subtitle, s.Language = plain, plain, plain, plain
		it := items()
		it[0].Title, it[0].Note, it[0].Path = plain, plain, plain
		it[0].Updates[0] = Update{ID: plain, State: plain, At: at("2026-11-20 09:00"), HTML: html, Text: plain}
		it[0].Posts = []Post{{Update: plain, Edit: plain, Title: plain, State: plain, At: at("2026-11-20 09:00"), Published: at("2026-11-20 09:00"), HTML: html, Text: plain}}
		s.Corrects = plain
		for _, write := range []func(Site, []Item) (Files, error){History, Updates} {
			files, err := write(s, it)
			if err != nil {
				t.Fatal(err)
			}
			wellFormed(t, files.RSS)
			wellFormed(t, files.Atom)
			if !json.Valid(files.JSON) {
				t.Fatalf("not JSON: %q", files.JSON)
			}
		}
	})
}
