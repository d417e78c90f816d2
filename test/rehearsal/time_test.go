package rehearsal

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// asks notes when doors have asked to be woken, and may lose it.
type asks struct {
	mu    sync.Mutex
	woken []time.Time
	lose  bool
}

// note is what a meter calls before a request.
func (a *asks) note(r *http.Request) (int, string) {
	body, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	var m struct{ DelaySeconds int }
	if err != nil || json.Unmarshal(body, &m) != nil || m.DelaySeconds == 0 {
		return 0, ""
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.woken = append(a.woken, time.Now().Add(time.Duration(m.DelaySeconds)*time.Second))
	if a.lose {
		return http.StatusBadRequest, `{"__type":"com.amazonaws.sqs#InvalidAddress","message":"lost"}`
	}
	return 0, ""
}

// first is the first time that was asked for.
func (a *asks) first() (at time.Time, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.woken) == 0 {
		return at, false
	}
	return a.woken[0], true
}

// planned is the content with a maintenance.
func planned(starts, ends time.Time) map[string]string {
	files := maps.Clone(content)
	files["maintenance/move.md"] = "---\ntitle: We move\ncomponents: {api: under_maintenance}\nstarts: " + starts.UTC().Format(time.RFC3339) +
		"\nends: " + ends.UTC().Format(time.RFC3339) + "\n---\n## " + starts.Add(-time.Hour).UTC().Format(time.RFC3339) + " scheduled\nTo another house.\n"
	return files
}

func (s *stack) moving() bool {
	s.t.Helper()
	return strings.Contains(s.read("/api/v2/scheduled-maintenances/active.json"), "We move")
}

// A maintenance begins at its second and ends at its second, without the minute's
// clock; the clock catches what a lost message would have brought.
func TestAMaintenanceBeginsAtItsSecond(t *testing.T) {
	s := published(t)
	heard := &asks{}
	s.queues.intervene(heard.note)
	starts := time.Now().Add(8 * time.Second).Truncate(time.Second)
	ends := starts.Add(5 * time.Second)
	s.apply(planned(starts, ends))
	s.carry()
	at, asked := heard.first()
	if !asked || at.Before(starts) || at.After(starts.Add(5*time.Second)) {
		t.Fatalf("woken at %v (%v), and it begins at %v", at, asked, starts)
	}
	if s.moving() && time.Now().Before(starts) {
		t.Error("it has begun before it does")
	}
	heard.mu.Lock()
	heard.lose = true // of its end nobody is told
	heard.mu.Unlock()
	for end := time.Now().Add(time.Minute); !s.moving(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it never begins")
		}
		s.deliver(s.sweep, "sweep")
		s.carry()
	}
	time.Sleep(time.Until(ends.Add(time.Second)))
	s.deliver(s.sweep, "sweep")
	s.carry()
	if !s.moving() || !s.log.says("comes with the minute") {
		t.Error("the lost message came, or nobody says that it is lost")
	}
	s.clock()
	if s.moving() {
		t.Error("it never ends")
	}
	s.whole()
}
