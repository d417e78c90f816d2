package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"tidings/internal/store"
)

// What waiting does not mend. Each comes wrapped together with
// store.ErrUnavailable: nothing was written.
var (
	ErrNewer   = errors.New("made by a newer version")
	ErrOlder   = errors.New("made by an older version")
	ErrForeign = errors.New("not a Tidings data file")
	ErrDamaged = errors.New("damaged")
)

// Fault says what is wrong with the file and what an operator can do. Its
// sentence names no folder; the cause, for logs, may.
type Fault struct {
	File   string // base name
	Advice string // what is so, and how to mend it
	Kind   error  // one of the errors above, or nil
	Cause  error  // or nil
}

// Error gives the sentence.
func (f *Fault) Error() string { return fmt.Sprintf("store %s %s", f.File, f.Advice) }

// Unwrap gives store.ErrUnavailable, the kind and the cause.
func (f *Fault) Unwrap() []error {
	chain := []error{store.ErrUnavailable}
	for _, err := range []error{f.Kind, f.Cause} {
		if err != nil {
			chain = append(chain, err)
		}
	}
	return chain
}

func (f file) newer(version, known int) error {
	return &Fault{File: f.base(), Kind: ErrNewer, Advice: fmt.Sprintf(
		"was made by a newer Tidings (schema %d, this one knows %d): run that version, or restore a backup made before it", version, known)}
}

func (f file) older(version, known int) error {
	return &Fault{File: f.base(), Kind: ErrOlder, Advice: fmt.Sprintf(
		"was made by an older Tidings (schema %d, this one needs %d): start tidings serve once to bring it up to date", version, known)}
}

func (f file) foreign() error {
	return &Fault{File: f.base(), Kind: ErrForeign, Advice: "is not a Tidings data file and was left alone: name another file"}
}

func (f file) damaged(cause error) error {
	return &Fault{File: f.base(), Kind: ErrDamaged, Cause: cause,
		Advice: "is damaged or cut off: keep it, with the files beside it, and restore a backup"}
}

func (f file) readOnly() error {
	return &Fault{File: f.base(), Advice: "was opened only to be read: nothing was written"}
}

func (f file) moved(cause error) error {
	return &Fault{File: f.base(), Cause: cause,
		Advice: "was moved, deleted or replaced while in use: put it back, with the files beside it, and restart tidings"}
}

func (f file) closed() error {
	return &Fault{File: f.base(), Advice: "is closed: the program is stopping"}
}

// fault turns an error of SQLite or of the system into a sentence.
func (f file) fault(err error) error {
	var known *Fault
	var failed *sqlite.Error
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case errors.As(err, &failed):
		return f.engineFault(failed)
	}
	return &Fault{File: f.base(), Cause: err, Advice: systemAdvice(err)}
}

func systemAdvice(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "does not exist, nor may its folder: create the folder, or name another file"
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return adviceAccess
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return adviceFull
	}
	return adviceDisk
}

const (
	adviceLocked = "is locked by another program: stop the other one, or try again when it is done"
	adviceAccess = "cannot be read and written: give the user who runs tidings write permission for the file and its folder"
	adviceFull   = "cannot grow, the disk is full: make room; nothing of the last update was written"
	adviceDisk   = "could not be read or written: look at the disk and the system's log"
	adviceMemory = "could not be used, the machine is out of memory: free some, and try again"
)

// advice by SQLite's primary result code.
var advice = map[int]string{
	lib.SQLITE_BUSY:     adviceLocked,
	lib.SQLITE_LOCKED:   adviceLocked,
	lib.SQLITE_PROTOCOL: adviceLocked,
	lib.SQLITE_READONLY: adviceAccess,
	lib.SQLITE_CANTOPEN: adviceAccess,
	lib.SQLITE_PERM:     adviceAccess,
	lib.SQLITE_FULL:     adviceFull,
	lib.SQLITE_NOMEM:    adviceMemory,
}

func (f file) engineFault(err *sqlite.Error) error {
	switch primary := err.Code() & 0xff; {
	case err.Code() == lib.SQLITE_READONLY_DBMOVED, primary == lib.SQLITE_CANTOPEN && f.missing():
		return f.moved(err)
	case err.Code() == lib.SQLITE_IOERR_SHORT_READ, primary == lib.SQLITE_CORRUPT:
		return f.damaged(err)
	case primary == lib.SQLITE_NOTADB:
		return f.foreign()
	default:
		says, ok := advice[primary]
		if !ok {
			says = adviceDisk
		}
		return &Fault{File: f.base(), Cause: err, Advice: fmt.Sprintf("%s (SQLite %d)", says, err.Code())}
	}
}
