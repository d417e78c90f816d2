package status_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/status"
	"tidings/internal/store"
	"tidings/internal/store/memory"
)

// weekly recurs each week from the time on, announced at noon.
func weekly(from time.Duration, times int) *status.Recurrence {
	s := &status.Recurrence{
		ID: "backup", Title: "Backup", Length: 2 * time.Hour, Components: []string{"api"}, Reminder: time.Hour,
		Text: status.Update{Body: "We back up.", At: noon},
	}
	for n := range times {
		starts := noon.Add(from).AddDate(0, 0, 7*n)
		s.Occurrences = append(s.Occurrences, status.Occurrence{Date: status.DateOf(starts, time.UTC), Starts: starts})
	}
	status.Announce(s.Occurrences, noon)
	return s
}

func (s *scene) recur(r *status.Recurrence, at time.Time) {
	s.t.Helper()
	if _, err := s.PutRecurrence(context.Background(), person, *r, at); err != nil {
		s.t.Fatal(err)
	}
}

// works are the ids, titles and states of all maintenances.
func (s *scene) works(at time.Time) (list []string) {
	s.t.Helper()
	for day, err := range s.Days(context.Background(), "", "") {
		if err != nil {
			s.t.Fatal(err)
		}
		for _, e := range day.Entries {
			list = append(list, fmt.Sprintf("%s %s %s", e.ID, e.Title, e.State))
		}
	}
	return list
}

func (s *scene) wantWorks(at time.Time, want ...string) {
	s.t.Helper()
	s.settle(at)
	if diff := cmp.Diff(want, s.works(at)); diff != "" {
		s.t.Errorf("at %s (-want +got):\n%s", at, diff)
	}
}

func TestTheNextThreeAreAnnounced(t *testing.T) {
	s := newScene(t)
	s.recur(weekly(24*time.Hour, 10), noon)
	s.wantWorks(noon, "backup-20261207 Backup scheduled", "backup-20261130 Backup scheduled", "backup-20261123 Backup scheduled")
	var told []bool
	for _, id := range []string{"backup-20261123", "backup-20261130", "backup-20261207"} {
		m, err := s.Maintenance(context.Background(), id)
		if err != nil {
			t.Fatal(err)
		}
		told = append(told, !m.Updates[0].Quiet)
	}
	if diff := cmp.Diff([]bool{true, false, false}, told); diff != "" {
		t.Errorf("people are told of several at a time:\n%s", diff)
	}
	due, err := s.Due(context.Background(), hours(23))
	if err != nil || !due.Equal(hours(24)) {
		t.Errorf("due %s, %v", due, err)
	}
	s.wantWorks(hours(24), "backup-20261214 Backup scheduled", "backup-20261207 Backup scheduled", "backup-20261130 Backup scheduled", "backup-20261123 Backup in_progress")
	m, err := s.Maintenance(context.Background(), "backup-20261214")
	if err != nil || !m.Updates[0].At.Equal(hours(24)) || m.Recurrence != "backup" || m.Updates[0].Quiet || m.Updates[0].Body != "We back up." {
		t.Errorf("%+v, %v", m, err)
	}
	if diff := cmp.Diff([]string{"announce", "remind", "begin", "end"}, func() []string {
		s.settle(hours(8*24 - 1))
		s.settle(hours(8 * 24))
		s.settle(hours(9 * 24))
		return s.told("backup-20261130")
	}()); diff != "" {
		t.Error(diff)
	}
}

func TestSleepingThroughManyIsMadeUpFor(t *testing.T) {
	s := newScene(t)
	s.recur(weekly(24*time.Hour, 5), noon)
	s.wantWorks(hours(24*100), "backup-20261221 Backup completed", "backup-20261214 Backup completed", "backup-20261207 Backup completed", "backup-20261130 Backup completed", "backup-20261123 Backup completed")
	if due, err := s.Due(context.Background(), hours(24*100)); err != nil || !due.IsZero() {
		t.Errorf("due %s, %v", due, err)
	}
}

// One occurrence is moved, another called off: by a maintenance of their own,
// which the recurrence leaves alone from then on, and gives way to again.
func TestAnOccurrenceAlone(t *testing.T) {
	s := newScene(t)
	ctx := context.Background()
	s.recur(weekly(24*time.Hour, 4), noon)
	own := work("backup-20261130", 200*time.Hour, 202*time.Hour, "api")
	own.Title = "Longer backup"
	s.plan(own, noon)
	s.say("backup-20261207", hours(1), status.Cancelled, status.Plan{})
	changed := weekly(24*time.Hour, 4)
	changed.Title = "Archive"
	s.recur(changed, hours(2))
	s.wantWorks(hours(2), "backup-20261207 Backup cancelled", "backup-20261130 Longer backup scheduled", "backup-20261123 Archive scheduled")
	if _, err := s.DeleteMaintenance(ctx, person, "backup-20261130", hours(3)); err != nil {
		t.Fatal(err)
	}
	s.wantWorks(hours(3), "backup-20261207 Backup cancelled", "backup-20261130 Archive scheduled", "backup-20261123 Archive scheduled")
	if _, err := s.DeleteMaintenance(ctx, person, "backup-20261123", hours(3)); !errors.Is(err, status.ErrNotFound) || !strings.Contains(err.Error(), "cancel it") {
		t.Errorf("deleting what the recurrence plans: %v", err)
	}
	if _, err := s.DeleteRecurrence(ctx, person, "backup", hours(4)); err != nil {
		t.Fatal(err)
	}
	s.wantWorks(hours(4), "backup-20261207 Backup cancelled")
	if _, err := s.DeleteRecurrence(ctx, person, "backup", hours(4)); !errors.Is(err, status.ErrNotFound) {
		t.Errorf("deleting it again: %v", err)
	}
}

func TestADayTakenOutIsGone(t *testing.T) {
	s := newScene(t)
	s.recur(weekly(24*time.Hour, 4), noon)
	without := weekly(24*time.Hour, 4)
	without.Occurrences = append(without.Occurrences[:1], without.Occurrences[2:]...)
	s.recur(without, noon)
	s.wantWorks(noon, "backup-20261207 Backup scheduled", "backup-20261123 Backup scheduled")
}

// Somebody else's work whose id only looks like it belongs there stays.
func TestNeighboursStay(t *testing.T) {
	s := newScene(t)
	s.plan(work("backup-of-all", 100*time.Hour, 101*time.Hour, "api"), noon)
	s.recur(weekly(24*time.Hour, 1), noon)
	if _, err := s.DeleteRecurrence(context.Background(), person, "backup", noon); err != nil {
		t.Fatal(err)
	}
	s.wantWorks(noon, "backup-of-all  scheduled")
}

// failing breaks off a write.
type failing struct {
	*memory.Store
	after int
}

var errStopped = errors.New("the machine stopped")

func (f *failing) Update(ctx context.Context, keys []store.Key, fn func(*store.Tx) error) error {
	if f.after--; f.after < 0 {
		return errStopped
	}
	return f.Store.Update(ctx, keys, fn)
}

// Wherever a crash interrupts a change, the next Settle finishes it.
func TestAChangeOfARecurrenceSurvivesACrash(t *testing.T) {
	for after := range 100 {
		f := &failing{Store: newStore(), after: 1000}
		s := &scene{t: t, d: f.Store, Board: status.NewBoard(f, time.UTC)}
		s.recur(weekly(24*time.Hour, 4), noon)
		changed := weekly(48*time.Hour, 4)
		changed.Title = "Archive"
		f.after = after
		_, err := s.PutRecurrence(context.Background(), person, *changed, noon)
		f.after = 1000
		if err == nil {
			return // it needs no more writes than that
		}
		if !errors.Is(err, errStopped) {
			t.Fatal(err)
		}
		want := []string{"backup-20261208 Archive scheduled", "backup-20261201 Archive scheduled", "backup-20261124 Archive scheduled"}
		if after == 0 {
			want = []string{"backup-20261207 Backup scheduled", "backup-20261130 Backup scheduled", "backup-20261123 Backup scheduled"}
		}
		s.wantWorks(noon, want...)
	}
	t.Error("it never got through")
}

func TestRecurrencesThatCannotBeKept(t *testing.T) {
	for _, c := range []struct {
		want   string
		change func(*status.Recurrence)
	}{
		{"room for 54", func(s *status.Recurrence) { s.ID = strings.Repeat("a", 55) }},
		{"never takes place", func(s *status.Recurrence) { s.Occurrences = nil }},
		{"ends before it starts", func(s *status.Recurrence) { s.Length = -1 }},
		{"in the wrong place", func(s *status.Recurrence) { s.Occurrences[1] = s.Occurrences[0] }},
		{"60 days before", func(s *status.Recurrence) { s.Reminder = 2000 * time.Hour }},
		{"lower-case letters", func(s *status.Recurrence) { s.ID = "Backup" }},
	} {
		s := weekly(time.Hour, 3)
		c.change(s)
		if err := status.Validate(person, status.Fact{Recurrence: s}); !errors.Is(err, status.ErrInvalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
	robot := status.Actor{Kind: status.OriginAutomation, ID: "r"}
	s := newScene(t)
	s.recur(weekly(time.Hour, 3), noon)
	if _, err := s.PutRecurrence(context.Background(), robot, *weekly(2*time.Hour, 3), noon); !errors.Is(err, status.ErrPersonal) {
		t.Errorf("a robot changes what a person planned: %v", err)
	}
}

func TestOccurrencesSurviveTheStore(t *testing.T) {
	want := weekly(24*time.Hour, 3).Occurrences
	b, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got []status.Occurrence
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
