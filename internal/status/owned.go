package status

import "errors"

// ErrOwned says that a content file defines this: it is changed there.
var ErrOwned = errors.New("a content file defines this: change it there")

// OwnedError is ErrOwned of something that a file of its own defines.
type OwnedError struct {
	What, ID string
	File     string // in the content
}

func (e *OwnedError) Error() string {
	return e.What + " " + e.ID + ": the content file " + e.File + " defines this: change it there"
}

func (e *OwnedError) Unwrap() error { return ErrOwned }

func ownedBy(what, id string, o Origin) error { return &OwnedError{what, id, o.Ref} }
