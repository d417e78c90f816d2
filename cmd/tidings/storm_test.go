package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	stormAlerts  = 10_000
	stormSenders = 16
)

// Ten thousand alerts come at once. The page that comes out is the right one,
// far fewer publishes than alerts were made, and the memory stayed bounded.
func TestSoakStorm(t *testing.T) {
	dir := newSite(t)
	addServices(t, dir)
	s := serve(t, dir)
	before := s.sequence(t)
	began := time.Now()
	s.storm(t, stormBatch())
	posted := time.Since(began)

	want := map[string]string{"s0": "partial_outage", "s1": "operational", "s2": "partial_outage", "s3": "operational"}
	s.eventually(t, "/api/v2/components.json", func(page string) bool {
		for id, status := range want {
			if componentStatus(page, id) != status {
				return false
			}
		}
		return strings.Count(tidings(t, dir, "", "hooks", "list", "--limit", "50"), "pending") == 0
	})
	publishes := s.sequence(t) - before
	peak := s.peakMemory(t)
	t.Logf("%d alerts in %s, page right after %s, %d publishes, peak memory %d MiB", stormAlerts, posted.Round(time.Millisecond), time.Since(began).Round(time.Millisecond), publishes, peak>>20)
	if publishes > stormAlerts/20 {
		t.Errorf("%d publishes for %d alerts: they were not taken together", publishes, stormAlerts)
	}
	if peak > stormMemory {
		t.Errorf("the memory grew to %d MiB", peak>>20)
	}
}

// stormBatch is how many alerts stand in one request: one by one in a soak.
func stormBatch() int {
	if os.Getenv("TIDINGS_SOAK") != "" {
		return 1
	}
	return 10
}

// storm posts alerts of many keys. Each sender says of one key after another
// that it fires and that it is over; its last ones fire on, for even services.
func (s *server) storm(t *testing.T, batch int) {
	var all sync.WaitGroup
	for n := range stormSenders {
		all.Go(func() {
			for round := range stormAlerts / stormSenders / batch &^ 1 { // what fires is over again
				s.stormPost(t, stormBody(n, round, batch, round%2 == 0))
			}
			s.stormPost(t, stormBody(n, stormAlerts, batch, n%killServices%2 == 0))
		})
	}
	all.Wait()
}

func (s *server) stormPost(t *testing.T, body []byte) {
	for {
		code, answer, err := s.post("monitor", monitorSecret, body)
		switch {
		case err != nil:
			t.Errorf("posting: %v", err)
			return
		case code == 503:
			time.Sleep(50 * time.Millisecond)
			continue
		case code != 202:
			t.Errorf("answer %d %s", code, answer)
		}
		return
	}
}

func stormBody(n, round, batch int, fires bool) []byte {
	status := "resolved"
	if fires {
		status = "firing"
	}
	alerts := make([]string, batch)
	for i := range alerts {
		alerts[i] = fmt.Sprintf(`{"key":"n%d-%d-%d","status":%q,"labels":{"service":"s%d"}}`, n, round/2, i, status, n%killServices)
	}
	return []byte("[" + strings.Join(alerts, ",") + "]")
}

// sequence counts the publishes that changed something.
func (s *server) sequence(t *testing.T) int {
	t.Helper()
	_, body := s.get("/manifest.json")
	var m struct{ Sequence int }
	if err := json.Unmarshal([]byte(body), &m); err != nil {
		t.Fatal(err)
	}
	return m.Sequence
}

// peakMemory is the most memory that the process had, in bytes.
func (s *server) peakMemory(t *testing.T) int64 { return s.memory(t, "VmHWM:") }

func (s *server) memory(t *testing.T, field string) int64 {
	t.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		if rest, ok := strings.CutPrefix(line, field); ok {
			kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return kb << 10
		}
	}
	t.Fatalf("no %s in /proc", field)
	return 0
}
