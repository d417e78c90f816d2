package generator_test

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"
)

// Whoever shows the bodies of the public API as HTML shows the text, its
// paragraphs and its links, and runs nothing.
func TestBodiesOfTheAPIAreSafeAsHTML(t *testing.T) {
	const (
		said = "<script>alert(1)</script> & **more**\n\nSee [notes](https://example.com/?a&b) or [run](javascript:alert(1))."
		want = "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more\n\nSee <a href=\"https://example.com/?a&amp;b\">notes</a> or run."
	)
	w := newWorld(t, 3)
	inc := w.incident(rand.New(rand.NewPCG(1, 1)), "slow", now.Add(-time.Hour), false)
	inc.Updates = inc.Updates[:1]
	inc.Updates[0].Body = said
	w.incidents[inc.ID] = inc
	for name, lang := range map[string]map[string]string{
		"converted for its page": nil, "converted for itself": {"en": "The page has another text."},
	} {
		inc.Updates[0].Lang = lang
		site := full(t, w.input(t))
		for _, path := range []string{"api/v2/summary.json", "api/v2/incidents.json", "api/v2/incidents/unresolved.json"} {
			if got := body(t, site[path]); got != want {
				t.Errorf("%s, %s: %q, want %q", path, name, got, want)
			}
		}
	}
}

// body is that of the only update of the only incident of a document.
func body(t *testing.T, document string) string {
	t.Helper()
	var d struct {
		Incidents []struct {
			Updates []struct{ Body string } `json:"incident_updates"`
		}
	}
	if err := json.Unmarshal([]byte(document), &d); err != nil || len(d.Incidents) != 1 || len(d.Incidents[0].Updates) != 1 {
		t.Fatalf("%v in %s", err, document)
	}
	return d.Incidents[0].Updates[0].Body
}
