package contacts

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/status"
	"tidings/internal/store"
	"tidings/internal/store/memory"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// desk is a book with a clock that the test moves.
type desk struct {
	*testing.T
	*Book
	store *memory.Store
	now   time.Time
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{T: t, now: noon}
	d.store = memory.NewContended(func() time.Time { return d.now }, func(attempt int) bool { return attempt == 0 })
	book, err := New(d.store, []byte("0123456789abcdef0123456789abcdef"), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	d.Book = book
	return d
}

func address(t *testing.T, s string) Address {
	t.Helper()
	a, err := ParseAddress(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

var everything = Wish{All: true, Incident: true, Maintenance: true}

func (d *desk) ask(who string, w Wish) Answer {
	d.Helper()
	got, err := d.Ask(d.Context(), Request{Address: address(d.T, who), Wish: w, From: "somewhere", Form: "page"}, d.now)
	if err != nil {
		d.Fatal(err)
	}
	return got
}

func (d *desk) join(who string, w Wish) Subscriber {
	d.Helper()
	sub, err := d.Confirm(d.Context(), d.ask(who, w).Confirm, d.now)
	if err != nil {
		d.Fatal(err)
	}
	return sub
}

func TestNobodyIsSubscribedWithoutAClick(t *testing.T) {
	d := newDesk(t)
	token := d.ask("ann@example.com", everything).Confirm
	if list, _, err := d.List(t.Context(), "", 10); len(list) != 0 || err != nil {
		t.Fatalf("%d subscribers before the click, %v", len(list), err)
	}
	if r, err := d.Waiting(t.Context(), token); err != nil || r.Address.Reveal() != "ann@example.com" {
		t.Fatalf("waiting for %v, %v", r.Address, err)
	}
	d.now = d.now.Add(time.Minute)
	sub, err := d.Confirm(t.Context(), token, d.now)
	if err != nil {
		t.Fatal(err)
	}
	want := Subscriber{ID: sub.ID, Number: 1, Address: sub.Address, State: Active, Wish: everything, Asked: noon, Confirmed: d.now, From: "somewhere", Form: "page"}
	again, err := d.Get(t.Context(), sub.ID)
	if diff := cmp.Diff(want, again, cmp.AllowUnexported(Address{})); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	d.now = d.now.Add(time.Hour)
	if second, err := d.Confirm(t.Context(), token, d.now); err != nil || !second.Confirmed.Equal(noon.Add(time.Minute)) {
		t.Errorf("a second click: %v, %v; want what the first did", second.Confirmed, err)
	}
	d.now = noon.Add(AskedFor)
	if _, err := d.Confirm(t.Context(), token, d.now); !errors.Is(err, ErrExpired) {
		t.Errorf("after two days: %v, want ErrExpired", err)
	}
}

func TestAnAddressIsWrittenToOnceAnHour(t *testing.T) {
	d := newDesk(t)
	first := d.ask("ann@example.com", everything)
	if second := d.ask("ANN@Example.com", everything); first.Confirm == "" || second != (Answer{}) {
		t.Fatalf("first %v, second %v; want a mail and then none", first.Confirm != "", second)
	}
	d.now = d.now.Add(QuietFor)
	if third := d.ask("ann@example.com", everything); third.Confirm == "" {
		t.Error("no mail after an hour")
	}
	sub, err := d.Confirm(t.Context(), first.Confirm, d.now)
	if err != nil {
		t.Fatal(err)
	}
	d.now = d.now.Add(QuietFor)
	if known := d.ask("ann@example.com", everything); known.Manage == nil || known.Manage.ID != sub.ID || known.Confirm != "" {
		t.Errorf("a subscriber who asks again: %+v, want a link to manage", known)
	}
	if again := d.ask("ann@example.com", everything); again != (Answer{}) {
		t.Errorf("and again at once: %+v, want nothing", again)
	}
}

func TestLinks(t *testing.T) {
	d := newDesk(t)
	sub := d.join("ann@example.com", everything)
	link := d.Link(sub)
	if got, err := d.Open(t.Context(), link); err != nil || got.ID != sub.ID || Confirms(link) {
		t.Fatalf("%v, %v", got.ID, err)
	}
	other := newDesk(t)
	other.Book, _ = New(d.store, []byte("another key of thirty-two bytes!"), rand.Reader)
	for what, token := range map[string]string{
		"empty": "", "short": link[:10], "a letter more": link + "a", "altered": flip(link, 5), "altered sum": flip(link, len(link)-3),
		"another key's": other.Link(sub), "a confirmation": d.ask("bob@example.com", everything).Confirm,
	} {
		if got, err := d.Open(t.Context(), token); !errors.Is(err, ErrExpired) {
			t.Errorf("%s: %v, %v; want ErrExpired", what, got.ID, err)
		}
	}
	if _, err := d.Confirm(t.Context(), link, d.now); !errors.Is(err, ErrExpired) {
		t.Errorf("confirming by a link to manage: %v", err)
	}
}

func flip(s string, at int) string {
	c := byte('A')
	if s[at] == c {
		c = 'B'
	}
	return s[:at] + string(c) + s[at+1:]
}

func TestLeavingComingBackAndErasing(t *testing.T) {
	d := newDesk(t)
	sub := d.join("ann@example.com", everything)
	old := d.Link(sub)
	for range 2 {
		if got, err := d.Leave(t.Context(), sub.ID, sub.ID, d.now); err != nil || got.State != Left {
			t.Fatalf("%v, %v", got.State, err)
		}
	}
	if _, err := d.Change(t.Context(), sub.ID, sub.ID, everything, d.now); !errors.Is(err, ErrWish) {
		t.Errorf("changing what has ended: %v", err)
	}
	d.now = d.now.Add(QuietFor)
	back := d.join("ann@example.com", Wish{Components: []string{"api"}, Incident: true})
	if back.ID != sub.ID || back.State != Active || back.Wish.All {
		t.Errorf("back as %+v", back)
	}
	if _, err := d.Open(t.Context(), old); !errors.Is(err, ErrExpired) {
		t.Errorf("a link from before leaving: %v", err)
	}
	if err := d.Erase(t.Context(), "admin", sub.ID, d.now); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Find(t.Context(), sub.Address); !errors.Is(err, ErrNotFound) {
		t.Errorf("after erasing: %v", err)
	}
	if again := d.join("ann@example.com", everything); again.ID == sub.ID {
		t.Error("the same id after erasing")
	}
}

func TestOneWhoLeftIsForgotten(t *testing.T) {
	d := newDesk(t)
	sub := d.join("ann@example.com", everything)
	if _, err := d.Leave(t.Context(), sub.ID, sub.ID, d.now); err != nil {
		t.Fatal(err)
	}
	d.now = d.now.Add(keepLeft)
	if _, err := d.Get(t.Context(), sub.ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("after a month: %v", err)
	}
	if again := d.join("ann@example.com", everything); again.State != Active {
		t.Errorf("coming back after a month: %v", again.State)
	}
}

func TestFeedback(t *testing.T) {
	type step struct {
		after time.Duration
		what  Feedback
	}
	day := 24 * time.Hour
	for _, test := range []struct {
		name  string
		steps []step
		want  State
	}{
		{"a hard bounce", []step{{0, Hard}}, Bounced},
		{"a complaint", []step{{0, Complaint}}, Complained},
		{"a complaint after a bounce", []step{{0, Hard}, {0, Complaint}}, Complained},
		{"a bounce after a complaint", []step{{0, Complaint}, {0, Hard}}, Complained},
		{"five soft bounces in a day", []step{{0, Soft}, {day / 4, Soft}, {day / 4, Soft}, {day / 4, Soft}, {day / 4, Soft}}, Active},
		{"five soft bounces over three days", []step{{0, Soft}, {day, Soft}, {day, Soft}, {day, Soft}, {time.Minute, Soft}}, Bounced},
		{"one soft bounce, said five times", []step{{0, Soft}, {0, Soft}, {0, Soft}, {0, Soft}, {0, Soft}}, Active},
		{"a delivery between them", []step{{0, Soft}, {day, Soft}, {day, Delivered}, {day, Soft}, {day, Soft}, {day, Soft}, {day, Soft}}, Active},
		{"a delivery that was late", []step{{0, Hard}, {0, Delivered}}, Bounced},
	} {
		d := newDesk(t)
		sub := d.join("ann@example.com", everything)
		for _, s := range test.steps {
			d.now = d.now.Add(s.after)
			if err := d.Report(t.Context(), address(t, "ANN@example.com"), s.what, d.now); err != nil {
				t.Fatal(err)
			}
		}
		got, err := d.Get(t.Context(), sub.ID)
		if err != nil || got.State != test.want {
			t.Errorf("%s: %v, %v; want %v", test.name, got.State, err, test.want)
		}
		d.now = d.now.Add(QuietFor)
		never := test.steps[0].what == Hard || test.steps[0].what == Complaint
		if written := d.ask("ann@example.com", everything) != (Answer{}); written == never {
			t.Errorf("%s: written to when somebody asks again: %v", test.name, written)
		}
	}
}

func TestABarredAddressStaysBarredAfterErasing(t *testing.T) {
	d := newDesk(t)
	sub := d.join("ann@example.com", everything)
	if err := errors.Join(d.Report(t.Context(), sub.Address, Complaint, d.now), d.Erase(t.Context(), "admin", sub.ID, d.now)); err != nil {
		t.Fatal(err)
	}
	d.now = d.now.Add(QuietFor)
	if got := d.ask("ann@example.com", everything); got != (Answer{}) {
		t.Errorf("got %+v, want no mail", got)
	}
	if err := d.Report(t.Context(), address(t, "stranger@example.com"), Hard, d.now); err != nil {
		t.Errorf("feedback about a stranger: %v", err)
	}
}

// A copy of the store, and of its log, says nothing about a person.
func TestTheStoreHoldsNothingReadable(t *testing.T) {
	d := newDesk(t)
	sub := d.join("canary@secret-place.example", Wish{Components: []string{"canary-component"}, Incident: true, Zone: "Europe/Canary"})
	d.ask("canary-waiting@secret-place.example", everything)
	if _, err := d.Change(t.Context(), sub.ID, sub.ID, everything, d.now); err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, part := range []string{partSubscriber, partAddress, partAsked, partQuiet, partBarred} {
		page, err := d.store.List(t.Context(), store.Query{Part: part})
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range page.Items {
			fmt.Fprintf(&all, "%s %s\n", it.Sort, it.Value)
		}
	}
	changes, _, err := d.store.Changes(t.Context(), "", 0)
	if err != nil || len(changes) != 2 {
		t.Fatalf("%d changes, %v; want the confirmation and the change", len(changes), err)
	}
	for _, c := range changes {
		all.Write(c)
	}
	for _, word := range []string{"canary", "secret-place", "Canary", "somewhere"} {
		if strings.Contains(all.String(), word) {
			t.Errorf("%q is in the store:\n%s", word, all.String())
		}
	}
}

func TestTwoConfirmationsAtOnceMakeOneSubscriber(t *testing.T) {
	d := newDesk(t)
	first := d.ask("ann@example.com", everything).Confirm
	d.now = d.now.Add(QuietFor)
	second := d.ask("ann@example.com", everything).Confirm
	var all sync.WaitGroup
	for _, token := range []string{first, second, first, second} {
		all.Go(func() {
			if _, err := d.Confirm(context.Background(), token, noon.Add(QuietFor)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if list, _, err := d.List(t.Context(), "", 10); len(list) != 1 || err != nil {
		t.Errorf("%d subscribers, %v; want one", len(list), err)
	}
}

func TestWishesThatCannotBeKept(t *testing.T) {
	d := newDesk(t)
	for name, w := range map[string]Wish{
		"of nothing":     {All: true},
		"of no part":     {Incident: true},
		"an empty id":    {Incident: true, Components: []string{""}},
		"a long id":      {Incident: true, Components: []string{strings.Repeat("x", 64)}},
		"too many":       {Incident: true, Components: many(501)},
		"a long zone":    {All: true, Incident: true, Zone: strings.Repeat("x", 65)},
		"a long tongue":  {All: true, Incident: true, Language: strings.Repeat("x", 65)},
		"one of nothing": {Maintenance: false, Components: []string{"api"}},
	} {
		if _, err := d.Ask(t.Context(), Request{Address: address(t, "ann@example.com"), Wish: w}, d.now); !errors.Is(err, ErrWish) {
			t.Errorf("%s: %v, want ErrWish", name, err)
		}
	}
}

func many(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprint("c", i)
	}
	return ids
}

func TestWants(t *testing.T) {
	api := Topic{ID: "i", Impact: status.ImpactMinor, Components: []string{"api"}, Groups: []string{"core"}}
	wide := Topic{ID: "i", Impact: status.ImpactMajor}
	work := Topic{ID: "m", Maintenance: true, Components: []string{"api"}, Groups: []string{"core"}}
	for _, test := range []struct {
		name string
		wish Wish
		want string // i: api incident, w: an incident of no component, m: maintenance
	}{
		{"everything", everything, "iwm"},
		{"incidents only", Wish{All: true, Incident: true}, "iw"},
		{"maintenance only", Wish{All: true, Maintenance: true}, "m"},
		{"major and worse", Wish{All: true, Incident: true, Maintenance: true, Severity: status.ImpactMajor}, "wm"},
		{"its component", Wish{Components: []string{"api"}, Incident: true, Maintenance: true}, "iwm"},
		{"its group", Wish{Groups: []string{"core"}, Incident: true}, "iw"},
		{"another component", Wish{Components: []string{"web"}, Incident: true, Maintenance: true}, "w"},
		{"this incident", Wish{Incidents: []string{"i"}}, "iw"},
		{"another incident", Wish{Incidents: []string{"j"}}, ""},
	} {
		got := ""
		for _, x := range []struct {
			letter string
			topic  Topic
		}{{"i", api}, {"w", wide}, {"m", work}} {
			if test.wish.Wants(x.topic) {
				got += x.letter
			}
		}
		if got != test.want {
			t.Errorf("%s: told of %q, want %q", test.name, got, test.want)
		}
	}
}
