package feed

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files again")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (-want +got):\n%s", name, cmp.Diff(string(want), string(got)))
	}
}

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
	golden(t, "history.rss", h.RSS)
	golden(t, "history.atom", h.Atom)
	golden(t, "history.json", h.JSON)
	golden(t, "updates.rss", u.RSS)
	golden(t, "updates.atom", u.Atom)
	golden(t, "updates.json", u.JSON)
}
