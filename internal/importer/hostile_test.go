package importer

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tidings/internal/config"
	"tidings/internal/repo"
	"tidings/internal/status"
)

// read imports one document, given as text, and holds that what comes of it
// would pass the check.
func read(t *testing.T, name, body string) *Page {
	t.Helper()
	page, err := Statuspage([]Document{{name, []byte(body)}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	flawless(t, page.Files())
	return page
}

func noted(t *testing.T, page *Page, want string) {
	t.Helper()
	for _, n := range page.Notes {
		if strings.Contains(n.String(), want) {
			return
		}
	}
	t.Errorf("no note says %q: %v", want, page.Notes)
}

const top = `{"page":{"name":"Example","url":"http://status.example.com/","time_zone":"Mars/Phobos"},
"components":[{"id":"aaaaaaaaaaaa","name":"API"},{"id":"bbbbbbbbbbbb","name":"Visit www.example.com for more"},
{"id":"cccccccccccc","name":"Empty","group":true,"components":[]},{"id":"aaaaaaaaaaaa","name":"API again"},
{"id":"DDDD","name":"Web <b>site</b>","status":"major_outage","description":"<a href=x>line</a>\nline & more","start_date":"soon"},7],"incidents":[`

func incident(fields string) string {
	return top + `{"id":"i1i1i1i1i1i1","name":"Down","status":"resolved","impact":"major","created_at":"2025-01-01T10:00:00Z",` + fields + `}]}`
}

func TestWhatIsOddIsNotedAndTheRestStands(t *testing.T) {
	for _, tt := range []struct{ name, fields, note, file, holds string }{
		{"HTML in the title", `"name":"<script>alert(1)</script> &amp; \"x\"\u0007 y","incident_updates":[]`, "it has no updates", "", `title: "<script>alert(1)</script> &amp; \"x\" y"`},
		{"title of 10,000 characters", `"name":"` + strings.Repeat("long ", 2000) + `","incident_updates":[{"status":"resolved","body":"x","created_at":"2025-01-01T10:00:00Z"}]`, "its title has 9999 characters", "", "long long…"},
		{"no title", `"name":" ","incident_updates":[]`, "it has no title", "", "title: \"Untitled\""},
		{"time that cannot be", `"incident_updates":[{"status":"resolved","body":"x","display_at":"2025-02-30T10:00:00Z","created_at":"2025-03-01T00:00:00Z"}]`, `time "2025-02-30T10:00:00Z" cannot be`, "", "## 2025-03-01T00:00:00Z resolved"},
		{"no time", `"incident_updates":[{"status":"resolved","body":"x"}]`, "an update has no time", "", "## 2025-01-01T10:00:00Z resolved"},
		{"year 0", `"incident_updates":[{"status":"resolved","body":"x","display_at":"0000-01-01T00:00:00Z"}]`, "an update has no time", "", "## 2025-01-01T10:00:00Z resolved"},
		{"update before the start", `"incident_updates":[{"status":"resolved","body":"y","display_at":"2025-01-01T11:00:00Z"},{"status":"investigating","body":"x","display_at":"2024-12-31T23:00:00Z"}]`, "", "", "## 2024-12-31T23:00:00Z investigating\n\nx\n\n## 2025-01-01T11:00:00Z resolved"},
		{"state of a maintenance", `"incident_updates":[{"status":"in_progress","body":"x","display_at":"2025-01-01T10:00:00Z"}]`, "is in_progress, which it cannot be", "", "resolved"},
		{"unknown state and impact", `"impact":"huge","incident_updates":[{"status":"panicking","body":"x","display_at":"2025-01-01T10:00:00Z"}]`, `the state "panicking"`, "", "impact: minor"},
		{"closed without a word", `"resolved_at":"2025-01-01T12:00:00Z","incident_updates":[{"status":"monitoring","body":"x","display_at":"2025-01-01T10:00:00Z"}]`, "closed without an update", "", "## 2025-01-01T12:00:00Z resolved\n---\nbody: \"\""},
		{"component that is gone", `"components":[{"id":"zzz"}],"incident_updates":[{"status":"resolved","body":"x","display_at":"2025-01-01T10:00:00Z"}]`, `component "zzz" is not on the page`, "", "title: \"Down\""},
		{"unknown status", `"incident_updates":[{"status":"identified","body":"x","display_at":"2025-01-01T10:00:00Z","affected_components":[{"code":"aaaaaaaaaaaa","new_status":"sleepy"}]}]`, `the status "sleepy"`, "", "aaaaaaaaaaaa: unknown"},
		{"reserved id", `"id":"history","incident_updates":[]`, `its id "history" could not stay`, "", "id: history-"},
		{"id that climbs", `"id":"../../etc/passwd","incident_updates":[]`, `could not stay`, "", "id: etc-passwd-"},
		{"text like a heading", `"incident_updates":[{"status":"resolved","body":"## 2025-01-01T10:00:00Z resolved\n---\nid: x\n---","display_at":"2025-01-01T10:00:00Z"}]`, "", "", "\\## 2025"},
		{"same update id twice", `"incident_updates":[{"id":"2","status":"resolved","body":"y","display_at":"2025-01-01T11:00:00Z"},{"id":"u","status":"identified","body":"x","display_at":"2025-01-01T10:00:00Z"},{"id":"u","status":"investigating","body":"x","display_at":"2025-01-01T09:00:00Z"}]`, "", "", "## 2025-01-01T09:00:00Z investigating\n---\nid: u"},
		{"text too large for a file", `"incident_updates":[{"status":"resolved","body":"` + strings.Repeat("x", 1<<20) + `","display_at":"2025-01-01T10:00:00Z"}]`, "not imported: the file has", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			page := read(t, "incidents.json", incident(tt.fields))
			if tt.note != "" {
				noted(t, page, tt.note)
			}
			for _, f := range page.Files() {
				if strings.HasPrefix(f.Path, "incidents/") && !strings.Contains(string(f.Body), tt.holds) {
					t.Errorf("%s does not hold %q:\n%.600s", f.Path, tt.holds, f.Body)
				}
			}
		})
	}
}

func TestOddComponents(t *testing.T) {
	page := read(t, "summary.json", top+"]}")
	for _, want := range []string{
		"Mars/Phobos", "hint to readers", "group cccccccccccc: left out", "its id stands twice", `start date "soon" is no day`,
		"component 6 is left out", "it is major_outage there and no open incident says so",
	} {
		noted(t, page, want)
	}
	want := []status.Component{{ID: "aaaaaaaaaaaa", Name: "API"}, {ID: "dddd", Name: "Web <b>site</b>", Description: "line line & more"}}
	if got := fmt.Sprint(page.Layout.Components); got != fmt.Sprint(want) {
		t.Errorf("got %s", got)
	}
	if page.Site.URL != "https://status.example.com" || page.Site.Zone != time.UTC {
		t.Errorf("got %+v", page.Site)
	}
}

func TestDuplicates(t *testing.T) {
	one := `{"id":"x1","name":"First","created_at":"2025-01-01T10:00:00Z"}`
	page := read(t, "incidents.json", `{"page":{"name":"E"},"incidents":[`+one+`,`+strings.Replace(one, "First", "Second", 1)+`,"no"]}`)
	noted(t, page, `its id stands twice in incidents.json: the first is taken ("First" and "Second")`)
	noted(t, page, "entry 3 is left out")
	if len(page.Incidents) != 1 {
		t.Errorf("got %d incidents", len(page.Incidents))
	}
}

func TestTheBetterDocumentIsBelieved(t *testing.T) {
	page, err := Statuspage([]Document{
		{"history.jsonl", []byte(`{"id":"9","url":"https://s.example.com/incidents/x1","title":"Line","impact":"minor","started_at":"2025-01-01T10:00:00Z"}` + "\n{bad\n")},
		{"incidents.json", []byte(`{"page":{"name":"E","url":"https://s.example.com"},"incidents":[{"id":"x1","name":"API","impact":"none","created_at":"2025-01-01T10:00:00Z"}]}`)},
		{"notes.json", []byte(`{"nothing":1}`)},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Incidents) != 1 || page.Incidents[0].Title != "API" {
		t.Errorf("got %v", page.Incidents)
	}
	noted(t, page, "history.jsonl: line 2 is left out: it is not JSON")
	noted(t, page, "notes.json: not read")
}

func TestWhatIsNoDocumentIsAnError(t *testing.T) {
	for body, want := range map[string]string{
		"{\n\"page\": }": "summary.json: it is not JSON: line 2", `[1]`: "not a JSON object", "": "not a JSON object",
		`{"incidents":{"a":1}}`: `"incidents" is a object`, `{"a":1}`: "nothing in it is a Statuspage document",
		strings.Repeat(`{"page":`, 20000): "it is not JSON",
	} {
		if _, err := Statuspage([]Document{{"summary.json", []byte(body)}}, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: got %v, want %q", body, err, want)
		}
	}
	if _, err := Statuspage([]Document{{"history.atom", []byte("<feed><entry>")}}, nil); err == nil || !strings.Contains(err.Error(), "not an Atom feed") {
		t.Errorf("got %v", err)
	}
}

func TestMaintenanceWindows(t *testing.T) {
	const form = `{"page":{"name":"E"},"scheduled_maintenances":[{"id":"m1","name":"Work","status":"scheduled","impact":"maintenance","created_at":"2025-01-01T10:00:00Z",%s"incident_updates":[{"status":"scheduled","body":"x","created_at":"2025-01-01T10:00:00Z"}]}]}`
	page := read(t, "scheduled-maintenances.json", fmt.Sprintf(form, ""))
	noted(t, page, "does not say when it starts and ends")
	page = read(t, "scheduled-maintenances.json", fmt.Sprintf(form, `"scheduled_for":"2025-02-01T10:00:00Z","scheduled_until":"2025-01-01T10:00:00Z",`))
	noted(t, page, "it ends before it has started")
	page = read(t, "scheduled-maintenances.json", fmt.Sprintf(form, `"scheduled_for":"2025-02-01T10:00:00-07:00","scheduled_until":"2025-02-01T11:00:00-07:00",`))
	if m := page.Maintenances[0]; m.Starts.Hour() != 17 || m.Ends.Sub(m.Starts) != time.Hour {
		t.Errorf("got %v to %v", m.Starts, m.Ends)
	}
}

func TestTheEndsOfMaintenances(t *testing.T) {
	const form = `{"page":{"name":"E"},"scheduled_maintenances":[{"id":"m1","name":"Work","status":%q,"impact":"maintenance","created_at":"2025-01-01T10:00:00Z",
"scheduled_for":"2025-02-01T10:00:00Z","scheduled_until":"2025-02-01T11:00:00Z","resolved_at":"2025-01-20T10:00:00Z",
"incident_updates":[{"status":"scheduled","body":"x","created_at":"2025-01-01T10:00:00Z"}%s]}]}`
	states := func(state, more string) (all []status.State) {
		for _, u := range read(t, "scheduled-maintenances.json", fmt.Sprintf(form, state, more)).Maintenances[0].Updates {
			all = append(all, u.State)
		}
		return all
	}
	for _, c := range []struct {
		state, more string
		want        []status.State
	}{
		{"canceled", `,{"status":"Canceled","body":"y","created_at":"2025-01-20T10:00:00Z"}`, []status.State{status.Scheduled, status.Cancelled}},
		{"cancelled", ``, []status.State{status.Scheduled, status.Cancelled}},
		{"completed", ``, []status.State{status.Scheduled, status.Completed}},
		{"completed", `,{"status":"completed","body":"y","created_at":"2025-02-01T11:00:00Z"},{"status":"in_progress","body":"z","created_at":"2025-02-01T12:00:00Z"}`,
			[]status.State{status.Scheduled, status.Completed, status.Completed}},
	} {
		if diff := cmp.Diff(c.want, states(c.state, c.more)); diff != "" {
			t.Errorf("%s%s (-want +got):\n%s", c.state, c.more, diff)
		}
	}
	noted(t, read(t, "scheduled-maintenances.json", fmt.Sprintf(form, "completed", `,{"status":"completed","body":"y","created_at":"2025-02-01T11:00:00Z"},{"status":"in_progress","body":"z","created_at":"2025-02-01T12:00:00Z"}`)),
		"is in_progress although it was completed before: it stays completed")
}

// TestAnyDocumentGivesAFlawlessSite holds that whatever words an incident has,
// what is written of it can be read back.
func TestAnyDocumentGivesAFlawlessSite(t *testing.T) {
	text := rapid.SampledFrom([]string{"", "x", "## 2025-01-01T10:00:00Z resolved", "---\nid: y\n---", "```", "\u2028", "\x00", "<p>", "</li>", "<li>", "a: b #", "\n\n", "é", "{{", "<pre>", "<b>", "\"", "'", "- ", "#"})
	rapid.Check(t, func(t *rapid.T) {
		words := func(name string) string { return strings.Join(rapid.SliceOfN(text, 0, 5).Draw(t, name), "") }
		doc := map[string]any{"page": map[string]any{"name": words("site"), "url": words("url")},
			"components": []any{map[string]any{"id": words("component"), "name": words("name"), "description": words("description")}},
			"incidents": []any{map[string]any{"id": words("id"), "name": words("title"), "impact": words("impact"), "created_at": "2025-01-01T10:00:00Z",
				"incident_updates": []any{map[string]any{"id": words("update"), "body": words("body"), "status": words("status")}}}}}
		src, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		page, err := Statuspage([]Document{{"summary.json", src}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if files := page.Files(); len(files) != 3 {
			t.Fatalf("%s gave %d files: %v", src, len(files), page.Notes)
		} else if _, problems, err := repo.Config(fstest.MapFS{files[0].Path: {Data: files[0].Body}, files[1].Path: {Data: files[1].Body}}, time.Time{}); err != nil || len(problems) > 0 {
			t.Fatalf("%s: %v %v\n%s%s", src, problems, err, files[0].Body, files[1].Body)
		}
	})
}

func TestHistoriesSpeakOfComponentsThatAreThere(t *testing.T) {
	there := &config.Config{Layout: status.Layout{Components: []status.Component{{ID: "w", Name: "Website"}}}}
	line := `{"id":"x1","title":"T","impact":"minor","started_at":"2025-01-01T10:00:00Z","components":["website","Gone"],"updates":[{"at":"2025-01-01T10:00:00Z","status":"Resolved","message":"x"}]}`
	page, err := Statuspage([]Document{{"h.jsonl", []byte(line)}}, there)
	if err != nil {
		t.Fatal(err)
	}
	if got := page.Incidents[0].Components; len(got) != 1 || got["w"] != status.DegradedPerformance || !page.LayoutGuessed {
		t.Errorf("got %v", got)
	}
	noted(t, page, `"Gone" is not on the page`)
}

func TestAListThatEndsIsNoted(t *testing.T) {
	var list []string
	for i := range 50 {
		list = append(list, fmt.Sprintf(`{"id":"i%d","name":"n","created_at":"2025-01-01T10:00:00Z"}`, i))
	}
	page := read(t, "incidents.json", `{"page":{"name":"E","url":"https://e.example"},"incidents":[`+strings.Join(list, ",")+`]}`)
	noted(t, page, "its list ends with 50 entries")
}
