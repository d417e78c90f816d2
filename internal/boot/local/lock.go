package local

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// InUseError says that another process serves a data folder.
type InUseError struct {
	Data string
	PID  string // of the other process; empty when it cannot be read
}

func (e *InUseError) Error() string {
	by := "another process"
	if e.PID != "" {
		by += " (" + e.PID + ")"
	}
	return fmt.Sprintf("the data folder %s is in use by %s", e.Data, by)
}

// Hint says what to do about it.
func (e *InUseError) Hint() string {
	return "stop that process, or give this one a folder of its own with --data"
}

// lock takes the data folder for this process until the file is closed. The
// kernel lets go of it when the process ends, however it ends.
func lock(data string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(data, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the lock of the data folder: %w", err)
	}
	err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		pid, _ := os.ReadFile(f.Name())
		f.Close()
		return nil, &InUseError{Data: data, PID: strings.TrimSpace(string(pid))}
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("locking the data folder: %w", err)
	}
	return f, signLock(f)
}

// signLock writes who holds the lock, for the sentence that another process says.
func signLock(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return fmt.Errorf("writing the lock of the data folder: %w", err)
	}
	if _, err := f.WriteAt([]byte(fmt.Sprintln(os.Getpid())), 0); err != nil {
		return fmt.Errorf("writing the lock of the data folder: %w", err)
	}
	return nil
}
