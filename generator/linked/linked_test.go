package linked

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 22, 13, 0, 0, 0, time.FixedZone("CET", 3600))

// read reads the data back as a search engine does, up to the element's end.
func read(t *testing.T, script []byte) (said map[string]any) {
	t.Helper()
	text, ok := strings.CutPrefix(string(script), `<script type="application/ld+json">`)
	text, rest, closed := strings.Cut(text, "</script>")
	if !ok || !closed || rest != "" {
		t.Fatalf("no element: %s", script)
	}
	if err := json.Unmarshal([]byte(text), &said); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return said
}

func TestCancelledMaintenanceSaysSo(t *testing.T) {
	for cancelled, want := range map[bool]string{false: "https://schema.org/EventScheduled", true: "https://schema.org/EventCancelled"} {
		if got := read(t, Maintenance(Page{Title: "Work"}, noon, noon.Add(time.Hour), cancelled)); got["eventStatus"] != want || got["startDate"] != "2026-11-22T12:00:00Z" {
			t.Errorf("%v", got)
		}
	}
}

func TestWhatIsNotKnownIsLeftOut(t *testing.T) {
	got := read(t, Home(Page{Title: "Acme", Site: "Acme", Lang: "en"}))
	for _, key := range []string{"url", "dateModified"} {
		if value, said := got[key]; said {
			t.Errorf("%s is said to be %v", key, value)
		}
	}
	if odd := AppendIncident(nil, Page{Title: "X"}, time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC)); len(odd) != 0 {
		t.Errorf("a year that JSON has no words for: %s", odd)
	}
}

// TestIncidentIsWhatTheEncoderWrites holds the short way equal to the encoder's.
func TestIncidentIsWhatTheEncoderWrites(t *testing.T) {
	times := []time.Time{{}, noon, noon.Add(123456789), time.Date(10000, 1, 1, 0, 0, 0, 0, noon.Location()), time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC)}
	for _, title := range []string{"", "API answers slowly: 5 % fail", "ö", `"`, `\`, "<", ">", "&", "\x7f", "\n", "\u2028", "~ '"} {
		for _, from := range times {
			for _, changed := range times {
				want := script(article{Context: vocabulary, Type: "Article", Headline: title, Published: from.UTC(), Modified: changed.UTC()})
				if got := AppendIncident(nil, Page{Title: title, Changed: changed}, from); string(got) != string(want) {
					t.Errorf("got %s, want %s", got, want)
				}
			}
		}
	}
}

func FuzzHostileText(f *testing.F) {
	f.Add("</script><script>alert(1)</script>", "<!--")
	f.Add("]]>\x00\xff", "\u2028\"")
	f.Fuzz(func(t *testing.T, title, site string) {
		p := Page{Title: title, Site: site, URL: "https://example.com/" + title}
		for _, script := range [][]byte{Home(p), AppendIncident(nil, p, noon), Maintenance(p, noon, noon, false)} {
			read(t, script)
		}
	})
}
