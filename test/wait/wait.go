// Package wait has tests wait for what is to come, and never for a time: a machine
// may be as slow and as busy as it likes. It must never know what is waited for.
package wait

import (
	"testing"
	"time"
)

// Long is after what time something counts as never. Nothing that works takes a tenth
// of it, on a slow machine neither.
const Long = 3 * time.Minute

// Until waits for something to be so. Where it never is, the test ends with what is
// said of that.
func Until(t testing.TB, is func() bool, never func() string) {
	t.Helper()
	for end := time.Now().Add(Long); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("after %s: %s", Long, never())
		}
	}
}
