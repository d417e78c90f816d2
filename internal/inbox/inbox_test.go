package inbox_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/inbox"
	"tidings/internal/store"
	"tidings/internal/store/memory"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// desk is an inbox over a store whose clock the test turns, in which every
// update loses its first attempt.
type desk struct {
	*testing.T
	*inbox.Inbox
	store *memory.Store
	now   time.Time
	n     byte
}

func newDesk(t *testing.T) *desk {
	d := &desk{T: t, now: noon}
	d.store = memory.NewContended(func() time.Time { return d.now }, func(attempt int) bool { return attempt == 0 })
	d.Inbox = inbox.New(d.store)
	return d
}

// delivery is the next one, of a source, received now.
func (d *desk) delivery(source, transport, body string) inbox.Delivery {
	d.n++
	return inbox.Delivery{
		ID: inbox.NewID(d.now, [10]byte{d.n}), Source: source, TransportID: transport,
		Header: map[string]string{"Content-Type": "application/json"}, Body: []byte(body), Received: d.now,
	}
}

func (d *desk) accept(x inbox.Delivery) string {
	d.Helper()
	id, _, err := d.Accept(d.Context(), x)
	if err != nil {
		d.Fatal(err)
	}
	return id
}

func (d *desk) done(id, state, reason string) {
	d.Helper()
	if err := d.Done(d.Context(), id, state, reason, nil); err != nil {
		d.Fatal(err)
	}
}

func (d *desk) get(id string) inbox.Delivery {
	d.Helper()
	x, err := d.Get(d.Context(), id)
	if err != nil {
		d.Fatal(err)
	}
	return x
}

func (d *desk) pending() (ids []string) {
	d.Helper()
	waiting, err := d.Pending(d.Context(), 100)
	if err != nil {
		d.Fatal(err)
	}
	for _, x := range waiting {
		ids = append(ids, x.ID)
	}
	return ids
}

// listed pages through a list.
func (d *desk) listed(source string, limit int) (ids []string) {
	d.Helper()
	after := ""
	for range 1000 {
		page, next, err := d.List(d.Context(), source, limit, after)
		if err != nil || len(page) > limit {
			d.Fatalf("%d deliveries, %v", len(page), err)
		}
		for _, x := range page {
			ids = append(ids, x.ID)
		}
		if next == "" {
			return ids
		}
		after = next
	}
	d.Fatal("the list has no end")
	return nil
}

func TestDeliveryFromAcceptToDone(t *testing.T) {
	d := newDesk(t)
	x := d.delivery("prometheus", "msg_1", `{"a":1}`)
	d.accept(x)
	want := x
	want.State, want.Header = inbox.Pending, map[string]string{"content-type": "application/json"}
	if diff := cmp.Diff(want, d.get(x.ID)); diff != "" {
		t.Errorf("accepted (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{x.ID}, d.pending()); diff != "" {
		t.Errorf("pending (-want +got):\n%s", diff)
	}
	want.State, want.Outcome = inbox.Done, []inbox.Outcome{{Key: "k", Kind: "firing", Component: "api", Status: "major_outage"}, {Kind: "test", Note: "x"}}
	if err := d.Done(t.Context(), x.ID, inbox.Done, "", want.Outcome); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, d.get(x.ID)); diff != "" {
		t.Errorf("done (-want +got):\n%s", diff)
	}
	if ids := d.pending(); ids != nil {
		t.Errorf("still pending: %v", ids)
	}
	d.done(x.ID, inbox.Quarantined, "the rules changed")
	if got := d.get(x.ID); got.State != inbox.Quarantined || got.Reason != "the rules changed" || got.Outcome != nil {
		t.Errorf("run again: %+v", got)
	}
}

func TestBodiesComeBackByteForByte(t *testing.T) {
	d := newDesk(t)
	all := make([]byte, 1<<20)
	for i := range all {
		all[i] = byte(i * i >> 3)
	}
	for _, size := range []int{0, 1, 300<<10 - 1, 300 << 10, 300<<10 + 1, 600 << 10, 600<<10 + 1, 1 << 20} {
		x := d.delivery("s", "", string(all[:size]))
		d.accept(x)
		if got := d.get(x.ID).Body; !bytes.Equal(got, x.Body) {
			t.Errorf("%d bytes came back as %d others", size, len(got))
		}
		waiting, err := d.Pending(t.Context(), 100)
		if err != nil || len(waiting) != 1 || !bytes.Equal(waiting[0].Body, x.Body) {
			t.Errorf("%d bytes: pending %d, %v", size, len(waiting), err)
		}
		many := make([]inbox.Outcome, 512)
		for i := range many {
			many[i] = inbox.Outcome{Key: strings.Repeat("k", 200), Kind: "firing", Component: "api"}
		}
		if err := d.Done(t.Context(), x.ID, inbox.Quarantined, strings.Repeat("r", 5000), many); err != nil {
			t.Errorf("%d bytes: Done = %v", size, err)
		}
		got := d.get(x.ID)
		if !bytes.Equal(got.Body, x.Body) || len(got.Reason) != 1024 {
			t.Errorf("%d bytes: after Done %d bytes, a reason of %d", size, len(got.Body), len(got.Reason))
		}
		if last := got.Outcome[len(got.Outcome)-1].Note; !strings.HasPrefix(last, "and ") {
			t.Errorf("512 long outcomes end with %q", last)
		}
	}
}

func TestTransportIDs(t *testing.T) {
	d := newDesk(t)
	first := d.accept(d.delivery("a", "msg_1", "one"))
	again := d.delivery("a", "msg_1", "one, sent again with another body")
	id, duplicate, err := d.Accept(t.Context(), again)
	if id != first || !duplicate || err != nil {
		t.Errorf("sent again: %s, %v, %v, want the id %s", id, duplicate, err, first)
	}
	if _, err := d.Get(t.Context(), again.ID); !errors.Is(err, inbox.ErrNotFound) {
		t.Errorf("the repetition was stored: %v", err)
	}
	for _, other := range []inbox.Delivery{d.delivery("b", "msg_1", "one"), d.delivery("a", "msg_2", "one"), d.delivery("am", "sg_1", "one")} {
		if id, duplicate, err := d.Accept(t.Context(), other); duplicate || id != other.ID || err != nil {
			t.Errorf("%s of %s: %s, %v, %v", other.TransportID, other.Source, id, duplicate, err)
		}
	}
	d.done(first, inbox.Done, "")
	d.now = noon.Add(7*24*time.Hour - time.Second)
	if id := d.accept(d.delivery("a", "msg_1", "one")); id != first {
		t.Errorf("after six days: %s, want %s", id, first)
	}
	late := d.delivery("a", "msg_1", "one")
	late.Received = noon.Add(7 * 24 * time.Hour) // though the store's clock is behind
	if id := d.accept(late); id == first {
		t.Error("after seven days it is still a repetition")
	}
	if id := d.accept(d.delivery("a", "msg_1", "one")); id != late.ID {
		t.Errorf("sent again: %s, want %s", id, late.ID)
	}
}

// A key that is used again for something else must not swallow it.
func TestKeyStandsForOneBody(t *testing.T) {
	d := newDesk(t)
	keyed := func(source, body string, keyed bool) inbox.Delivery {
		x := d.delivery(source, "key", body)
		x.Keyed = keyed
		return x
	}
	first := d.accept(keyed("a", "firing", true))
	if id := d.accept(keyed("a", "firing", true)); id != first {
		t.Errorf("sent again: %s, want %s", id, first)
	}
	other := keyed("a", "resolved", true)
	if _, _, err := d.Accept(t.Context(), other); !errors.Is(err, inbox.ErrReused) {
		t.Errorf("another body under the key: %v", err)
	}
	if _, err := d.Get(t.Context(), other.ID); !errors.Is(err, inbox.ErrNotFound) {
		t.Errorf("it was stored: %v", err)
	}
	if id := d.accept(keyed("b", "resolved", true)); id == first {
		t.Error("the key of another source is taken for the same")
	}
	if id := d.accept(keyed("a", "resolved", false)); id != first {
		t.Errorf("a message's id stands for any body: %s, want %s", id, first)
	}
	early := d.accept(keyed("c", "firing", false)) // as earlier versions have kept it
	if id := d.accept(keyed("c", "resolved", true)); id != early {
		t.Errorf("a key kept without its body: %s, want %s", id, early)
	}
	late := keyed("a", "resolved", true)
	late.Received = noon.Add(7 * 24 * time.Hour)
	if id := d.accept(late); id != late.ID {
		t.Errorf("after seven days: %s, want %s", id, late.ID)
	}
}

func TestSameBodyTwiceIsTwoDeliveries(t *testing.T) {
	d := newDesk(t)
	x, y := d.delivery("a", "", "same"), d.delivery("a", "", "same")
	d.accept(x)
	d.accept(y)
	if diff := cmp.Diff([]string{x.ID, y.ID}, d.pending()); diff != "" {
		t.Errorf("pending (-want +got):\n%s", diff)
	}
}

// TestAcceptAgain calls a second time, as after an answer that was lost.
func TestAcceptAgain(t *testing.T) {
	d := newDesk(t)
	for _, x := range []inbox.Delivery{d.delivery("a", "msg_1", "one"), d.delivery("a", "", "one")} {
		for range 2 {
			if id, duplicate, err := d.Accept(t.Context(), x); id != x.ID || duplicate || err != nil {
				t.Errorf("Accept = %s, %v, %v", id, duplicate, err)
			}
		}
	}
	if changes, _, err := d.store.Changes(t.Context(), "", 0); len(changes) != 2 || err != nil {
		t.Errorf("%d changes, %v", len(changes), err)
	}
}

func TestOnlyOneOfManyAtOnce(t *testing.T) {
	in := inbox.New(memory.New(func() time.Time { return noon }))
	var fresh []string
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			id, duplicate, err := in.Accept(t.Context(), inbox.Delivery{ID: inbox.NewID(noon, [10]byte{byte(i)}), Source: "a", TransportID: "m", Received: noon})
			mu.Lock()
			defer mu.Unlock()
			if err != nil && !errors.Is(err, store.ErrConflict) {
				t.Error(err)
			}
			if err == nil && !duplicate {
				fresh = append(fresh, id)
			}
		})
	}
	wg.Wait()
	if waiting, err := in.Pending(t.Context(), 100); len(fresh) != 1 || len(waiting) != 1 || waiting[0].ID != fresh[0] || err != nil {
		t.Errorf("stored %v, pending %v, %v", fresh, waiting, err)
	}
}

func TestCredentialsAreNotKept(t *testing.T) {
	d := newDesk(t)
	x := d.delivery("a", "", "one")
	x.Header = map[string]string{
		"Content-Type": "application/json", "User-Agent": strings.Repeat("u", 1000), "webhook-id": "msg_1", "X-GitHub-Event": "push",
		"Authorization": "Bearer x", "Cookie": "x", "X-Gitlab-Token": "x", "Webhook-Signature": "x", "X-Hub-Signature-256": "x",
		"Cf-Webhook-Auth": "x", "X-Api-Key": "x", "X-Custom": "x", "Proxy-Authorization": "x", "X-Forwarded-For": "203.0.113.7",
	}
	d.accept(x)
	want := map[string]string{"content-type": "application/json", "user-agent": strings.Repeat("u", 256), "webhook-id": "msg_1", "x-github-event": "push"}
	if diff := cmp.Diff(want, d.get(x.ID).Header); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
}

func TestIDsSortByTime(t *testing.T) {
	var before string
	for i := range 1000 {
		id := inbox.NewID(noon.Add(time.Duration(i)*time.Millisecond), [10]byte{byte(255 - i)})
		if id <= before || len(id) != 26 || id != strings.ToLower(id) {
			t.Fatalf("%s after %s", id, before)
		}
		before = id
	}
	if a, b := inbox.NewID(noon, [10]byte{1}), inbox.NewID(noon, [10]byte{2}); a == b {
		t.Error("the random part does not count")
	}
}

// broken is a store that cannot write.
type broken struct{ store.Driver }

func (broken) Update(context.Context, []store.Key, func(*store.Tx) error) error {
	return store.ErrUnavailable
}

func TestRefusals(t *testing.T) {
	d := newDesk(t)
	x := d.delivery("a", "", "one")
	if _, _, err := inbox.New(broken{d.store}).Accept(t.Context(), x); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("a store that cannot write: %v", err)
	}
	for _, id := range []string{"", "abc", strings.ToUpper(x.ID), x.ID + "0", strings.Repeat("z", 26), "../../../../etc/passwd0000"} {
		y := x
		y.ID = id
		if _, _, err := d.Accept(t.Context(), y); err == nil {
			t.Errorf("the id %q is accepted", id)
		}
		if _, err := d.Get(t.Context(), id); !errors.Is(err, inbox.ErrNotFound) {
			t.Errorf("Get(%q) = %v", id, err)
		}
	}
	if _, err := d.Get(t.Context(), x.ID); !errors.Is(err, inbox.ErrNotFound) {
		t.Errorf("Get of none = %v", err)
	}
	if err := d.Done(t.Context(), x.ID, inbox.Done, "", nil); !errors.Is(err, inbox.ErrNotFound) {
		t.Errorf("Done of none = %v", err)
	}
	d.accept(x)
	if err := d.Done(t.Context(), x.ID, inbox.Pending, "", nil); err == nil {
		t.Error("a delivery can be done as pending")
	}
	huge := d.delivery("a", "", strings.Repeat("x", 5<<20))
	if _, _, err := d.Accept(t.Context(), huge); !errors.Is(err, store.ErrTooLarge) {
		t.Errorf("5 MiB: %v", err)
	}
}

// What is handed on without being read back is what reading would have given.
func TestWaitingIsWhatIsRead(t *testing.T) {
	d := newDesk(t)
	x := d.delivery("mon", "t", `{"a":1}`)
	x.Header["Authorization"], x.State, x.Reason = "Bearer s3cret", inbox.Quarantined, "nonsense"
	x.Received = time.Now().In(time.FixedZone("elsewhere", 3600))
	d.accept(x)
	read, err := d.Pending(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(read, []inbox.Delivery{inbox.Waiting(x)}); diff != "" {
		t.Errorf("(-read +waiting)\n%s", diff)
	}
}
