package feed

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/feeds"

	"tidings/internal/status"
)

// many makes items of the size that a busy page has.
func many(n, updates int) []Item {
	text := strings.Repeat("We see slow answers on the API & the website. ", 8)
	items := make([]Item, n)
	for i := range items {
		started := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -i)
		it := Item{About: status.AboutIncident, ID: fmt.Sprintf("incident-%d", i), Title: "API answers slowly", Path: fmt.Sprintf("incidents/incident-%d", i), Published: started}
		for u := range updates {
			it.Updated = started.Add(time.Duration(u) * 20 * time.Minute)
			it.Updates = append(it.Updates, Update{ID: fmt.Sprint(u + 1), State: "Identified", At: it.Updated, HTML: "<p>" + strings.ReplaceAll(text, "&", "&amp;") + "</p>\n", Text: text})
		}
		items[i] = it
	}
	return items
}

func BenchmarkHistory(b *testing.B) {
	s, items := site(), many(50, 4)
	b.ReportAllocs()
	for b.Loop() {
		f, err := History(s, items)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(f.Atom) + len(f.RSS) + len(f.JSON)))
	}
}

func BenchmarkUpdates(b *testing.B) {
	s, items := site(), published(many(50, 4))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Updates(s, items); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLibrary is what the same feed costs with gorilla/feeds' encoders,
// the reason that this package has its own.
func BenchmarkLibrary(b *testing.B) {
	s, items := site(), many(50, 4)
	s.Authority = "status.example.com"
	b.ReportAllocs()
	for b.Loop() {
		m := newModel(s, historyEntries(s, items))
		if _, err := feeds.ToXML(m.atomFeed()); err != nil {
			b.Fatal(err)
		}
		if _, err := feeds.ToXML(m.rssFeed()); err != nil {
			b.Fatal(err)
		}
		if _, err := json.Marshal(m.jsonFeed()); err != nil {
			b.Fatal(err)
		}
	}
}
