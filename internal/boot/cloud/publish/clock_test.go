package publish

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Each time is asked for once by a process, unless it is near; none that a queue
// cannot wait for, and none that there is not.
func TestTheClockIsSetOnce(t *testing.T) {
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	now := at
	var asked []time.Duration
	var fails error
	c := &alarmClock{now: func() time.Time { return now }, log: slog.New(slog.DiscardHandler), wake: func(_ context.Context, _ string, after time.Duration) error {
		asked = append(asked, after)
		return fails
	}}
	for _, x := range []struct {
		name string
		pass time.Duration // since 10:00
		due  time.Duration // since 10:00; negative: nothing is due
		fail bool
		want []time.Duration
	}{
		{"nothing is due", 0, -1, false, nil},
		{"too far away", 0, 15*time.Minute + time.Second, false, nil},
		{"as far as can be", time.Second, 15*time.Minute + time.Second, false, []time.Duration{15 * time.Minute}},
		{"again", 2 * time.Second, 15*time.Minute + time.Second, false, nil},
		{"something sooner", 2 * time.Second, time.Minute, true, []time.Duration{58 * time.Second}},
		{"again, since it failed", 2 * time.Second, time.Minute, false, []time.Duration{58 * time.Second}},
		{"again, a moment before", time.Minute - 50*time.Millisecond, time.Minute, false, []time.Duration{50 * time.Millisecond}},
		{"it has passed meanwhile", 2 * time.Minute, time.Minute + time.Second, false, []time.Duration{0}},
	} {
		asked, fails, now = nil, nil, at.Add(x.pass)
		if x.fail {
			fails = errors.New("no queue")
		}
		due := at.Add(x.due)
		if x.due < 0 {
			due = time.Time{}
		}
		c.set(t.Context(), due)
		if diff := cmp.Diff(x.want, asked); diff != "" {
			t.Errorf("%s (-want +got)\n%s", x.name, diff)
		}
	}
}
