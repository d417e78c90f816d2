package notify

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// What is under way has two seconds to arrive when the program is stopped, and all the
// time that its service takes when nothing new may begin.
func TestWhatIsUnderWayMayArrive(t *testing.T) {
	for cause, want := range map[error]map[time.Duration]bool{
		errors.New("stopped"): {time.Second: true, 3 * time.Second: false},
		ErrNothingNew:         {time.Second: true, 3 * time.Second: true, 34 * time.Second: true},
	} {
		for after, alive := range want {
			synctest.Test(t, func(t *testing.T) {
				ctx, end := context.WithCancelCause(t.Context())
				sending, done := Finishing(ctx)
				defer done()
				end(cause)
				time.Sleep(after)
				synctest.Wait()
				if got := sending.Err() == nil; got != alive {
					t.Errorf("%v after the end by %q, the message may still arrive: %v, want %v", after, cause, got, alive)
				}
			})
		}
	}
}
