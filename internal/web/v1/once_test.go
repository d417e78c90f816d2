package v1_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"tidings/internal/access"
	"tidings/internal/store"
)

func TestARepeatedRequestIsDoneOnce(t *testing.T) {
	l := newLab(t, -1)
	c := l.as(access.Manage, access.Person).with("Idempotency-Key", "one")
	first := c.do("POST", "/incidents", `{"name":"x","status":1,"message":"m"}`)
	for range 3 {
		again := c.do("POST", "/incidents", `{"name":"x","status":1,"message":"m"}`)
		if again.Code != 200 || again.Body.String() != first.Body.String() || again.Header().Get("Idempotency-Replayed") != "true" {
			t.Errorf("again answers %d %v %s", again.Code, again.Header(), again.Body)
		}
	}
	if n := len(items(c.want(200, "GET", "/incidents", ""))); n != 1 {
		t.Errorf("%d incidents are there, want 1", n)
	}
	c.want(422, "POST", "/incidents", `{"name":"y","status":1,"message":"m"}`)
	c.want(422, "POST", "/schedules", `{"name":"x","scheduled_at":"2026-12-01 10:00"}`)
	other := l.as(access.Manage, access.Person).with("Idempotency-Key", "one")
	other.want(200, "POST", "/incidents", `{"name":"x","status":1,"message":"m"}`) // another client's key is another key
	l.pass(25 * time.Hour)
	c.want(200, "POST", "/incidents", `{"name":"y","status":1,"message":"m"}`)
}

func TestARefusalIsRepeatedToo(t *testing.T) {
	c := newLab(t, -1).as(access.Manage, access.Person).with("Idempotency-Key", "bad")
	first := c.do("POST", "/incidents", `{"name":"x"}`)
	again := c.do("POST", "/incidents", `{"name":"x"}`)
	if first.Code != 400 || again.Code != 400 || first.Body.String() == "" || again.Header().Get("Idempotency-Replayed") == "" {
		t.Errorf("answers are %d and %d %s", first.Code, again.Code, again.Body)
	}
}

// Many at once with one key: one is done, the others get its answer or are told
// to ask again.
func TestTheSameRequestManyTimesAtOnceIsDoneOnce(t *testing.T) {
	for _, x := range []struct{ path, body, list string }{
		{"/incidents", `{"name":"x","status":1,"message":"m"}`, "/incidents"},
		{"/components", `{"name":"Mine","status":1}`, "/components?name=Mine"},
		{"/incidents/1/updates", `{"status":2,"message":"m"}`, "/incidents/1/updates"},
		{"/metrics/1/points", `{"value":7}`, "/metrics/1/points"},
		{"/schedules", `{"name":"s","scheduled_at":"2026-12-01 10:00"}`, "/schedules"},
	} {
		l := newLab(t, -1)
		plain := l.as(access.Manage, access.Person)
		if x.path == "/incidents/1/updates" {
			plain.want(200, "POST", "/incidents", "name=i&status=1&message=m")
		}
		plain.want(200, "POST", "/metrics", "name=m&suffix=ms&default_value=1")
		c := plain.with("Idempotency-Key", "k")
		answers := make([]*httptest.ResponseRecorder, 20)
		var all sync.WaitGroup
		for i := range answers {
			all.Go(func() { answers[i] = c.do("POST", x.path, x.body) })
		}
		all.Wait()
		done := 0
		for _, w := range answers {
			switch w.Code {
			case 200:
				done++
			case 409:
			default:
				t.Errorf("%s answers %d %s", x.path, w.Code, w.Body)
			}
		}
		if n := len(items(plain.want(200, "GET", x.list, ""))); n != 1 || done == 0 {
			t.Errorf("%s: %d things are there, %d answers are good", x.path, n, done)
		}
	}
}

// A process that ended between the write and the answer: the key is free again
// after a minute, and what was written is found and not written twice.
func TestARequestThatWasCutOffIsFinished(t *testing.T) {
	l := newLab(t, -1)
	c := l.as(access.Manage, access.Person).with("Idempotency-Key", "cut")
	for i, x := range []struct{ path, body, list string }{
		{"/incidents", `{"name":"x","status":1,"message":"m"}`, "/incidents"},
		{"/incidents/1/updates", `{"status":2,"message":"m"}`, "/incidents/1/updates"},
		{"/schedules", `{"name":"s","scheduled_at":"2026-12-01 10:00"}`, "/schedules"},
		{"/components", `{"name":"Mine","status":1}`, "/components?name=Mine"},
	} {
		cut := c.with("Idempotency-Key", fmt.Sprint("cut", i))
		cut.want(200, "POST", x.path, x.body)
		cut.forget(t)
		cut.want(409, "POST", x.path, x.body)
		l.pass(2 * time.Minute)
		cut.want(200, "POST", x.path, x.body)
		if n := len(items(c.want(200, "GET", x.list, ""))); n != 1 {
			t.Errorf("%s: %d things are there, want 1", x.path, n)
		}
	}
}

// An answer about a subscriber is given again, and their address is not kept for it.
func TestARepeatedSubscriptionIsDoneOnce(t *testing.T) {
	l := newLab(t, -1)
	c := l.as(access.Manage, access.Person).with("Idempotency-Key", "one")
	first := c.do("POST", "/subscribers", "email=ann@example.com&components[]=1")
	again := c.do("POST", "/subscribers", "email=ann@example.com&components[]=1")
	if first.Code != 200 || again.Code != 200 || again.Body.String() != first.Body.String() || again.Header().Get("Idempotency-Replayed") != "true" || len(l.sent) != 1 {
		t.Errorf("again answers %d %v %s, letters are %v", again.Code, again.Header(), again.Body, l.sent)
	}
	page, err := l.store.List(t.Context(), store.Query{Part: "api/once"})
	if err != nil || len(page.Items) != 1 || strings.Contains(string(page.Items[0].Value), "example.com") {
		t.Errorf("beside the page there is %s, %v", page.Items, err)
	}
	c.want(422, "POST", "/subscribers", "email=bob@example.com")
	l.as(access.Manage, access.Person).want(204, "DELETE", "/subscribers/1", "")
	c.want(404, "POST", "/subscribers", "email=ann@example.com&components[]=1")
}
