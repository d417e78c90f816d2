package notify_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tidings/internal/contacts"
	"tidings/internal/notify"
	"tidings/internal/status"
	"tidings/internal/store"
	"tidings/internal/store/memory"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// office is a desk with people, a clock that the test moves, and a channel that
// keeps what it carried.
type office struct {
	*testing.T
	*notify.Desk
	options notify.Options
	book    *contacts.Book
	now     time.Time
	post    *post
}

// post is a channel that delivers to a list.
type post struct {
	mu   sync.Mutex
	got  map[string][]string // by address: what each message told
	send func(to string, nth int) error
}

type letter struct{ to, text string }

func (p *post) Send(_ context.Context, l notify.Letter) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	x := l.(letter)
	if p.send != nil {
		if err := p.send(x.to, len(p.got[x.to])); err != nil {
			return err
		}
	}
	p.got[x.to] = append(p.got[x.to], x.text)
	return nil
}

type writer struct{}

func (writer) Write(_ context.Context, to contacts.Subscriber, subject string, events []notify.Event) (notify.Letter, error) {
	return letter{to.Address.Reveal(), text(subject, events)}, nil
}

func (writer) Digest(_ context.Context, to contacts.Subscriber, news []notify.Owed) (notify.Letter, error) {
	all := make([]string, len(news))
	for i, o := range news {
		all[i] = text(o.Subject, o.Events)
	}
	return letter{to.Address.Reveal(), "digest: " + strings.Join(all, " and ")}, nil
}

func text(subject string, events []notify.Event) string {
	ids := make([]string, len(events))
	for i, e := range events {
		ids[i] = e.Update
	}
	return subject + " " + strings.Join(ids, "+")
}

func open(t *testing.T, change ...func(*notify.Options)) *office {
	t.Helper()
	o := &office{T: t, now: noon, post: &post{got: map[string][]string{}}}
	d := memory.New(func() time.Time { return o.now })
	book, err := contacts.New(d, make([]byte, contacts.KeyBytes), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	o.book = book
	o.options = notify.Options{Store: d, Book: book, Writer: writer{}, Channel: o.post, Now: func() time.Time { return o.now },
		Log: slog.New(slog.DiscardHandler), Self: "first", Workers: 4}
	for _, c := range change {
		c(&o.options)
	}
	o.Desk = notify.New(o.options)
	return o
}

// join subscribes people an hour before now.
func (o *office) join(names ...string) {
	o.Helper()
	for _, name := range names {
		o.joinTo(name, contacts.Wish{All: true, Incident: true, Maintenance: true}, o.now.Add(-time.Hour))
	}
}

func (o *office) joinTo(name string, w contacts.Wish, at time.Time) {
	o.Helper()
	a, err := contacts.ParseAddress(name + "@example.com")
	if err != nil {
		o.Fatal(err)
	}
	asked, err := o.book.Ask(o.Context(), contacts.Request{Address: a, Wish: w}, at)
	if err == nil {
		_, err = o.book.Confirm(o.Context(), asked.Confirm, at)
	}
	if err != nil {
		o.Fatal(err)
	}
}

func (o *office) tell(subject, update string, kind notify.Kind) {
	o.Helper()
	o.tellOf(subject, update, kind, contacts.Topic{ID: subject})
}

func (o *office) tellOf(subject, update string, kind notify.Kind, topic contacts.Topic) {
	o.Helper()
	if err := o.Tell(o.Context(), subject, []notify.Event{{Update: update, At: o.now, Kind: kind, Topic: topic}}); err != nil {
		o.Fatal(err)
	}
}

// work works until there is nothing more to do.
func (o *office) work() {
	o.Helper()
	for range 100 {
		more, err := o.Work(o.Context())
		if err != nil {
			o.Fatal(err)
		}
		if !more {
			return
		}
	}
	o.Fatal("there is always more to do")
}

func (o *office) want(name string, messages ...string) {
	o.Helper()
	if got := o.post.got[name+"@example.com"]; !slices.Equal(got, messages) {
		o.Errorf("%s got %q, want %q", name, got, messages)
	}
}

func TestEverybodyIsToldOnce(t *testing.T) {
	o := open(t)
	names := make([]string, 250)
	for i := range names {
		names[i] = fmt.Sprint("p", i)
	}
	o.join(names...)
	for range 2 {
		o.tell("i", "1", notify.Opens)
		o.work()
	}
	o.tell("i", "2", notify.Closes)
	o.work()
	for _, name := range names {
		o.want(name, "i 1", "i 2")
	}
	n, err := o.Get(t.Context(), "i")
	if err != nil || n.State != notify.Told || n.Audience != 250 || n.Sent != 250 {
		t.Errorf("%+v, %v; want all 250 told", n, err)
	}
}

func TestOneWhoWasNotToldOfTheBeginningIsNotToldOfTheEnd(t *testing.T) {
	o := open(t)
	o.join("ann")
	o.tell("i", "1", notify.Opens)
	o.work()
	o.now = o.now.Add(time.Minute)
	o.joinTo("bob", contacts.Wish{All: true, Incident: true}, o.now)
	o.joinTo("cat", contacts.Wish{All: true, Incident: true}, o.now)
	o.now = o.now.Add(time.Minute)
	o.tell("i", "2", notify.Goes)
	o.work()
	o.now = o.now.Add(time.Minute)
	o.joinTo("dan", contacts.Wish{All: true, Incident: true}, o.now)
	o.now = o.now.Add(time.Minute)
	o.tell("i", "3", notify.Closes)
	o.work()
	o.want("ann", "i 1", "i 2", "i 3")
	o.want("bob", "i 2", "i 3")
	o.want("dan")
}

func TestAnIncidentThatEndsBeforeItsFirstMailIsOneMail(t *testing.T) {
	o := open(t)
	o.join("ann", "bob")
	down := errors.New("the mail server is down")
	mailed, waiting := "", "" // who is first is not said
	o.post.send = func(to string, _ int) error {
		name, _, _ := strings.Cut(to, "@")
		if mailed == "" {
			mailed = name
			return nil
		}
		waiting = name
		return down
	}
	o.tell("i", "1", notify.Opens)
	if _, err := o.Work(t.Context()); !errors.Is(err, down) {
		t.Fatalf("got %v, want that the server is down", err)
	}
	o.post.send = nil
	o.tell("i", "2", notify.Goes)
	o.tell("i", "3", notify.Closes)
	o.work()
	o.want(mailed, "i 1", "i 2+3")
	o.want(waiting, "i 1+2+3")
}

func TestOneWhoWakesUpWhenItGetsWorse(t *testing.T) {
	o := open(t)
	o.joinTo("ann", contacts.Wish{All: true, Incident: true, Severity: status.ImpactMajor}, noon.Add(-time.Hour))
	o.joinTo("bob", contacts.Wish{All: true, Incident: true, Severity: status.ImpactCritical}, noon.Add(-time.Hour))
	for i, step := range []struct {
		kind   notify.Kind
		impact status.Impact
	}{{notify.Opens, status.ImpactMinor}, {notify.Goes, status.ImpactMajor}, {notify.Closes, status.ImpactCritical}} {
		o.tellOf("i", fmt.Sprint(i+1), step.kind, contacts.Topic{ID: "i", Impact: step.impact})
		o.work()
	}
	o.want("ann", "i 2", "i 3")
	o.want("bob")
}

func TestARefusedAddressIsNotWrittenToAgain(t *testing.T) {
	o := open(t)
	o.join("ann", "bob")
	o.post.send = func(to string, _ int) error {
		if strings.HasPrefix(to, "ann") {
			return fmt.Errorf("550 5.1.1: %w %w", notify.ErrRefused, notify.ErrNobody)
		}
		return nil
	}
	o.tell("i", "1", notify.Opens)
	o.work()
	o.post.send = nil
	o.tell("i", "2", notify.Closes)
	o.work()
	o.want("ann")
	o.want("bob", "i 1", "i 2")
	if n, err := o.Get(t.Context(), "i"); n.Audience != 1 || err != nil {
		t.Errorf("%d concerned, %v; want bob alone", n.Audience, err)
	}
}

func TestTooManyPeopleWaitForAnOperator(t *testing.T) {
	o := open(t, func(o *notify.Options) { o.Limit = 2 })
	o.join("ann", "bob", "cat")
	o.tell("i", "1", notify.Opens)
	o.work()
	o.want("ann")
	if n, err := o.Get(t.Context(), "i"); n.State != notify.Held || n.Audience != 3 || err != nil {
		t.Fatalf("%+v, %v; want held for 3", n, err)
	}
	if err := o.Approve(t.Context(), "i"); err != nil {
		t.Fatal(err)
	}
	o.work()
	o.tell("i", "2", notify.Closes)
	o.work()
	o.want("ann", "i 1", "i 2")
	o.want("cat", "i 1", "i 2")
}

// What comes at once is held together, and each part of it let go on its own.
func TestTooManyMessagesAtOnceWaitForAnOperator(t *testing.T) {
	o := open(t, func(o *notify.Options) { o.Limit = 3 })
	o.join("ann", "bob")
	for _, subject := range []string{"i", "j"} {
		if err := o.TellTogether(t.Context(), subject, []notify.Event{{Update: "1", At: o.Now(), Kind: notify.Opens}}, 4); err != nil {
			t.Fatal(err)
		}
	}
	o.work()
	o.want("ann")
	if err := o.Approve(t.Context(), "i"); err != nil {
		t.Fatal(err)
	}
	o.work()
	o.want("ann", "i 1")
	o.want("bob", "i 1")
	o.tell("i", "2", notify.Closes)
	o.work()
	o.want("ann", "i 1", "i 2")
}

func TestWhatWasTakenBackIsNotTold(t *testing.T) {
	o := open(t)
	o.join("ann")
	o.tell("i", "1", notify.Opens)
	if err := o.Withdraw(t.Context(), "i"); err != nil {
		t.Fatal(err)
	}
	o.work()
	o.want("ann")
}

func TestManyMessagesInAnHourBecomeOne(t *testing.T) {
	o := open(t, func(o *notify.Options) { o.HourlyCap = 2 })
	o.join("ann")
	for i := range 5 {
		o.tell(fmt.Sprint("i", i), "1", notify.Opens)
		o.work()
	}
	o.tell("i3", "2", notify.Closes)
	o.work()
	o.want("ann", "i0 1", "i1 1")
	o.now = o.now.Add(59 * time.Minute)
	o.work()
	o.want("ann", "i0 1", "i1 1")
	o.now = o.now.Add(time.Minute)
	o.work()
	o.want("ann", "i0 1", "i1 1", "digest: i2 1 and i3 1+2 and i4 1")
	o.tell("i4", "2", notify.Closes)
	o.work()
	o.want("ann", "i0 1", "i1 1", "digest: i2 1 and i3 1+2 and i4 1", "i4 2")
}

// mortal is a store that dies after so many writes.
type mortal struct {
	store.Driver
	mu   sync.Mutex
	left int
}

var errDead = errors.New("killed")

func (m *mortal) Update(ctx context.Context, keys []store.Key, fn func(*store.Tx) error) error {
	m.mu.Lock()
	m.left--
	dead := m.left < 0
	m.mu.Unlock()
	if dead {
		return errDead
	}
	return m.Driver.Update(ctx, keys, fn)
}

// Whatever write is the last before a kill: everybody is told, and at most the
// message that was under way comes twice.
func TestKilledAfterAnyWrite(t *testing.T) {
	const people = 6
	for kill := 0; ; kill++ {
		o := open(t, func(o *notify.Options) { o.Workers = 1 })
		for i := range people {
			o.join(fmt.Sprint("p", i))
		}
		o.tell("i", "1", notify.Opens)
		dying := o.options
		m := &mortal{Driver: o.options.Store, left: kill}
		dying.Store, dying.Self = m, "killed"
		finished := true
		for range 10 {
			more, err := notify.New(dying).Work(t.Context())
			if finished = err == nil; !finished || !more {
				break
			}
		}
		o.work()
		twice := 0
		for i := range people {
			got := o.post.got[fmt.Sprintf("p%d@example.com", i)]
			if len(got) == 0 {
				t.Errorf("killed after %d writes: p%d was missed", kill, i)
			}
			twice += max(len(got)-1, 0)
		}
		if twice > 1 {
			t.Errorf("killed after %d writes: %d messages came twice, at most one was under way", kill, twice)
		}
		if finished {
			if kill < 2*people {
				t.Fatalf("all was done after %d writes: nothing was tested", kill)
			}
			return
		}
	}
}

// Two processes share the work: nobody is told twice.
func TestTwoProcesses(t *testing.T) {
	o := open(t, func(o *notify.Options) { o.Lease = time.Hour })
	for i := range 150 {
		o.join(fmt.Sprint("p", i))
	}
	second := o.options
	second.Self = "second"
	o.tell("i", "1", notify.Opens)
	var all sync.WaitGroup
	for _, d := range []*notify.Desk{o.Desk, notify.New(second)} {
		all.Go(func() {
			for range 20 {
				_, _ = d.Work(context.Background())
			}
		})
	}
	all.Wait()
	o.work()
	for i := range 150 {
		o.want(fmt.Sprint("p", i), "i 1")
	}
}
