package notify_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/contacts"
	"tidings/internal/notify"
)

// fails has messages to somebody fail with an error.
func (o *office) fails(name string, err error) {
	o.post.send = func(to string, _ int) error {
		if strings.HasPrefix(to, name+"@") {
			return err
		}
		return nil
	}
}

// id is the id of a subscriber.
func (o *office) id(name string) string {
	o.Helper()
	a, err := contacts.ParseAddress(name + "@example.com")
	if err != nil {
		o.Fatal(err)
	}
	sub, err := o.book.Find(o.Context(), a)
	if err != nil {
		o.Fatal(err)
	}
	return sub.ID
}

func TestAMessageThatIsNotTakenNowKeepsNobodyWaiting(t *testing.T) {
	o := open(t, func(o *notify.Options) { o.Workers = 1 })
	o.join("ann", "bob", "cat", "dan")
	o.fails("cat", fmt.Errorf("%w: 450", notify.ErrLater))
	o.tell("i", "1", notify.Opens)
	o.work()
	for _, name := range []string{"ann", "bob", "dan"} {
		o.want(name, "i 1")
	}
	o.want("cat")
	if n := o.news("i"); n.State != notify.Told || n.Sent != 3 || n.Left != 1 {
		t.Errorf("%+v; want three told and one left", n)
	}
	o.post.send = nil
	o.now = o.now.Add(9 * time.Minute)
	o.work()
	o.want("cat")
	o.now = o.now.Add(2 * time.Minute)
	o.work()
	o.want("cat", "i 1")
	if n := o.news("i"); n.Sent != 4 || n.Left != 0 {
		t.Errorf("%+v; want four told and none left", n)
	}
}

func TestAMessageThatIsNeverTakenIsGivenUpAfterADay(t *testing.T) {
	o := open(t)
	o.join("ann")
	tried := 0
	o.post.send = func(string, int) error { tried++; return fmt.Errorf("%w: 450", notify.ErrLater) }
	o.tell("i", "1", notify.Opens)
	for range 26 * 6 {
		o.work()
		o.now = o.now.Add(10 * time.Minute)
	}
	if n := o.news("i"); n.Refused != 1 || n.Left != 0 || tried < 20 || tried > 24*6+1 {
		t.Errorf("%+v after %d tries; want it given up after a day", n, tried)
	}
}

// What may have been taken is not sent again while its service may still say so.
func TestAMessageOfWhichNobodyKnows(t *testing.T) {
	for _, reported := range []bool{true, false} {
		o := open(t)
		o.join("ann", "bob")
		o.fails("ann", notify.ErrUnsure)
		o.tell("i", "1", notify.Opens)
		o.work()
		o.post.send = nil
		o.tell("i", "2", notify.Goes) // while it is not known
		o.work()
		o.want("ann")
		o.want("bob", "i 1", "i 2")
		if reported {
			if err := o.Settle(t.Context(), notify.Report{Reader: o.id("ann"), Marks: []notify.Mark{{Subject: "i", Number: 1}}, Fate: notify.Delivered, At: o.now}); err != nil {
				t.Fatal(err)
			}
		}
		o.now = o.now.Add(11 * time.Minute)
		o.work()
		o.work()
		if reported {
			o.want("ann", "i 2")
		} else {
			o.want("ann", "i 1+2")
		}
		if n := o.news("i"); n.Left != 0 || n.Sent != 2 {
			t.Errorf("reported %v: %+v; want two told and none left", reported, n)
		}
	}
}

// After trouble of the whole service nothing more is begun.
func TestTroubleStopsAll(t *testing.T) {
	o := open(t, func(o *notify.Options) { o.Workers = 4 })
	for i := range 60 {
		o.join(fmt.Sprint("p", i))
	}
	tried := 0
	o.post.send = func(string, int) error { tried++; return fmt.Errorf("paused") }
	o.tell("i", "1", notify.Opens)
	if _, err := o.Work(t.Context()); err == nil || strings.Count(err.Error(), "paused") != 1 {
		t.Errorf("got %v, want to hear of it once", err)
	}
	if tried > 8 {
		t.Errorf("%d messages were tried at a service that is paused", tried)
	}
	o.post.send = nil
	o.work()
	for i := range 60 {
		o.want(fmt.Sprint("p", i), "i 1")
	}
}

// What became of messages is the same in whatever order it is said, and however
// often.
func TestFatesInAnyOrder(t *testing.T) {
	type said struct {
		name   string
		number int
		fate   notify.Fate
	}
	all := []said{
		{"ann", 1, notify.Sent}, {"ann", 1, notify.Delayed}, {"ann", 1, notify.Delivered}, {"ann", 2, notify.Sent}, {"ann", 2, notify.BouncedHard},
		{"bob", 1, notify.Delivered}, {"bob", 1, notify.Complained}, {"bob", 2, notify.Sent}, {"cat", 1, notify.Delivered}, {"cat", 1, notify.BouncedSoft},
	}
	want := map[notify.Fate]int{notify.Delivered: 1, notify.BouncedHard: 1, notify.Complained: 1, notify.Sent: 1, notify.BouncedSoft: 1, notify.Delayed: 0}
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		o := open(t)
		o.join("ann", "bob", "cat")
		o.tell("i", "1", notify.Opens)
		o.work()
		o.tell("i", "2", notify.Goes)
		o.work()
		twice := append(all[:len(all):len(all)], all...)
		random.Shuffle(len(twice), func(i, j int) { twice[i], twice[j] = twice[j], twice[i] })
		for _, s := range twice {
			if err := o.Settle(t.Context(), notify.Report{Reader: o.id(s.name), Marks: []notify.Mark{{Subject: "i", Number: s.number}}, Fate: s.fate, At: o.now}); err != nil {
				t.Fatal(err)
			}
		}
		got, err := o.Fates(t.Context(), "i")
		if err != nil {
			t.Fatal(err)
		}
		if got[notify.Delayed] != 0 {
			t.Errorf("%d messages count as delayed", got[notify.Delayed])
		}
		got[notify.Delayed] = 0
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("order %v: want (-), got (+):\n%s", twice, diff)
		}
	}
}

// A mark that is in no ledger, of a reader whom nobody knows, changes nothing.
func TestFatesOfNobody(t *testing.T) {
	o := open(t)
	o.join("ann")
	o.tell("i", "1", notify.Opens)
	for _, reader := range []string{"", "nobody", o.id("ann")} {
		if err := o.Settle(t.Context(), notify.Report{Reader: reader, Marks: []notify.Mark{{Subject: "i", Number: 1}}, Fate: notify.Delivered, At: o.now}); err != nil {
			t.Fatal(err)
		}
	}
	o.work()
	o.want("ann", "i 1")
}

// An address that takes no mail, or whose owner complains, is not written to
// again, whether the report knows its reader or only spells an address.
func TestReportsDecideAboutAddresses(t *testing.T) {
	o := open(t)
	o.join("ann", "bob", "cat", "dan")
	o.tell("i", "1", notify.Opens)
	o.work()
	mark := []notify.Mark{{Subject: "i", Number: 1}}
	for _, r := range []notify.Report{
		{Reader: o.id("ann"), Marks: mark, Fate: notify.BouncedHard},
		{Fate: notify.Complained, Recipients: []string{"no address", "BOB@Example.com", "stranger@example.com"}},
		{Reader: o.id("cat"), Marks: mark, Fate: notify.Rejected, Recipients: []string{"cat@example.com"}},
		{Reader: "nobody", Marks: mark, Fate: notify.BouncedHard, Recipients: []string{"erased@example.com"}},
		{Reader: o.id("dan")},
	} {
		r.At = o.now
		if err := o.Settle(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	o.tell("i", "2", notify.Goes)
	o.work()
	o.want("ann", "i 1")
	o.want("bob", "i 1")
	o.want("cat", "i 1", "i 2")
	o.want("dan", "i 1", "i 2")
	for _, name := range []string{"stranger", "erased"} {
		a, err := contacts.ParseAddress(name + "@example.com")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.book.Barred(t.Context(), a); err != nil {
			t.Errorf("%s can be written to: %v", name, err)
		}
	}
}

// killer is a channel that takes a message, and nothing is written any more.
type killer struct{ store *mortal }

func (k killer) Send(context.Context, notify.Letter) error {
	k.store.mu.Lock()
	defer k.store.mu.Unlock()
	k.store.left = 0
	return nil
}

// What a killed process had under way waits for the word of its service, and is
// not sent again where that has taken it.
func TestAServiceReportsWhatWasUnderWayAtAKill(t *testing.T) {
	for _, reported := range []bool{true, false} {
		o := open(t, func(o *notify.Options) { o.Lease = notify.ReportWait })
		o.join("ann")
		o.tell("i", "1", notify.Opens)
		dying := o.options
		m := &mortal{Driver: dying.Store, left: 100}
		dying.Self, dying.Store, dying.Channel = "killed", m, killer{m}
		if _, err := notify.New(dying).Work(t.Context()); !errors.Is(err, errDead) {
			t.Fatalf("got %v, want that it is killed", err)
		}
		o.work()
		o.want("ann")
		if reported {
			o.must(o.Settle(t.Context(), notify.Report{Reader: o.id("ann"), Marks: []notify.Mark{{Subject: "i", Number: 1}}, Fate: notify.Sent, At: o.now}))
		}
		o.now = o.now.Add(notify.ReportWait + time.Minute)
		o.work()
		if reported {
			o.want("ann")
		} else {
			o.want("ann", "i 1")
		}
		o.tell("i", "2", notify.Goes)
		o.work()
		if got := o.post.got["ann@example.com"]; got[len(got)-1] != "i 2" {
			t.Errorf("reported %v: got %v", reported, got)
		}
	}
}

// A server that refuses everybody says something of us: it stops all after some,
// ends nobody's subscription, and goes on when it takes mail again.
func TestAServerThatRefusesEverybody(t *testing.T) {
	o := open(t, func(o *notify.Options) { o.Workers = 1 })
	for i := range 40 {
		o.join(fmt.Sprint("p", i))
	}
	denied := fmt.Errorf("%w: 550 5.7.1", notify.ErrRefused)
	tried := 0
	o.post.send = func(string, int) error { tried++; return denied }
	o.tell("i", "1", notify.Opens)
	for range 5 {
		if _, err := o.Work(t.Context()); !errors.Is(err, notify.ErrRefused) {
			t.Fatalf("got %v, want to hear of it", err)
		}
	}
	if n := o.news("i"); n.Refused != 10 || tried != 15 {
		t.Errorf("%d refused after %d tries, want 10 and then one try at a time", n.Refused, tried)
	}
	o.post.send = nil
	o.work()
	if n := o.news("i"); n.Sent != 30 || n.Refused != 10 {
		t.Errorf("%+v; want the others told", n)
	}
	o.must(o.Retry(t.Context(), "i"))
	o.work()
	for i := range 40 {
		o.want(fmt.Sprint("p", i), "i 1")
	}
}

// What is refused for what it says is held against nobody's address.
func TestARefusedContent(t *testing.T) {
	o := open(t)
	o.join("ann")
	o.post.send = func(string, int) error {
		return notify.ServerError{Err: fmt.Errorf("%w: 554", notify.ErrRefused), Code: 554, At: "content"}
	}
	for i := range 8 {
		o.tell(fmt.Sprint("i", i), "1", notify.Opens)
		o.work()
		o.now = o.now.Add(24 * time.Hour)
	}
	o.post.send = nil
	o.tell("last", "1", notify.Opens)
	o.work()
	o.want("ann", "last 1")
}

// The end of an incident overtakes what is still unsent of it: whoever was not
// reached by its first mail gets one that says both.
func TestTheEndOvertakesWhatIsUnsent(t *testing.T) {
	const people = 250
	o := open(t)
	for i := range people {
		o.join(fmt.Sprint("p", i))
	}
	o.tell("i", "1", notify.Opens)
	if more, err := o.Work(t.Context()); !more || err != nil {
		t.Fatalf("%v, %v; want some told and some not", more, err)
	}
	told := len(o.post.got)
	o.tell("i", "2", notify.Closes)
	o.work()
	got := map[string]int{}
	for _, messages := range o.post.got {
		got[strings.Join(messages, ", ")]++
	}
	if want := map[string]int{"i 1, i 2": told, "i 1+2": people - told}; told == 0 || told == people || !cmp.Equal(want, got) {
		t.Errorf("got %v, want %v", got, want)
	}
}
