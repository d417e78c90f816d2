package local

import (
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"tidings/internal/status"
	"tidings/internal/store"
)

// What is worked out is made again from the facts, however wrong it has become.
func TestRebuildMendsWhatIsWorkedOut(t *testing.T) {
	ctx, o := t.Context(), Options{Data: t.TempDir(), Now: time.Now, Random: rand.Reader, Getenv: func(string) string { return "" }}
	at := time.Now().UTC().Truncate(time.Second).Add(-time.Hour)
	with(t, o, func(m *Machine) error {
		_, err := status.NewBoard(m.Store, time.UTC).PutIncident(ctx, status.Actor{Kind: status.OriginPerson, ID: "ada"}, status.Incident{
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
