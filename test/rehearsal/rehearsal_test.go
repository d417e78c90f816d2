package rehearsal

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"
)

var content = map[string]string{
	"site.yaml":            "name: Acme\nurl: https://status.example.com\ntime_zone: " + zone(0) + "\n",
	"components.yaml":      "components:\n  - {id: api, name: API}\n  - {id: web, name: Website}\n",
	"sources/monitor.yaml": "kind: alertmanager\nauth: {type: bearer, secret: monitor}\nrules:\n  - {match: {service: api}, component: api, status: major_outage, incident: {template: outage}}\n",
	"templates/outage.md":  "---\ntitle: \"{{component}} is down\"\nimpact: critical\n---\n## investigating\nWe are looking into it.\n\n## resolved\nIt works again.\n",
	"incidents/old.md":     "---\ntitle: An old one\nimpact: minor\n---\n## " + stamp(ago(53)) + " investigating\nIt is slow.\n\n## " + stamp(ago(53).Add(time.Hour)) + " resolved\nIt is fast.\n",
}

// alert is what Alertmanager sends: the same alert as before while it lasts, and
// another one when it fires after it was resolved.
func (s *stack) alert(state string) string {
	if state == "firing" && s.resolved {
		s.round++
	}
	s.resolved = state == "resolved"
	starts := ago(1).Add(time.Duration(s.round) * time.Minute)
	ends := time.Time{}
	if s.resolved {
		ends = starts.Add(30 * time.Second)
	}
	return `{"version":"4","groupKey":"{}:{alertname=\"APIDown\"}","truncatedAlerts":0,"status":"` + state + `","receiver":"tidings",
"groupLabels":{"alertname":"APIDown"},"commonLabels":{"alertname":"APIDown","service":"api"},"commonAnnotations":{},"externalURL":"http://am:9093",
"alerts":[{"status":"` + state + `","labels":{"alertname":"APIDown","service":"api","severity":"critical"},"annotations":{"summary":"secret host db-1"},
"startsAt":"` + starts.Format(time.RFC3339) + `","endsAt":"` + ends.Format(time.RFC3339) + `","generatorURL":"http://prom/graph","fingerprint":"f1"}]}`
}

// send carries a webhook to the door and returns what it answers.
func (s *stack) send(body string) (status int, answer string) {
	s.t.Helper()
	out, err := s.enter(httpEvent("POST", "/hooks/monitor", map[string]string{"authorization": "Bearer " + alertSecret}, body))
	if err != nil {
		return 0, err.Error()
	}
	var r struct {
		StatusCode int    `json:"statusCode"`
		Body       string `json:"body"`
	}
	s.must(json.Unmarshal(out, &r))
	return r.StatusCode, r.Body
}

// accept sends a webhook that must be taken.
func (s *stack) accept(body string) {
	s.t.Helper()
	if status, answer := s.send(body); status != 202 || !strings.Contains(answer, `"id"`) {
		s.t.Fatalf("the webhook is answered %d %s", status, answer)
	}
}

// published is a stack with the site of the content.
func published(t *testing.T) *stack {
	t.Helper()
	s := newStack(t)
	s.publishContent()
	return s
}

func (s *stack) publishContent() {
	s.t.Helper()
	s.apply(content)
	s.carry()
	s.clock()
	if page := s.read("/"); !strings.Contains(page, "Acme") {
		s.t.Fatalf("the site is not published: %.300s", page)
	}
	s.whole()
}

// incidents are the unresolved incidents by the public JSON.
func (s *stack) incidents() (names []string) {
	s.t.Helper()
	var doc struct{ Incidents []struct{ Name string } }
	s.must(json.Unmarshal([]byte(s.read("/api/v2/incidents/unresolved.json")), &doc))
	for _, i := range doc.Incidents {
		names = append(names, i.Name)
	}
	return names
}

// whole holds that the site is what its manifest says, file by file.
func (s *stack) whole() {
	s.t.Helper()
	var m struct {
		Root    map[string]string
		Folders map[string]struct{ Part, SHA256 string }
	}
	s.must(json.Unmarshal([]byte(s.read("/manifest.json")), &m))
	files := maps.Clone(m.Root)
	for folder, f := range m.Folders {
		part := s.read("/" + f.Part)
		if sum(part) != f.SHA256 {
			s.t.Errorf("%s is not what the manifest says", f.Part)
		}
		var names map[string]string
		s.must(json.Unmarshal([]byte(part), &names))
		for name, want := range names {
			files[folder+"/"+name] = want
		}
	}
	for path, want := range files {
		if got := sum(s.read("/" + path)); got != want {
			s.t.Errorf("%s is not what the manifest says", path)
		}
	}
}

func sum(text string) string {
	h := sha256.Sum256([]byte(text))
	return hex.EncodeToString(h[:])
}

// down holds that everything public says that the API is down.
func (s *stack) down() {
	s.t.Helper()
	if got := s.incidents(); len(got) != 1 || got[0] != "API is down" {
		s.t.Errorf("unresolved are %q", got)
	}
	for path, want := range map[string]string{
		"/": "API is down", "/api/v2/status.json": `"indicator":"major"`, "/api/v2/components.json": `"major_outage"`, "/history.atom": "API is down",
		"/history.rss": "API is down", "/updates.json": "We are looking into it.", "/components/api.html": "API is down",
	} {
		if page := s.read(path); !strings.Contains(page, want) {
			s.t.Errorf("%s does not say %q: %.200s", path, want, page)
		}
	}
	s.whole()
}

func TestAnAlertReachesThePage(t *testing.T) {
	s := published(t)
	s.accept(s.alert("firing"))
	s.carry()
	s.down()
	if strings.Contains(s.read("/"), "db-1") {
		t.Error("what the sender wrote is on the page")
	}
	s.accept(s.alert("resolved"))
	s.carry()
	if got := s.incidents(); len(got) != 0 {
		t.Errorf("unresolved are %q", got)
	}
	if page := s.read("/api/v2/status.json"); !strings.Contains(page, `"none"`) {
		t.Errorf("the status is %s", page)
	}
	if page := s.read("/history.atom"); !strings.Contains(page, "It works again.") || !strings.Contains(page, "An old one") {
		t.Errorf("the feed is %.500s", page)
	}
	s.whole()
}

// Strangers learn nothing, and the door behind CloudFront is not there without it.
func TestWhoMaySend(t *testing.T) {
	s := published(t)
	for name, x := range map[string]struct {
		header map[string]string
		path   string
		want   string
	}{
		"past CloudFront":   {map[string]string{"x-tidings-origin": ""}, "/hooks/monitor", `"statusCode":404`},
		"a wrong origin":    {map[string]string{"x-tidings-origin": "guess"}, "/hooks/monitor", `"statusCode":404`},
		"no credentials":    {nil, "/hooks/monitor", `"statusCode":401`},
		"wrong credentials": {map[string]string{"authorization": "Bearer no"}, "/hooks/monitor", `"statusCode":401`},
		"no such source":    {map[string]string{"authorization": "Bearer " + alertSecret}, "/hooks/nobody", `"statusCode":404`},
	} {
		out, err := s.enter(httpEvent("POST", x.path, x.header, s.alert("firing")))
		if err != nil || !strings.Contains(string(out), x.want) {
			t.Errorf("%s: %s, %v", name, out, err)
		}
	}
	s.carry()
	if got := s.incidents(); len(got) != 0 {
		t.Errorf("unresolved are %q", got)
	}
}

// AWS delivers at least once: webhook, stream and queue come twice, and late.
func TestEverythingTwice(t *testing.T) {
	s := published(t)
	s.accept(s.alert("firing"))
	s.accept(s.alert("firing"))
	event := s.route()
	s.insist("route", event)
	messages := s.receive(s.publish)
	for range 2 {
		answer, err := s.door("publish").invoke(t.Context(), sqsEvent(messages))
		s.must(err)
		if !strings.Contains(string(answer), `"batchItemFailures":null`) && !strings.Contains(string(answer), `"batchItemFailures":[]`) {
			t.Errorf("publish answers %s", answer)
		}
	}
	before := s.read("/manifest.json")
	s.settle(s.publish, messages, []byte("{}"), nil)
	s.carry()
	s.clock()
	s.down()
	if after := s.read("/manifest.json"); after != before {
		t.Errorf("what comes again is published again:\n%s\n%s", before, after)
	}
}
