package disk

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// explain adds to what the system says what can be done about it.
func explain(err error) error {
	hint := ""
	switch {
	case err == nil:
		return nil
	case errors.Is(err, unix.ENOSPC), errors.Is(err, unix.EDQUOT):
		hint = "the disk of the output folder is full; free some space and publish again"
	case errors.Is(err, unix.EROFS):
		hint = "the output folder is on a read-only disk; choose another folder"
	case errors.Is(err, unix.EACCES), errors.Is(err, unix.EPERM):
		hint = "the output folder may not be written to by this user; change its owner or choose another folder"
	case errors.Is(err, unix.ENOTDIR), errors.Is(err, unix.EISDIR):
		hint = "a file stands where a folder is needed, or a folder where a file is; move it away"
	case errors.Is(err, unix.ENAMETOOLONG):
		hint = "a name is too long for this disk; shorten it"
	default:
		return err
	}
	return fmt.Errorf("%s (%w)", hint, err)
}
