package statuspage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/status"
	"tidings/test/golden"
)

func TestRecordedAndOursHaveOneShape(t *testing.T) {
	for _, name := range []string{"instructure-summary.json", "github-summary-maintenance.json"} {
		body, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if err := check("api/v2/summary.json", body); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := consistent(decode(t, body)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	full, empty := acme(t), Input{View: &status.View{}, Site: acme(t).Site}
	for name, in := range map[string]Input{"full": full, "empty": empty} {
		docs := documents(t, in)
		if len(docs) != 8 {
			t.Errorf("%s: %d documents", name, len(docs))
		}
		for path, body := range docs {
			if err := check(path, body); err != nil {
				t.Errorf("%s: %s: %v\n%s", name, path, err, body)
			}
			if err := consistent(decode(t, body)); err != nil {
				t.Errorf("%s: %s: %v", name, path, err)
			}
			var compact bytes.Buffer
			if json.Compact(&compact, body) != nil || compact.Len() != len(body) {
				t.Errorf("%s: %s is not compact", name, path)
			}
		}
	}
}

// The shape has to notice what it is there for.
func TestShapeRefuses(t *testing.T) {
	good := string(documents(t, acme(t))["api/v2/summary.json"])
	for what, bad := range map[string]string{
		"an unknown key":      strings.Replace(good, `"page":{`, `"page":{"extra":1,`, 1),
		"a missing key":       strings.Replace(good, `"showcase":true,`, ``, 1),
		"another order":       strings.Replace(good, `"name":"Acme","url":"https://status.example.com"`, `"url":"https://status.example.com","name":"Acme"`, 1),
		"another word":        strings.Replace(good, `"status":"partial_outage"`, `"status":"unknown"`, 1),
		"too few digits":      strings.Replace(good, `.000-07:00`, `-07:00`, 1),
		"null for a list":     strings.Replace(good, `"components":[`, `"components":null,"x":[`, 1),
		"a number as a text":  strings.Replace(good, `"position":1`, `"position":"1"`, 1),
		"a key of groups":     strings.Replace(good, `"scheduled_for"`, `"components":[],"scheduled_for"`, 1),
		"something after it":  good + "{}",
		"status in the front": strings.Replace(good, `"components":[`, `"status":{},"components":[`, 1),
	} {
		if bad == good {
			t.Errorf("%s: the test changes nothing", what)
		}
		if check("api/v2/summary.json", []byte(bad)) == nil {
			t.Errorf("%s is accepted", what)
		}
	}
}

// consistent holds what no key says alone.
func consistent(d document) error {
	byID := map[string]component{}
	last := 0
	for _, c := range d.Components {
		if _, twice := byID[c.ID]; twice {
			return fmt.Errorf("two components have the id %s", c.ID)
		}
		if c.Group != (c.Components != nil) {
			return fmt.Errorf("%s: the key components is for groups alone", c.Name)
		}
		if c.Position < last {
			return fmt.Errorf("%s stands after a higher position", c.Name)
		}
		byID[c.ID], last = c, c.Position
	}
	rank := map[string]int{"operational": 0, "under_maintenance": 1, "degraded_performance": 2, "partial_outage": 3, "major_outage": 4}
	for _, c := range d.Components {
		if c.GroupID != nil && !byID[*c.GroupID].Group {
			return fmt.Errorf("%s is in a group that is not there", c.Name)
		}
		worst := 0
		for _, id := range c.Components {
			if child := byID[id]; child.GroupID == nil || *child.GroupID != c.ID {
				return fmt.Errorf("%s and its child %s disagree", c.Name, child.Name)
			}
			worst = max(worst, rank[byID[id].Status])
		}
		if c.Group && rank[c.Status] != worst {
			return fmt.Errorf("%s is %s", c.Name, c.Status)
		}
	}
	return nil
}

func TestGolden(t *testing.T) {
	golden.Check(t, "golden-summary.json", documents(t, acme(t))["api/v2/summary.json"])
}

func TestTimesAreInThePagesZone(t *testing.T) {
	for zone, want := range map[*time.Location]string{
		denver(t):                          `"America/Denver","updated_at":"2026-11-22T04:00:00.000-07:00"`,
		time.UTC:                           `"Etc/UTC","updated_at":"2026-11-22T11:00:00.000Z"`,
		time.FixedZone("Etc/UTC", 0):       `"Etc/UTC","updated_at":"2026-11-22T11:00:00.000Z"`,
		time.FixedZone("Europe/London", 0): `"Europe/London","updated_at":"2026-11-22T11:00:00.000+00:00"`,
		time.FixedZone("Asia/Kolkata", 5*3600+1800): `"Asia/Kolkata","updated_at":"2026-11-22T16:30:00.000+05:30"`,
		nil: `"Etc/UTC","updated_at":"2026-11-22T11:00:00.000Z"`,
	} {
		in := acme(t)
		in.Site.Zone = zone
		if body := documents(t, in)["api/v2/status.json"]; !bytes.Contains(body, []byte(`"time_zone":`+want)) {
			t.Errorf("%v: %s", zone, body)
		}
	}
}

func TestViewWithoutAStateForEachComponentIsRefused(t *testing.T) {
	in := acme(t)
	in.View.States = in.View.States[1:]
	if _, err := Documents(in); err == nil {
		t.Error("it is written")
	}
}

func TestListsAreBounded(t *testing.T) {
	in := acme(t)
	for len(in.Incidents) < 3*Limit {
		in.Incidents = append(in.Incidents, in.Incidents[1])
		in.Maintenance = append(in.Maintenance, in.Maintenance[2])
	}
	docs := documents(t, in)
	if n := len(decode(t, docs["api/v2/incidents.json"]).Incidents); n != Limit {
		t.Errorf("%d incidents", n)
	}
	if n := len(decode(t, docs["api/v2/scheduled-maintenances.json"]).Maintenances); n != Limit {
		t.Errorf("%d maintenances", n)
	}
}

func TestSameInputSameBytes(t *testing.T) {
	if diff := cmp.Diff(documents(t, acme(t)), documents(t, acme(t))); diff != "" {
		t.Error(diff)
	}
}

func FuzzHostileText(f *testing.F) {
	f.Add("plain")
	f.Add("\x00\x1f\"\\]]>\xff\u2028\u202E🔥")
	f.Fuzz(func(t *testing.T, text string) {
		in := acme(t)
		in.Site.Name = text
		in.View.Layout.Groups[1].Name = text
		in.View.Layout.Components[1].Name = text
		in.View.Layout.Components[2].Description = text
		in.View.Layout.Components[3].Since = text
		in.Incidents[0].Title = text
		in.Incidents[0].Updates[0].Body = text
		for path, body := range documents(t, in) {
			if err := check(path, body); err != nil {
				t.Errorf("%s: %v\n%q", path, err, body)
			}
		}
	})
}

func BenchmarkDocuments(b *testing.B) {
	in := acme(b)
	for len(in.Incidents) < Limit {
		in.Incidents = append(in.Incidents, in.Incidents[1])
		in.Maintenance = append(in.Maintenance, in.Maintenance[2])
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Documents(in); err != nil {
			b.Fatal(err)
		}
	}
}
