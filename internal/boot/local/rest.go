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
