package local

import (
	"errors"
	"log/slog"
	"runtime/debug"
)

// rest gives memory back to the system that the start, and making the whole site,
// took. The runtime and the databases would keep most of it for a next time, which
// on a quiet page does not come.
func (m *Machine) rest(log *slog.Logger) {
	debug.FreeOSMemory()
	var err error
	for _, db := range m.files {
		err = errors.Join(err, db.Rest())
	}
	if err = errors.Join(err, leaveProgram()); err != nil {
		log.Warn("memory that is not needed stays in use", "error", err)
	}
}

// roomy lets garbage grow to one and a half times what is alive before it is collected: one
// alert then seldom makes so much that its page has to share the cores with the
// collector. Of a small heap that is some megabytes. GOGC says otherwise where it is set.
func roomy() {
	const usual, percent = 100, 150
	if chosen := debug.SetGCPercent(percent); chosen != usual {
		debug.SetGCPercent(chosen)
	}
}
