package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

// firing and cleared are bodies of the generic source monitor.
func firing(key, service string) []byte {
	return fmt.Appendf(nil, `{"key":%q,"status":"firing","severity":"critical","labels":{"service":%q}}`, key, service)
}

func cleared(key, service string) []byte {
	return fmt.Appendf(nil, `{"key":%q,"status":"resolved","labels":{"service":%q}}`, key, service)
}

// send posts a body to the source monitor, which must accept it.
func (s *server) send(t *testing.T, body []byte) {
	t.Helper()
	code, answer, err := s.post("monitor", monitorSecret, body)
	if err != nil || code != 202 {
		t.Fatalf("answer %d %s, %v\n%s", code, answer, err, s.stderr)
	}
}

// The main promise: a real alert turns a component red on the page, in the
// feeds and in the JSON within a second; its resolve turns it green; the archive
// keeps it; and all of that is still so after a restart.
func TestAlertTurnsThePageRedAndGreen(t *testing.T) {
	dir := newSite(t)
	s := serve(t, dir)
	if code, _ := s.get("/healthz"); code != 200 {
		t.Fatalf("healthz answered %d", code)
	}
	s.eventually(t, "/status.txt", lacks("major_outage"))

	s.send(t, firing("api-latency", "api"))
	s.eventually(t, "/api/v2/summary.json", contains(`"status":"major_outage"`))
	s.eventually(t, "/", contains("API is down"))
	s.eventually(t, "/history.atom", contains("API is down"))
	s.eventually(t, "/updates.rss", contains("does not answer"))
	s.eventually(t, "/components/api/history.json", contains("API is down"))

	s.send(t, cleared("api-latency", "api"))
	s.eventually(t, "/api/v2/summary.json", lacks("major_outage"))
	s.eventually(t, "/api/v2/incidents/unresolved.json", lacks("API is down"))
	month := "/history/" + s.begun(t, "API is down").Format("2006-01")
	s.eventually(t, month, contains("API is down"))
	s.eventually(t, "/history.atom", contains("answers again"))

	before := pages(s, month, "/history.json", "/api/v2/incidents.json")
	if err := s.stop(); err != nil {
		t.Fatalf("stopping: %v\n%s", err, s.stderr)
	}
	s = serve(t, dir)
	if after := pages(s, month, "/history.json", "/api/v2/incidents.json"); after != before {
		t.Errorf("a restart changed the archive from\n%s\nto\n%s", before, after)
	}
}

// begun is when an incident began, as the page has it.
func (s *server) begun(t *testing.T, title string) (at time.Time) {
	t.Helper()
	s.eventually(t, "/api/v2/incidents.json", func(page string) bool {
		var list struct {
			Incidents []struct {
				Name    string
				Created time.Time `json:"created_at"`
			}
		}
		if json.Unmarshal([]byte(page), &list) != nil {
			return false
		}
		for _, i := range list.Incidents {
			if i.Name == title {
				at = i.Created.UTC()
			}
		}
		return !at.IsZero()
	})
	return at
}

func pages(s *server, paths ...string) string {
	var all strings.Builder
	for _, path := range paths {
		_, body := s.get(path)
		all.WriteString(body)
	}
	return all.String()
}

// A secret that was rotated while serve runs is good at once, and the old one
// stays good.
func TestSecretsChangeWhileServing(t *testing.T) {
	dir := newSite(t)
	t.Setenv("TIDINGS_SECRET_MONITOR", "")
	s := serve(t, dir)
	if code, _, _ := s.post("monitor", "first", firing("a", "web")); code != 401 {
		t.Fatalf("without a secret: answer %d, want 401", code)
	}
	tidings(t, dir, "first\n", "secret", "set", "monitor")
	if code, _, _ := s.post("monitor", "first", firing("a", "web")); code != 202 {
		t.Fatalf("with the secret: answer %d, want 202", code)
	}
	tidings(t, dir, "second\n", "secret", "rotate", "monitor")
	for _, token := range []string{"first", "second"} {
		if code, _, _ := s.post("monitor", token, firing("a", "web")); code != 202 {
			t.Errorf("after the rotation %s: answer %d, want 202", token, code)
		}
	}
	tidings(t, dir, "third\n", "secret", "set", "monitor")
	if code, _, _ := s.post("monitor", "second", firing("a", "web")); code != 401 {
		t.Errorf("a replaced secret: answer %d, want 401", code)
	}
}

// Two rules changed in the files apply to what comes next, and a delivery that
// no rule matched can be replayed by the new rules.
func TestReplayByNewRules(t *testing.T) {
	dir := newSite(t)
	s := serve(t, dir)
	s.send(t, firing("docs-down", "docs"))
	id := strings.Fields(tidings(t, dir, "", "hooks", "list"))[0]
	s.eventually(t, "/status.txt", lacks("partial"))

	rule := "  - {match: {service: docs}, component: docs, status: partial_outage}\n"
	appendTo(t, dir+"/content/sources/monitor.yaml", rule)
	if out := tidings(t, dir, "", "hooks", "replay", id); !strings.Contains(out, "done") {
		t.Fatalf("replay says %q", out)
	}
	s.eventually(t, "/api/v2/components.json", contains(`"status":"partial_outage"`))
}

// Metrics have an address of their own: the public one does not show them.
func TestMetricsAreNotPublic(t *testing.T) {
	addr := ownAddress(t)
	s := serve(t, newSite(t), "--metrics-addr", addr)
	s.send(t, firing("a", "api"))
	s.eventually(t, "/api/v2/summary.json", contains("major_outage"))
	operator := &server{url: "http://" + addr, stderr: s.stderr}
	operator.eventually(t, "/metrics", contains(`tidings_worked_total{source="monitor",state="done"} 1`))
	operator.eventually(t, "/metrics", contains(`tidings_deliveries_total{source="monitor",verdict="accepted"} 1`))
	if code, _ := s.get("/metrics"); code != 404 {
		t.Errorf("the public address answered %d", code)
	}
}
