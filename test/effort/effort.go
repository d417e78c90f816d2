// Package effort measures in tests what work takes of the processor: who else uses the
// machine says nothing of that. It must never know which work.
package effort

import (
	"syscall"
	"testing"
	"time"
)

// Of is the time of all processors that this process takes for something. Nothing
// else may go on in it meanwhile.
func Of(t testing.TB, do func()) time.Duration {
	t.Helper()
	before := used(t)
	do()
	return used(t) - before
}

func used(t testing.TB) time.Duration {
	t.Helper()
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		t.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
