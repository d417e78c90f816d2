package feed

import (
	"testing"

	"tidings/test/golden"
)

func TestGolden(t *testing.T) {
	h, err := History(site(), items())
	if err != nil {
		t.Fatal(err)
	}
	s := site()
	s.Path, s.Home, s.Language = "de/components/api/updates", "de/components/api", "de"
	s.Subtitle = "Every update on the API"
	s.Zone = berlin(t)
	s.Months[10] = "Nov."
	s.Links = []Link{{Rel: "prev-archive", Href: "https://status.example.com/2025.atom"}}
	u, err := Updates(s, published(items()))
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "history.rss", h.RSS)
	golden.Check(t, "history.atom", h.Atom)
	golden.Check(t, "history.json", h.JSON)
	golden.Check(t, "updates.rss", u.RSS)
	golden.Check(t, "updates.atom", u.Atom)
	golden.Check(t, "updates.json", u.JSON)
}
