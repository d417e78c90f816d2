package main

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tidings/internal/status"
)

const someMetrics = `metrics:
  - {id: latency, name: Response time, suffix: ms, component: api, threshold: 10}
  - {id: orders, name: Orders, calculation: sum, home: false}
`

// measured starts a server whose site declares metrics, and makes a token.
func measured(t *testing.T) (s *server, dir, token string) {
	t.Helper()
	dir = newSite(t)
	f, err := os.OpenFile(filepath.Join(dir, "content", "components.yaml"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(someMetrics); err != nil || f.Close() != nil {
		t.Fatal(err)
	}
	s = serve(t, dir)
	cmd := exec.Command("tidings", "token", "create", "--name", "probe", "--role", "edit")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return s, dir, strings.TrimSpace(string(out))
}

// point pushes a point of so long ago.
func (s *server) point(t *testing.T, token, metric string, value float64, ago time.Duration) string {
	t.Helper()
	at := time.Now().Add(-ago).Unix()
	return s.asks(t, token, http.MethodPost, "/metrics/"+metric+"/points", map[string]any{"value": value, "timestamp": at})
}

// A point that a probe pushes is on the page within a second; the next thousand
// cost one publish; and all of them are there after a restart and in a build
// from the data folder.
func TestPointsReachThePage(t *testing.T) {
	s, dir, token := measured(t)
	began, before := time.Now(), s.sequence(t)
	if _, home := s.get("/"); strings.Contains(home, "Response time") {
		t.Error("the page shows a metric without a point")
	}
	if _, page := s.get("/metrics/latency"); !strings.Contains(page, "No data yet") {
		t.Errorf("the metric's own page does not say that there is nothing:\n%s", page)
	}
	s.point(t, token, "latency", 120, 10*time.Minute)
	s.eventually(t, "/", contains("Response time"))
	s.eventually(t, "/components/api", contains("Response time"))
	s.eventually(t, "/metrics/latency.json", contains(`"value":120`))

	for n := range 100 {
		s.point(t, token, "latency", float64(200+n), time.Duration(n)*time.Second)
	}
	time.Sleep(time.Second)
	published, minutes := s.sequence(t)-before, int(time.Since(began)/status.NewsEvery)
	if most := 2 + minutes + midnights(began, time.Now()); published > most { // the first point has one of its own
		t.Errorf("101 points within %d minutes and another were published %d times, more than %d", minutes, published, most)
	}
	if err := s.stop(); err != nil {
		t.Fatalf("stopping: %v\n%s", err, s.stderr)
	}
	s = serve(t, dir)
	s.eventually(t, "/metrics/latency.json", contains(`"max":299`))

	out := t.TempDir()
	cmd := exec.Command("tidings", "build", "--data", "data", "--out", out)
	cmd.Dir = dir
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, said)
	}
	_, served := s.get("/metrics/latency.json")
	built, err := os.ReadFile(filepath.Join(out, "metrics", "latency.json"))
	if err != nil || string(built) != served {
		t.Errorf("a build beside the data gives other numbers, %v:\n%s\n%s", err, built, served)
	}
}

// midnights is how many days of UTC began between two times: each is published.
func midnights(from, to time.Time) int {
	day := func(t time.Time) int64 { return t.Unix() / (24 * 60 * 60) }
	return int(day(to) - day(from))
}

// What is no longer declared is gone, with its page.
func TestAMetricThatIsNoLongerDeclaredIsGone(t *testing.T) {
	s, dir, token := measured(t)
	s.point(t, token, "latency", 120, 0)
	s.eventually(t, "/", contains("Response time"))
	if err := os.WriteFile(filepath.Join(dir, "content", "components.yaml"), []byte(smallContent["components.yaml"]), 0o644); err != nil {
		t.Fatal(err)
	}
	s.eventually(t, "/", lacks("Response time"))
	s.gone(t, "/metrics/latency")
}
