package browser

import (
	"context"
	"encoding/json"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"tidings/test/browser/chromium"
)

// read is what a reader of Statuspage's API has read of a page. An incident's
// time is null where the reader could not make sense of it.
type (
	read struct {
		Summary struct {
			Page                    struct{ ID, Name, URL, Updated string }
			Status                  struct{ Indicator, Description string }
			Components              []readComponent
			Incidents, Maintenances []readIncident
		}
		Status struct {
			Status struct{ Indicator, Description string }
		}
		Components                                   []readComponent
		Incidents, Unresolved, All, Active, Upcoming []readIncident
	}
	readComponent struct {
		Name, Status, Updated string
		Children              []readComponent
	}
	readIncident struct {
		ID, Name, Impact, URL, Status, Updated string
		Updates                                []struct{ Description, Status, Updated string }
	}
)

// statuspage reads the running page by somebody else's client.
func statuspage(t *testing.T, _ *chromium.Browser, s *site) {
	tool(t, "@aero/statuspage/package.json")
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	out, err := exec.CommandContext(ctx, "node", "testdata/statuspage.js", s.url).CombinedOutput()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, out)
	}
	var got read
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if got.Summary.Page.Name != "Ferrywell" || got.Summary.Page.Updated == "" || got.Summary.Status.Indicator != "major" || got.Status.Status != got.Summary.Status {
		t.Errorf("the page reads as %+v %+v, %+v", got.Summary.Page, got.Summary.Status, got.Status)
	}
	got.checkComponents(t)
	got.checkIncidents(t)
}

func (r *read) checkComponents(t *testing.T) {
	statuses := map[string]string{}
	for _, c := range r.Summary.Components {
		if c.Updated == "" {
			t.Errorf("%+v has no time", c)
		}
		if len(c.Children) == 0 {
			statuses[c.Name] = c.Status
		}
		for _, child := range c.Children {
			statuses[c.Name+"/"+child.Name] = child.Status
		}
	}
	if len(statuses) != 12 || statuses["Payments/Payments API"] != "major_outage" || statuses["Developer tools/Sandbox"] != "under_maintenance" || statuses["Documentation"] != "operational" {
		t.Errorf("%d components read as %v", len(statuses), statuses)
	}
	if len(r.Components) != len(r.Summary.Components) {
		t.Errorf("components.json has %d groups and the summary %d", len(r.Components), len(r.Summary.Components))
	}
}

func (r *read) checkIncidents(t *testing.T) {
	for what, c := range map[string]struct {
		list  []readIncident
		first string
		least int
	}{
		"unresolved":       {r.Unresolved, shown, 1},
		"of the summary":   {r.Summary.Incidents, shown, 1},
		"of all incidents": {r.Incidents, shown, 50},
		"active":           {r.Active, "Sandbox moves to a new vault", 1},
		"upcoming":         {r.Upcoming, "", 1},
		"of all planned":   {r.All, "", 20},
		"to be done":       {r.Summary.Maintenances, "Sandbox moves to a new vault", 2},
	} {
		if len(c.list) < c.least || c.first != "" && !strings.Contains(c.list[0].Name, c.first) {
			t.Errorf("%s: %d incidents, of which %q should be the first: %.300v", what, len(c.list), c.first, c.list)
			continue
		}
		for _, inc := range c.list {
			if inc.Updated == "" || len(inc.Updates) == 0 || !strings.HasPrefix(inc.URL, "https://") || inc.Updates[0].Updated == "" {
				t.Errorf("%s: read as %.300v", what, inc)
			}
		}
	}
}

// forPrograms holds that scripts of any origin may read what is for programs, and
// learn from its tag whether it has changed.
func forPrograms(t *testing.T, _ *chromium.Browser, s *site) {
	for path, kind := range map[string]string{
		"/api/v2/summary.json": "application/json; charset=utf-8", "/api/v2/incidents/unresolved.json": "application/json; charset=utf-8",
		"/status.json": "application/json; charset=utf-8", "/ar/status.json": "application/json; charset=utf-8", "/heartbeat.json": "application/json; charset=utf-8",
		"/status.txt": "text/plain; charset=utf-8", "/badge-plain.svg": "image/svg+xml", "/history.atom": "application/atom+xml; charset=utf-8",
	} {
		resp, err := http.Get(s.url + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		h := resp.Header
		if resp.StatusCode != 200 || h.Get("Content-Type") != kind || h.Get("Access-Control-Allow-Origin") != "*" || h.Get("ETag") == "" {
			t.Errorf("%s: %s %v", path, resp.Status, h)
		}
	}
}
