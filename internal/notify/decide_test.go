package notify_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tidings/internal/contacts"
	"tidings/internal/notify"
)

func (o *office) news(subject string) notify.News {
	o.Helper()
	n, err := o.Get(o.Context(), subject)
	if err != nil {
		o.Fatal(err)
	}
	return n
}

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

func TestDroppedNewsIsNotToldAndWhatFollowsIs(t *testing.T) {
	woken := 0
	o := open(t, func(o *notify.Options) { o.Limit, o.Wake = 1, func() { woken++ } })
	o.join("ann", "bob")
	o.tell("i", "1", notify.Opens)
	o.work()
	if n := o.news("i"); n.State != notify.Held || n.Queued() != 2 {
		t.Fatalf("%+v; want two held", n)
	}
	o.must(o.Drop(t.Context(), "i"))
	o.work()
	o.want("ann")
	if err := o.Drop(t.Context(), "i"); !errors.Is(err, notify.ErrDecided) {
		t.Errorf("dropped twice: %v", err)
	}
	if err := o.Approve(t.Context(), "i"); !errors.Is(err, notify.ErrDecided) {
		t.Errorf("approved what was dropped: %v", err)
	}
	o.Limit = 0
	o.tell("i", "2", notify.Goes)
	o.work()
	o.want("ann", "i 2")
	if woken == 0 {
		t.Error("nobody was woken by a decision")
	}
}

func TestEverythingStopsAndGoesOn(t *testing.T) {
	o := open(t, func(o *notify.Options) { o.Workers = 1 })
	for i := range 30 {
		o.join(fmt.Sprint("p", i))
	}
	got := func() (n int) {
		for _, m := range o.post.got {
			n += len(m)
		}
		return n
	}
	o.post.send = func(string, int) error {
		if len(o.post.got) == 9 { // the tenth is under way and arrives
			o.must(o.Stop(t.Context(), "ada"))
		}
		return nil
	}
	o.tell("i", "1", notify.Opens)
	o.work()
	if n := o.news("i"); got() > 11 || n.State != notify.Telling || n.Sent != got() || n.Queued() != 30-got() {
		t.Fatalf("%d got it after the stop: %+v", got(), n)
	}
	o.post.send = nil
	before := got()
	second := notify.New(o.options) // another process, or the same after a restart
	if more, err := second.Work(t.Context()); more || err != nil || got() != before {
		t.Errorf("it goes on by itself: %v, %v, %d", more, err, got())
	}
	if s, err := second.Stopped(t.Context()); s.By != "ada" || !s.At.Equal(o.now) || err != nil {
		t.Errorf("stopped by %+v, %v", s, err)
	}
	o.must(o.Resume(t.Context()))
	o.work()
	for i := range 30 {
		o.want(fmt.Sprint("p", i), "i 1")
	}
}

func TestWhoWasRefusedIsTriedAgainOnDemand(t *testing.T) {
	o := open(t)
	o.join("ann", "bob")
	o.post.send = func(to string, _ int) error {
		if strings.HasPrefix(to, "ann") {
			return fmt.Errorf("554 5.7.1 not from you: %w", notify.ErrRefused)
		}
		return nil
	}
	o.tell("i", "1", notify.Opens)
	o.work()
	o.tell("i", "2", notify.Goes)
	o.work()
	if n := o.news("i"); n.Refused != 1 || n.Sent != 1 || len(n.Past) != 1 || n.Past[0].Sent != 1 || n.Past[0].Upto != 1 {
		t.Fatalf("%+v", n)
	}
	o.must(o.Retry(t.Context(), "i"))
	o.work()
	o.want("ann")
	o.post.send = nil
	o.must(o.Retry(t.Context(), "i"))
	o.work()
	o.want("ann", "i 1+2")
	o.want("bob", "i 1", "i 2")
	if n := o.news("i"); n.Audience != 1 || n.Sent != 1 {
		t.Errorf("the last round: %+v", n.Progress)
	}
	if err := o.Retry(t.Context(), "i"); !errors.Is(err, notify.ErrDecided) {
		t.Errorf("nobody is left to be tried again: %v", err)
	}
}

func TestNewsIsListedAndEverybodysLedger(t *testing.T) {
	o := open(t)
	o.join("ann")
	o.joinTo("bob", contacts.Wish{All: true, Maintenance: true}, noon.Add(-time.Hour))
	o.join("cat")
	cat, err := contacts.ParseAddress("cat@example.com")
	o.must(err)
	o.must(o.book.Report(t.Context(), cat, contacts.Hard, o.now))
	for i := range 7 {
		o.now = o.now.Add(time.Minute)
		o.tellOf(fmt.Sprint("i", i), "1", notify.Opens, contacts.Topic{ID: "x", Maintenance: i == 3})
		o.work()
	}
	o.now = o.now.Add(time.Minute)
	o.tell("i1", "2", notify.Closes)
	o.work()
	var got []string
	for after := ""; ; {
		list, next, err := o.List(t.Context(), after, 3)
		o.must(err)
		for _, n := range list {
			got = append(got, fmt.Sprint(n.Subject, " ", n.Sent, " ", n.Suppressed))
		}
		if after = next; after == "" {
			break
		}
	}
	if want := []string{"i1 1 1", "i6 1 1", "i5 1 1", "i4 1 1", "i3 2 1", "i2 1 1", "i0 1 1"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	people, _, err := o.book.List(t.Context(), "", 0)
	o.must(err)
	for _, p := range people {
		list, _, err := o.Ledger(t.Context(), p.ID, "", 100)
		want := map[string]int{"a…@example.com": 7, "b…@example.com": 1, "c…@example.com": 0}[p.Address.String()]
		if err != nil || len(list) != want || want == 7 && (list[0].Subject != "i1" || list[0].Told != 2 || !list[0].At.Equal(o.now)) {
			t.Errorf("%v was told %+v, %v", p.Address, list, err)
		}
	}
}

func TestTheAudienceOfATopic(t *testing.T) {
	o := open(t)
	o.joinTo("ann", contacts.Wish{All: true, Incident: true, Language: "de"}, noon)
	o.joinTo("bob", contacts.Wish{All: true, Incident: true, Severity: 2}, noon)
	o.joinTo("cat", contacts.Wish{Components: []string{"api"}, Incident: true, Maintenance: true}, noon)
	o.joinTo("dan", contacts.Wish{All: true, Incident: true, Language: "fr"}, noon)
	count := func(want int, topic contacts.Topic) {
		t.Helper()
		if n, err := o.Audience(t.Context(), topic); n != want || err != nil {
			t.Errorf("%+v concerns %d, %v; want %d", topic, n, err, want)
		}
	}
	count(4, contacts.Topic{Impact: 3, Components: []string{"api"}})
	count(2, contacts.Topic{Impact: 1, Components: []string{"web"}})
	count(1, contacts.Topic{Maintenance: true, Components: []string{"api"}})
	o.joinTo("eve", contacts.Wish{All: true, Maintenance: true}, noon)
	count(2, contacts.Topic{Maintenance: true, Components: []string{"api"}})
}
