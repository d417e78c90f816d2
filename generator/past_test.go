package generator_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"tidings/internal/status"
)

// edited is a site with an incident whose title and first text were edited, and
// whose second text was redacted.
func edited(t *testing.T) map[string]string {
	t.Helper()
	w := newWorld(t, 5)
	w.config.Site.Languages = []string{"en", "ar"}
	w.open("one", "c1")
	w.post("one", status.Identified, "The password is hunter2.")
	w.change("one", func(inc *status.Incident) {
		inc.Title, inc.Impact, inc.Updates[0].Body = "Cache <trouble>", status.ImpactMajor, "It is the cache."
	})
	w.change("one", func(inc *status.Incident) {
		inc.Updates[0].Body = "It is the disk."
		inc.Updates[1].Body, inc.Updates[1].Redacted = "", w.at.Add(10*time.Minute)
	})
	return full(t, w.input(t))
}

func TestAnIncidentsPageFoldsItsPastAway(t *testing.T) {
	site := edited(t)
	for path, says := range map[string][]string{
		"incidents/one.html": {
			`No impact · “<bdi>Trouble with one</bdi>” until <time datetime="2026-11-22T13:10:00Z">`,
			`<em>edited <time datetime="2026-11-22T13:20:00Z">`,
			"<details><summary>Earlier texts</summary>", "<p>It is the cache.</p>", "<p>We look into one.</p>",
			`<p><em>This text was taken out on <time datetime="2026-11-22T13:20:00Z">`,
		},
		"ar/incidents/one.html": {`<bdi lang="en">Trouble with one</bdi>`, `<div class="text" lang="en" dir="ltr"><p>It is the cache.</p>`, "أُزيل هذا النص"},
		"index.html":            {"<em>edited", "was taken out on"},
	} {
		for _, want := range says {
			if !strings.Contains(site[path], want) {
				t.Errorf("%s does not have %q", path, want)
			}
		}
	}
	page := site["incidents/one.html"]
	if strings.Index(page, "It is the cache.") > strings.Index(page, "We look into one.") {
		t.Error("the older text stands first")
	}
	if strings.Contains(site["index.html"], "It is the cache.") || strings.Contains(site["index.html"], "Earlier texts") {
		t.Error("the home page has earlier texts")
	}
	for path, body := range site {
		if strings.Contains(body, "hunter2") {
			t.Errorf("%s has the redacted text", path)
		}
	}
}

func TestStatuspageJSONHasTheMarkInPlaceOfARedactedText(t *testing.T) {
	var doc struct {
		Incidents []struct {
			Name      string
			UpdatedAt time.Time `json:"updated_at"`
			Updates   []struct {
				Body      string
				CreatedAt time.Time `json:"created_at"`
				UpdatedAt time.Time `json:"updated_at"`
				DisplayAt time.Time `json:"display_at"`
			} `json:"incident_updates"`
		}
	}
	if err := json.Unmarshal([]byte(edited(t)["api/v2/incidents.json"]), &doc); err != nil {
		t.Fatal(err)
	}
	inc := doc.Incidents[0]
	redacted, first := inc.Updates[0], inc.Updates[1]
	at := time.Date(2026, 11, 22, 13, 20, 0, 0, time.UTC)
	if inc.Name != "Cache <trouble>" || !inc.UpdatedAt.Equal(at) {
		t.Errorf("the incident is %q of %v", inc.Name, inc.UpdatedAt)
	}
	if !strings.Contains(redacted.Body, "This text was taken out on 22 Nov 2026") || !redacted.UpdatedAt.Equal(at) || !redacted.DisplayAt.Equal(redacted.CreatedAt) {
		t.Errorf("the redacted update is %+v", redacted)
	}
	if first.Body != "It is the disk." || !first.UpdatedAt.Equal(at) || !first.DisplayAt.Equal(first.CreatedAt) {
		t.Errorf("the edited update is %+v", first)
	}
}
