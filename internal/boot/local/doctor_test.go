package local

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"tidings/internal/contacts"
	"tidings/internal/status"
	"tidings/internal/store"
)

// What is worked out is made again from the facts, however wrong it has become.
func TestRebuildMendsWhatIsWorkedOut(t *testing.T) {
	ctx, o := t.Context(), Options{Data: t.TempDir(), Now: time.Now, Random: rand.Reader, Getenv: func(string) string { return "" }}
	at := time.Now().UTC().Truncate(time.Second).Add(-time.Hour)
	with(t, o, func(m *Machine) error {
		board, ada := status.NewBoard(m.Store, time.UTC), status.Actor{Kind: status.OriginPerson, ID: "ada"}
		if _, err := board.PutMetric(ctx, ada, status.Metric{ID: "wait", Name: "Wait", Threshold: 5}, at); err != nil {
			return err
		}
		if _, err := board.AddPoints(ctx, "wait", "", []status.Point{{At: at, Value: 3}}, at); err != nil {
			return err
		}
		_, err := board.PutIncident(ctx, ada, status.Incident{
			ID: "slow", Title: "Slow", Components: map[string]status.Status{"api": status.PartialOutage},
			Updates: []status.Update{{ID: "1", At: at, State: status.Investigating, Body: "Slow."}}}, at)
		return err
	})
	rebuilt(t, o) // which notes in an empty store that it was done
	month := at.Format("2006-01")
	with(t, o, func(m *Machine) error {
		lost := store.Key{Part: "month", Sort: month}
		return m.Store.Update(ctx, []store.Key{lost}, func(tx *store.Tx) error { return tx.Delete(lost) })
	})
	if wrong := rebuilt(t, o); wrong == 0 {
		t.Error("a month that was lost is not missed")
	}
	with(t, o, func(m *Machine) error {
		found, err := status.NewBoard(m.Store, time.UTC).Month(ctx, month)
		if err == nil && len(found.Counts) != 1 {
			t.Errorf("the month has entries on %d days again, want 1", len(found.Counts))
		}
		return err
	})
	if wrong := rebuilt(t, o); wrong != 0 {
		t.Errorf("%d items were wrong after a rebuild", wrong)
	}
}

// Who subscribed before there were numbers is in the list of the API after a rebuild.
func TestRebuildNumbersSubscribers(t *testing.T) {
	ctx, o := t.Context(), Options{Data: t.TempDir(), Create: true, Now: time.Now, Random: rand.Reader, Getenv: func(string) string { return "" }}
	listed := func(want int) {
		with(t, o, func(m *Machine) error {
			book, _, err := m.Contacts(ctx, o)
			if err != nil {
				return err
			}
			if _, n, err := book.Numbered(ctx, 0, 1); err != nil || n != want {
				t.Errorf("%d subscribers are listed, %v; want %d", n, err, want)
			}
			return nil
		})
	}
	with(t, o, func(m *Machine) error {
		book, people, err := m.Contacts(ctx, o)
		if err != nil {
			return err
		}
		ann, err := contacts.ParseAddress("ann@example.com")
		if err == nil {
			_, err = book.Enrol(ctx, "ada", contacts.Request{Address: ann, Wish: contacts.Wish{All: true, Incident: true}}, time.Now(), time.Now())
		}
		for it, failed := range store.All(ctx, people, store.Query{Part: "subscriber"}) {
			unnumbered := []byte(strings.Replace(string(it.Value), `"number":1,`, "", 1))
			err = errors.Join(err, failed, people.Update(ctx, []store.Key{it.Key}, func(tx *store.Tx) error { return tx.Put(it.Key, unnumbered) }))
		}
		return err
	})
	listed(0)
	if rebuilt(t, o) == 0 {
		t.Error("a rebuild does not say that it has mended anything")
	}
	listed(1)
}

func TestRebuildWantsTheFolderForItself(t *testing.T) {
	o := Options{Data: t.TempDir(), Now: time.Now, Random: rand.Reader, Getenv: func(string) string { return "" }}
	held, err := lock(o.Data)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	var inUse *InUseError
	if _, err := Rebuild(t.Context(), o, time.UTC); !errors.As(err, &inUse) {
		t.Errorf("got %v", err)
	}
}

// with opens the machine for a step.
func with(t *testing.T, o Options, do func(m *Machine) error) {
	t.Helper()
	m, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(do(m), m.Close()); err != nil {
		t.Fatal(err)
	}
}

func rebuilt(t *testing.T, o Options) int {
	t.Helper()
	wrong, err := Rebuild(t.Context(), o, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return wrong
}
