package rehearsal

import (
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

// killAt has a door's process killed before the request of a number, once.
func killAt(m *meter, f *function, n int64, counts func(*http.Request) bool) (reached *atomic.Bool) {
	var seen atomic.Int64
	reached = &atomic.Bool{}
	m.intervene(func(r *http.Request) (int, string) {
		if !counts(r) || seen.Add(1)-1 != n {
			return 0, ""
		}
		reached.Store(true)
		f.process.Process.Kill()
		return http.StatusServiceUnavailable, ""
	})
	return reached
}

func anything(*http.Request) bool { return true }

func writes(r *http.Request) bool { return strings.HasPrefix(operation(r), "TransactWrite") }

// The door for webhooks dies before each of its writes in turn. Either the sender
// is told nothing and sends again, or the delivery is kept and worked out by the clock.
func TestKilledWhileTakingAWebhook(t *testing.T) {
	for n := int64(0); ; n++ {
		s := published(t)
		reached := killAt(s.tables, s.door("ingest"), n, writes)
		status, _ := s.send(s.alert("firing"))
		s.tables.intervene(nil)
		if !reached.Load() {
			if n == 0 {
				t.Error("the door writes nothing")
			}
			return
		}
		if status == 0 && n == 0 {
			s.accept(s.alert("firing")) // nothing was answered, and nothing was kept
		}
		s.clock()
		s.clock()
		s.down()
	}
}

// Every service refuses some of what is asked.
func TestServicesThatFail(t *testing.T) {
	s := published(t)
	every := func(n int64, status int, body string) func(*http.Request) (int, string) {
		var seen atomic.Int64
		return func(*http.Request) (int, string) {
			if seen.Add(1)%n == 0 {
				return status, body
			}
			return 0, ""
		}
	}
	s.tables.intervene(every(9, http.StatusBadRequest, `{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"slow down"}`))
	s.queues.intervene(every(2, http.StatusInternalServerError, `{}`))
	s.objects.intervene(every(17, http.StatusServiceUnavailable, `<Error><Code>SlowDown</Code></Error>`))
	for tries := 0; ; tries++ {
		if status, _ := s.send(s.alert("firing")); status == http.StatusAccepted {
			break
		}
		if tries == 10 {
			t.Fatal("the webhook is never taken")
		}
	}
	s.carry()
	s.clock()
	for _, m := range []*meter{s.tables, s.queues, s.objects} {
		m.intervene(nil)
	}
	s.clock()
	s.down()
}

// Two processes publish at once, as never should be: the newest state stands.
func TestTwoPublishersAtOnce(t *testing.T) {
	s := published(t)
	other := s.another("publish")
	for i, state := range []string{"firing", "resolved", "firing"} {
		s.accept(s.alert(state))
		s.route()
		messages := s.receive(s.publish)
		second := make(chan error, 1)
		go func() {
			_, err := other.invoke(t.Context(), sqsEvent(messages))
			second <- err
		}()
		answer, err := s.door("publish").invoke(t.Context(), sqsEvent(messages))
		if bad := <-second; bad != nil {
			t.Errorf("the second process failed: %v", bad)
		}
		s.settle(s.publish, messages, answer, err)
		s.carry()
		s.clock()
		want := map[bool]int{true: 1, false: 0}[state == "firing"]
		if got := s.incidents(); len(got) != want {
			t.Errorf("round %d: unresolved are %q", i, got)
		}
		s.whole()
	}
}

// With every function and table gone, the site still answers.
func TestThePageNeedsNothing(t *testing.T) {
	s := published(t)
	s.accept(s.alert("firing"))
	s.carry()
	for _, f := range s.functions {
		f.kill()
	}
	for _, m := range []*meter{s.tables, s.queues} {
		m.intervene(func(*http.Request) (int, string) { return http.StatusServiceUnavailable, "" })
	}
	s.down()
}

// What one webhook and one publish cost, in requests to each service.
func TestRequests(t *testing.T) {
	s := published(t)
	for range 2 { // then the doors are warm
		s.accept(s.alert("firing"))
		s.carry()
		s.accept(s.alert("resolved"))
		s.carry()
	}
	for _, m := range []*meter{s.tables, s.queues, s.objects} {
		m.reset()
	}
	s.accept(s.alert("firing"))
	s.ceiling("a webhook", map[*meter]int{s.tables: 20, s.queues: 0, s.objects: 0})
	s.route()
	s.ceiling("the stream", map[*meter]int{s.tables: 0, s.queues: 2, s.objects: 0})
	s.deliver(s.publish, "publish")
	s.ceiling("a publish", map[*meter]int{s.tables: 100, s.queues: 0, s.objects: 300})
	s.deliver(s.publish, "publish")
	s.clock()
	for _, m := range []*meter{s.tables, s.queues, s.objects} {
		m.reset()
	}
	s.clock()
	s.ceiling("a minute in which nothing happens", map[*meter]int{s.tables: 60, s.queues: 3, s.objects: 20})
}

// ceiling holds how much was asked since the last one.
func (s *stack) ceiling(what string, most map[*meter]int) {
	s.t.Helper()
	for m, most := range most {
		total, by := m.asked()
		s.t.Log(what + ": " + m.service + " " + strconv.Itoa(total) + " " + join(by))
		if total > most {
			s.t.Errorf("%s asks %s %d times, more than %d", what, m.service, total, most)
		}
		m.reset()
	}
}

func join(by map[string]int) string {
	var all []string
	for name, n := range by {
		all = append(all, name+" "+strconv.Itoa(n))
	}
	return strings.Join(all, ", ")
}
