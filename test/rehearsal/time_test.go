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

	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// asks notes for when a door has asked to be woken since something is due, and may lose
// it.
type asks struct {
	mu   sync.Mutex
	last time.Duration // of the delays that were asked for
	at   time.Time     // when the last of them is over
	lose bool
}

// note is what a meter calls before a request.
func (a *asks) note(r *http.Request) (int, string) {
	body, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	var m struct {
		MessageBody  string
		DelaySeconds int
	}
	if err != nil || json.Unmarshal(body, &m) != nil || m.MessageBody != `{"why":"due"}` {
		return 0, ""
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.last = time.Duration(m.DelaySeconds) * time.Second
	a.at = time.Now().Add(a.last)
	if a.lose {
		return http.StatusBadRequest, `{"__type":"com.amazonaws.sqs#InvalidAddress","message":"lost"}`
	}
	return 0, ""
}

// loses has what is asked for come to nobody.
func (a *asks) loses() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.lose = true
}

// isFor holds that what was asked for last is a time, and not before it nor a second after:
// whoever asked did so between a moment and when it was noted, however long that took.
func (a *asks) isFor(t *testing.T, want, since time.Time) {
	t.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.at.IsZero() || a.at.Before(want) || !since.Add(a.last).Before(want.Add(time.Second)) {
		t.Errorf("after %v a door asks to be woken in %v, which is until %v, and %v is when it is wanted", since, a.last, a.at, want)
	}
}

// planned is the content with a maintenance.
func planned(starts, ends time.Time) map[string]string {
	files := maps.Clone(content)
	files["maintenance/move.md"] = "---\ntitle: We move\ncomponents: {api: under_maintenance}\nstarts: " + stamp(starts) +
		"\nends: " + stamp(ends) + "\n---\n## " + stamp(starts.Add(-time.Hour)) + " scheduled\nTo another house.\n"
	return files
}

func (s *stack) moving() bool {
	s.t.Helper()
	return strings.Contains(s.read("/api/v2/scheduled-maintenances/active.json"), "We move")
}

// edits has a maintenance planned as of a time soon, which is when the page has been made
// without what is to happen then, and gives that time.
func (s *stack) edits(soon func(at time.Time) (starts, ends time.Time), already func() bool) time.Time {
	s.t.Helper()
	for lead := 5 * time.Second; ; lead *= 2 { // a slow machine takes longer to make the page
		at := time.Now().Add(lead).Truncate(time.Second)
		s.apply(planned(soon(at)))
		s.carry()
		if !already() {
			return at
		}
		if time.Now().Before(at) {
			s.t.Fatalf("what is to happen at %v has happened before", at)
		}
	}
}

// A maintenance begins at its second and ends at its second, without the minute's
// clock; the clock catches what a lost message would have brought.
func TestAMaintenanceBeginsAtItsSecond(t *testing.T) {
	s := published(t)
	heard := &asks{}
	s.queues.intervene(heard.note)
	since, later := time.Now(), time.Now().Add(10*time.Minute).Truncate(time.Second)
	s.apply(planned(later, later.Add(time.Hour)))
	s.carry()
	heard.isFor(t, later, since)

	starts := s.edits(func(at time.Time) (time.Time, time.Time) { return at, at.Add(24 * time.Hour) }, s.moving)
	s.until("it begins", func() bool {
		s.deliver(s.sweep, "sweep")
		s.carry()
		return s.moving()
	})
	heard.loses() // of its end nobody is told
	_, err := s.sqs.PurgeQueue(t.Context(), &sqs.PurgeQueueInput{QueueUrl: &s.sweep})
	s.must(err)
	ends := s.edits(func(at time.Time) (time.Time, time.Time) { return starts, at }, func() bool { return !s.moving() })
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
