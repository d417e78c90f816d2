package notify_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tidings/internal/contacts"
	"tidings/internal/notify"
	"tidings/internal/store"
)

// shared is an office that hands out its rounds, with people in it.
type shared struct {
	*office
	mu     sync.Mutex
	handed []notify.Stretch
}

func share(t *testing.T, people int, change ...func(*notify.Options)) *shared {
	t.Helper()
	s := &shared{}
	hand := func(o *notify.Options) {
		o.Lease = time.Hour
		o.Share = func(_ context.Context, all []notify.Stretch) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.handed = append(s.handed, all...)
			return nil
		}
	}
	s.office = open(t, append([]func(*notify.Options){hand}, change...)...)
	for i := range people {
		s.join(fmt.Sprint("p", i))
	}
	return s
}

// another is a further process.
func (s *shared) another(name string) *notify.Desk {
	o := s.options
	o.Self = name
	return notify.New(o)
}

// tellEach tells stretches one after the other.
func (s *shared) tellEach(all []notify.Stretch) {
	s.Helper()
	for _, x := range all {
		if err := s.TellStretch(s.Context(), x); err != nil {
			s.Fatal(err)
		}
	}
}

// once holds that everybody has got a message, and nobody another.
func (s *shared) once(people int, text string) {
	s.Helper()
	for i := range people {
		s.want(fmt.Sprint("p", i), text)
	}
}

// Stretches come in any order, twice, and to several processes at once.
func TestARoundInStretches(t *testing.T) {
	const people = 1050
	s := share(t, people)
	s.tell("i", "1", notify.Opens)
	s.work()
	if len(s.post.got) != 0 || len(s.handed) != 11 {
		t.Fatalf("%d were told while handing out, in %d stretches; want 11", len(s.post.got), len(s.handed))
	}
	todo := append(slices.Clone(s.handed), s.handed[:3]...)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(todo), func(i, j int) { todo[i], todo[j] = todo[j], todo[i] })
	work := make(chan notify.Stretch, len(todo))
	for _, x := range todo {
		work <- x
	}
	close(work)
	var all sync.WaitGroup
	for i := range 3 {
		d := s.another(fmt.Sprint("sender ", i))
		all.Go(func() {
			for x := range work {
				if err := d.TellStretch(context.Background(), x); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	s.once(people, "i 1")
	s.work()
	s.now = s.now.Add(time.Hour) // what two had under way at once has been looked at again
	s.work()
	s.once(people, "i 1")
	if n := s.news("i"); n.State != notify.Told || n.Sent != people || n.Left != 0 || len(s.handed) != 11 {
		t.Errorf("%+v in %d stretches; want all told, and nothing handed out again", n, len(s.handed))
	}
}

// Stretches are lost, and the desk goes through the round itself when nothing
// moves any more.
func TestLostStretches(t *testing.T) {
	const people = 450
	s := share(t, people)
	s.tell("i", "1", notify.Opens)
	s.work()
	s.tellEach(s.handed[1:4])
	s.work()
	if len(s.post.got) != 300 {
		t.Fatalf("%d are told while the others may still be", len(s.post.got))
	}
	s.now = s.now.Add(6 * time.Minute)
	s.work()
	s.once(people, "i 1")
	if n := s.news("i"); n.State != notify.Told || n.Sent != people {
		t.Errorf("%+v", n)
	}
	s.tellEach(s.handed) // one that comes after all is of a round that is over
	s.once(people, "i 1")
}

// A process is killed after some write of a stretch: everybody is told, and at
// most what was under way comes twice.
func TestKilledInAStretch(t *testing.T) {
	const people = 130
	for kill := 0; kill < 2*people; kill += 37 {
		s := share(t, people, func(o *notify.Options) { o.Workers, o.Lease = 1, time.Minute })
		s.tell("i", "1", notify.Opens)
		s.work()
		dying := s.options
		dying.Store, dying.Self = &mortal{Driver: s.options.Store, left: kill}, "killed"
		if err := notify.New(dying).TellStretch(t.Context(), s.handed[0]); err == nil && kill < 200 {
			t.Fatalf("nothing was killed after %d writes", kill)
		}
		s.now = s.now.Add(2 * time.Minute)
		s.tellEach(s.handed)
		s.now = s.now.Add(6 * time.Minute) // what the dead had counted is not known
		s.work()
		twice := 0
		for i := range people {
			got := len(s.post.got[fmt.Sprintf("p%d@example.com", i)])
			if got == 0 {
				t.Errorf("killed after %d writes: p%d was missed", kill, i)
			}
			twice += max(got-1, 0)
		}
		if n := s.news("i"); twice > 1 || n.State != notify.Told {
			t.Errorf("killed after %d writes: %d messages came twice, %+v", kill, twice, n)
		}
	}
}

func TestHandingOutFails(t *testing.T) {
	broken := errors.New("the queue does not answer")
	s := share(t, 150)
	handing := s.options.Share
	s.options.Share = func(context.Context, []notify.Stretch) error { return broken }
	s.tell("i", "1", notify.Opens)
	if _, err := s.another("first").Work(t.Context()); !errors.Is(err, broken) {
		t.Fatalf("got %v", err)
	}
	s.options.Share = handing
	for _, name := range []string{"second", "third"} { // at the same time, or after each other
		if _, err := s.another(name).Work(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.handed) != 2 {
		t.Errorf("%d stretches are handed out, want 2", len(s.handed))
	}
}

// What was stopped, or taken back, is not told in stretches either.
func TestStretchesOfWhatIsOver(t *testing.T) {
	s := share(t, 150)
	s.tell("i", "1", notify.Opens)
	s.tell("j", "1", notify.Opens)
	s.work()
	if err := s.Withdraw(t.Context(), "i"); err != nil {
		t.Fatal(err)
	}
	if err := s.Stop(t.Context(), "bob"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		s.tellEach(s.handed)
		if s.post.got["p0@example.com"] != nil && s.halted(t) {
			t.Error("somebody is told though everything is stopped")
		}
		if err := s.Resume(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	s.once(150, "j 1")
}

func (s *shared) halted(t *testing.T) bool {
	t.Helper()
	stop, err := s.Stopped(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return !stop.At.IsZero()
}

// mute is a writer who finds no words for some.
type mute struct {
	writer
	silent func(to string) bool
}

var errWordless = errors.New("the theme has no words for this")

func (m mute) Write(ctx context.Context, to contacts.Subscriber, subject string, events []notify.Event) (notify.Letter, error) {
	if m.silent(to.Address.Reveal()) {
		return nil, errWordless
	}
	return m.writer.Write(ctx, to, subject, events)
}

// A message that cannot be worded keeps nobody else waiting; when none can, that
// is no fault of their readers.
func TestWhereThereAreNoWords(t *testing.T) {
	const people = 300
	s := share(t, people, func(o *notify.Options) {
		o.Writer = mute{silent: func(to string) bool { return to == "p7@example.com" }}
	})
	s.tell("i", "1", notify.Opens)
	s.work()
	s.tellEach(s.handed)
	s.work()
	if n := s.news("i"); len(s.post.got) != people-1 || n.State != notify.Told || n.Left != 1 {
		t.Errorf("%d are told, %+v; want all but one", len(s.post.got), n)
	}
	for range 26 * 6 {
		s.now = s.now.Add(10 * time.Minute)
		s.work()
	}
	if n := s.news("i"); n.Refused != 1 || n.Left != 0 {
		t.Errorf("%+v; want it given up after a day", n)
	}
	a, err := contacts.ParseAddress("p7@example.com")
	if err != nil {
		t.Fatal(err)
	}
	if sub, err := s.book.Find(t.Context(), a); err != nil || len(sub.Bounces) != 0 || sub.State != contacts.Active {
		t.Errorf("%v, %v; want nothing noted against the address", sub.Bounces, err)
	}

	s = share(t, 60, func(o *notify.Options) { o.Writer = mute{silent: func(string) bool { return true }} })
	s.tell("i", "1", notify.Opens)
	if _, err := s.Work(t.Context()); !errors.Is(err, errWordless) || !strings.Contains(err.Error(), "about i") {
		t.Errorf("nobody can be told, and the desk says %v", err)
	}
}

// A service that always fails at one message keeps nobody else waiting; one that
// fails at all stops the desk, which tries again soon.
func TestAServiceThatFails(t *testing.T) {
	const people = 250
	s := share(t, people)
	s.fails("p7", fmt.Errorf("%w: 500", notify.ErrFailed))
	s.tell("i", "1", notify.Opens)
	s.work()
	s.tellEach(s.handed)
	s.work()
	if n := s.news("i"); len(s.post.got) != people-1 || n.State != notify.Told || n.Left != 1 {
		t.Errorf("%d are told, %+v; want all but one", len(s.post.got), n)
	}
	s.post.send = nil
	s.now = s.now.Add(11 * time.Minute)
	s.work()
	s.once(people, "i 1")

	s = share(t, people)
	tried := 0
	s.post.send = func(string, int) error { tried++; return fmt.Errorf("%w: 500", notify.ErrFailed) }
	s.tell("i", "1", notify.Opens)
	s.work()
	if err := s.TellStretch(t.Context(), s.handed[0]); !errors.Is(err, notify.ErrFailed) || tried > 30 {
		t.Errorf("after %d tries the desk says %v", tried, err)
	}
}

// faulty is a store that refuses to write of some.
type faulty struct {
	store.Driver
	of func(store.Key) bool
}

var errFaulty = errors.New("the partition is hot")

func (f *faulty) Update(ctx context.Context, keys []store.Key, fn func(*store.Tx) error) error {
	if slices.ContainsFunc(keys, f.of) {
		return errFaulty
	}
	return f.Driver.Update(ctx, keys, fn)
}

// A reader whose entry of the ledger cannot be written holds up nobody, and is told
// when the stretch comes again.
func TestALedgerThatFailsForOne(t *testing.T) {
	const people = 250
	s := share(t, people)
	s.tell("i", "1", notify.Opens)
	s.work()
	bad := s.options
	victim := s.id("p7")
	bad.Store = &faulty{s.options.Store, func(k store.Key) bool { return strings.HasPrefix(k.Part, "told/") && k.Sort == victim }}
	broken, failed := notify.New(bad), 0
	for _, x := range s.handed {
		if err := broken.TellStretch(t.Context(), x); errors.Is(err, errFaulty) {
			failed++
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if failed != 1 || len(s.post.got) != people-1 {
		t.Fatalf("%d are told, and %d stretches failed; want one missing, and its stretch alone", len(s.post.got), failed)
	}
	s.tellEach(s.handed)
	s.once(people, "i 1")
}
