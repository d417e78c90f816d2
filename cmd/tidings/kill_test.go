package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	mrand "math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tidings/internal/boot/local"
	"tidings/internal/inbox"
	"tidings/test/wait"
)

// kills is how often the server is killed: a few times in every test run, and
// as often as TIDINGS_SOAK says (200 for 1) in a soak.
func kills(t *testing.T) int {
	t.Helper()
	soak := os.Getenv("TIDINGS_SOAK")
	if soak == "" {
		return 10
	}
	n, err := strconv.Atoi(soak)
	if err != nil {
		t.Fatalf("TIDINGS_SOAK is %q, no number", soak)
	}
	if n == 1 {
		return 200
	}
	return n
}

const killServices = 4

// The server is killed at random moments while four senders post to it, and
// started again. Every delivery that was answered 202 is there in the end and
// was worked out, and every component has the status of what was said last.
func TestSoakKills(t *testing.T) {
	dir := newSite(t)
	addServices(t, dir)
	seed := uint64(20261122)
	random := mrand.New(mrand.NewPCG(seed, 1))
	senders := make([]*sender, killServices)
	for i := range senders {
		senders[i] = &sender{service: fmt.Sprintf("s%d", i)}
	}
	n := kills(t)
	for range n {
		s := serve(t, dir)
		s.attack(t, senders, random.IntN(6), time.Duration(random.IntN(200))*time.Millisecond, s.kill)
	}
	s := serve(t, dir)
	acked := workedOut(t, dir, senders)
	for _, x := range senders {
		s.eventually(t, "/api/v2/components.json", func(page string) bool {
			return x.possible(componentStatus(page, x.service))
		})
	}
	if !t.Failed() {
		t.Logf("%d kills, %d deliveries answered 202, none lost (seed %d)", n, acked, seed)
	}
}

func addServices(t *testing.T, dir string) {
	t.Helper()
	for i := range killServices {
		appendTo(t, dir+"/content/components.yaml", fmt.Sprintf("  - {id: s%d, name: Service %d}\n", i, i))
		appendTo(t, dir+"/content/sources/monitor.yaml", fmt.Sprintf("  - {match: {service: s%d}, component: s%d, status: partial_outage}\n", i, i))
	}
}

// sender says, one after another, that its service is down and up again.
type sender struct {
	service string
	acked   []string
	answers atomic.Int64 // as many as there are in acked
	last    string       // what was said last and answered
	doubt   string       // what was said after that without an answer, or empty
}

// attack has all senders post until the server is ended under them, a while after
// each has been answered so many times.
func (s *server) attack(t *testing.T, senders []*sender, answers int, after time.Duration, end func()) {
	t.Helper()
	var all sync.WaitGroup
	for _, x := range senders {
		x.answers.Store(0)
	}
	for _, x := range senders {
		all.Go(func() {
			for x.post(s) {
			}
		})
	}
	wait.Until(t, func() bool {
		return !slices.ContainsFunc(senders, func(x *sender) bool { return x.answers.Load() < int64(answers) })
	}, func() string { return fmt.Sprintf("not every sender is answered %d times\n%s", answers, s.stderr) })
	time.Sleep(after)
	end()
	all.Wait()
}

func (x *sender) post(s *server) bool {
	say, body := "partial_outage", firing("k-"+x.service, x.service)
	if x.last == say {
		say, body = "operational", cleared("k-"+x.service, x.service)
	}
	x.doubt = say
	code, answer, err := s.post("monitor", monitorSecret, body)
	if err != nil || code != 202 {
		return err == nil && code == 503
	}
	var got struct{ ID string }
	if json.Unmarshal([]byte(answer), &got) != nil {
		return false // 202 came, the id did not: as good as no answer
	}
	x.acked, x.last, x.doubt = append(x.acked, got.ID), say, ""
	x.answers.Add(1)
	return true
}

func (x *sender) possible(status string) bool {
	return status == x.last || (x.doubt != "" && status == x.doubt) || (x.last == "" && status == "operational")
}

func componentStatus(page, id string) string {
	var list struct {
		Components []struct{ Name, Status string }
	}
	if json.Unmarshal([]byte(page), &list) != nil {
		return ""
	}
	for _, c := range list.Components {
		if c.Name == "Service "+strings.TrimPrefix(id, "s") {
			return c.Status
		}
	}
	return ""
}

// workedOut waits until everything that was answered 202 was worked out, and
// returns how much that is.
func workedOut(t *testing.T, dir string, senders []*sender) (acked int) {
	t.Helper()
	m, err := local.Open(t.Context(), local.Options{Data: dir + "/data", Now: time.Now, Random: rand.Reader, Getenv: os.Getenv})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	for _, x := range senders {
		for _, id := range x.acked {
			state := ""
			wait.Until(t, func() bool {
				state = stateOf(t.Context(), m.Inbox, id)
				return state != inbox.Pending
			}, func() string { return "delivery " + id + " was answered 202 and is still pending" })
			if state != inbox.Done {
				t.Errorf("delivery %s was answered 202 and is %s", id, state)
			}
		}
		acked += len(x.acked)
	}
	return acked
}

func stateOf(ctx context.Context, in *inbox.Inbox, id string) string {
	d, err := in.Get(ctx, id)
	if err != nil {
		return "lost: " + err.Error()
	}
	return d.State
}
