package generator_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html/atom"

	"tidings/internal/status"
)

// TestSharedLinksShowTheStatus holds that the picture and the icons which a page
// names are there, and are those of what the page says.
func TestSharedLinksShowTheStatus(t *testing.T) {
	for worst := range 6 {
		w := newWorld(t, 3)
		w.config.Site.URL += "/below"
		w.incidents["x"] = &status.Incident{ID: "x", Title: "X", Impact: status.ImpactMinor, Updates: []status.Update{{ID: "1", At: now, State: status.Resolved}}}
		w.say("c1", status.Status(worst))
		site := full(t, w.input(t))
		said := status.Status(worst).String()
		for page, want := range map[string]string{"index.html": said, "components/c1.html": said, "components/c0.html": "operational", "incidents/x.html": "degraded_performance"} {
			head := headOf(t, page, site[page])
			for what, link := range map[string]string{"picture": head["og:image"], "icon": head["icon image/svg+xml"]} {
				path := strings.TrimLeft(strings.TrimPrefix(link, "https://status.acme.example/below"), "./")
				if !strings.HasPrefix(site[path], "\x89PNG") && !strings.HasPrefix(site[path], "<svg") || !strings.Contains(path, "/"+want+".") {
					t.Errorf("%s says %s and has the %s %q", page, want, what, link)
				}
			}
			if head["og:url"] != head["canonical"] || head["og:url"] == "" || head["og:title"] != head["title"] {
				t.Errorf("%s: %v", page, head)
			}
		}
	}
}

// TestNoPictureChangesWithAStatus holds that a change of status touches no more
// pictures than the badges that show it.
func TestNoPictureChangesWithAStatus(t *testing.T) {
	w := newWorld(t, 3)
	before := full(t, w.input(t))
	w.say("c1", status.MajorOutage)
	after := full(t, w.input(t))
	var changed []string
	for path := range maps.Keys(after) {
		if (strings.HasSuffix(path, ".svg") || strings.HasSuffix(path, ".png")) && after[path] != before[path] {
			changed = append(changed, path)
		}
	}
	slices.Sort(changed)
	want := []string{"badge-plain.svg", "badge-status.svg", "badge.svg", "components/c1/badge-plain.svg", "components/c1/badge-status.svg", "components/c1/badge.svg"}
	if !slices.Equal(changed, want) {
		t.Errorf("these pictures have changed: %q", changed)
	}
}

// TestWithoutAnAddressNothingIsInvented holds that a site which does not know
// its address names none.
func TestWithoutAnAddressNothingIsInvented(t *testing.T) {
	w := rich(t)
	w.config.Site.URL = ""
	site := full(t, w.input(t))
	for _, page := range []string{"index.html", "incidents/i000001.html", "components/c0.html"} {
		head := headOf(t, page, site[page])
		if head["og:image"]+head["og:url"]+head["canonical"] != "" || strings.Contains(head["linked"], `"url"`) {
			t.Errorf("%s: %v", page, head)
		}
	}
}

// headOf is what programs read in a page's head.
func headOf(t *testing.T, name, page string) map[string]string {
	t.Helper()
	head := map[string]string{}
	for _, n := range elements(parse(t, name, page)) {
		switch n.DataAtom {
		case atom.Title:
			head["title"] = textOf(n)
		case atom.Meta:
			head[attr(n, "property")+attr(n, "name")] = attr(n, "content")
		case atom.Link:
			head[strings.TrimSpace(attr(n, "rel")+" "+attr(n, "type"))] = attr(n, "href")
		case atom.Script:
			head["linked"] = textOf(n)
		}
	}
	return head
}

// TestSearchEnginesReadFacts reads what pages say in JSON-LD.
func TestSearchEnginesReadFacts(t *testing.T) {
	const hostile = `</script><script>alert("1")</script>`
	w := newWorld(t, 3)
	w.config.Site.Name = "Acme " + hostile
	w.config.Site.Languages = []string{"en", "de"}
	w.incidents["x"] = &status.Incident{ID: "x", Title: "Slow " + hostile, Updates: []status.Update{
		{ID: "1", At: now.Add(-2 * time.Hour), State: status.Investigating}, {ID: "2", At: now.Add(-time.Hour), State: status.Monitoring},
	}}
	w.maintenance["m"] = &status.Maintenance{ID: "m", Title: "Work", Starts: now.Add(time.Hour), Ends: now.Add(3 * time.Hour), Updates: []status.Update{{ID: "1", At: now, State: status.Scheduled}}}
	site := full(t, w.input(t))
	for page, want := range map[string]map[string]string{
		"index.html": {
			"@type": "WebPage", "inLanguage": "en", "url": "https://status.acme.example/", "dateModified": "2026-11-22T11:40:00Z",
		},
		"de/index.html":    {"@type": "WebPage", "inLanguage": "de", "url": "https://status.acme.example/de/"},
		"incidents/x.html": {"@type": "Article", "headline": "Slow " + hostile, "datePublished": "2026-11-22T10:40:00Z", "dateModified": "2026-11-22T11:40:00Z"},
		"de/maintenance/m.html": {
			"@type": "Event", "name": "Work", "url": "https://status.acme.example/de/maintenance/m",
			"startDate": "2026-11-22T13:40:00Z", "endDate": "2026-11-22T15:40:00Z", "location": "map[@type:VirtualLocation url:https://status.acme.example/de/maintenance/m]",
		},
	} {
		var said map[string]any
		if err := json.Unmarshal([]byte(headOf(t, page, site[page])["linked"]), &said); err != nil {
			t.Errorf("%s: %v", page, err)
		}
		if said["@context"] != "https://schema.org" {
			t.Errorf("%s is in no words that anybody knows: %v", page, said)
		}
		for key, value := range want {
			if fmt.Sprint(said[key]) != value {
				t.Errorf("%s: %s is %v, want %s", page, key, said[key], value)
			}
		}
	}
}
