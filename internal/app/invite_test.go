package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/config"
	"tidings/internal/contacts"
	"tidings/internal/notify"
	"tidings/internal/notify/letter"
	"tidings/internal/store/memory"
	"tidings/internal/web"
	"tidings/themes"
)

// inviter is a program with a book in which a program without mail leaves letters.
type inviter struct {
	*testing.T
	app  *App
	now  time.Time
	sent []string
	err  error // of whatever is sent
}

// Send implements notify.Channel.
func (v *inviter) Send(_ context.Context, l notify.Letter) error {
	v.sent = append(v.sent, l.(*letter.Letter).To.Reveal())
	return v.err
}

func newInviter(t *testing.T) *inviter {
	t.Helper()
	v := &inviter{T: t, now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	now := func() time.Time { return v.now }
	people := memory.New(now)
	book, err := contacts.New(people, make([]byte, contacts.KeyBytes), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	theme, err := themes.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	v.app = New(Parts{Store: memory.New(now), Now: now, Random: rand.Reader, Metrics: &web.Metrics{}, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		People: &People{Store: people, Book: book, Channel: v}})
	v.app.rules.Store(&rules{theme: theme, config: &config.Config{Site: config.Site{Name: "Acme", URL: "https://status.example.com", Zone: time.UTC, Languages: []string{"en"}}}})
	return v
}

func (v *inviter) leaves(names ...string) {
	v.Helper()
	for _, name := range names {
		to, err := contacts.ParseAddress(name + "@example.com")
		if err != nil {
			v.Fatal(err)
		}
		if _, err := v.app.People.Book.Ask(v.Context(), contacts.Request{Address: to, Wish: contacts.Wish{All: true, Incident: true}, Invite: true}, v.now); err != nil {
			v.Fatal(err)
		}
	}
}

// tries sends what waits, again and again for a time, and says how many were sent.
func (v *inviter) tries(fails error, over time.Duration) int {
	v.Helper()
	v.sent, v.err = nil, fails
	for end := v.now.Add(over); v.now.Before(end); v.now = v.now.Add(time.Minute) {
		v.app.invite(v.Context())
	}
	return len(v.sent)
}

func TestInvitationsAreSentOnce(t *testing.T) {
	v := newInviter(t)
	var names []string
	for i := range invitationsAtOnce + 3 {
		names = append(names, fmt.Sprint("reader", i))
	}
	v.leaves(names...)
	if more := v.app.invite(t.Context()); !more || len(v.sent) != invitationsAtOnce {
		t.Errorf("%d are sent at once, more %v", len(v.sent), more)
	}
	if more := v.app.invite(t.Context()); more || len(v.sent) != len(names) {
		t.Errorf("%d are sent, more %v", len(v.sent), more)
	}
	if again := v.tries(nil, time.Hour); again != 0 {
		t.Errorf("%d are sent again", again)
	}
}

// What becomes of a letter decides how often it is sent in two days.
func TestHowOftenAnInvitationIsTried(t *testing.T) {
	got := map[string]int{}
	for _, fails := range []error{notify.ErrNobody, notify.ErrUnsure, notify.ErrRefused, notify.ErrLater, errors.New("out of order")} {
		v := newInviter(t)
		v.leaves("ann")
		why := fails
		if fails == notify.ErrNobody {
			why = errors.Join(notify.ErrRefused, notify.ErrNobody)
		}
		got[fails.Error()] = v.tries(why, contacts.AskedFor)
	}
	want := map[string]int{notify.ErrNobody.Error(): 1, notify.ErrUnsure.Error(): 2, notify.ErrRefused.Error(): refusals, notify.ErrLater.Error(): 11, "out of order": 11}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// While the service takes nothing, nobody is tried after the first; once it does,
// all are sent.
func TestInvitationsWaitForTheService(t *testing.T) {
	v := newInviter(t)
	v.leaves("ann", "bob", "cid")
	v.err = errors.New("out of order")
	if v.app.invite(t.Context()); len(v.sent) != 1 {
		t.Errorf("tried are %s", strings.Join(v.sent, ", "))
	}
	v.err = notify.ErrLater
	if v.app.invite(t.Context()); len(v.sent) != 3 {
		t.Errorf("tried are %s", strings.Join(v.sent, ", "))
	}
	if sent := v.tries(nil, 10*time.Minute); sent != 3 {
		t.Errorf("%d are sent in the end", sent)
	}
}

// Whoever has no mailbox is not written to again, whoever asks.
func TestWhoCannotBeInvitedIsBarred(t *testing.T) {
	v := newInviter(t)
	v.leaves("ann")
	v.tries(errors.Join(notify.ErrRefused, notify.ErrNobody), time.Minute)
	v.now = v.now.Add(2 * time.Hour)
	v.leaves("ann")
	if sent := v.tries(nil, time.Hour); sent != 0 {
		t.Errorf("%d letters to nobody", sent)
	}
}
