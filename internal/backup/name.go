package backup

import (
	"path"
	"strings"
	"time"
)

// What files are called that are written every day, into a folder or a bucket.
const (
	suffix = ".tidings"
	layout = "20060102T150405Z"
)

// Name is the name of a file made at a time: names sort as times do.
func Name(at time.Time) string { return at.UTC().Format(layout) + suffix }

// MadeAt is when a file of a folder or a bucket was made: as its name says, or,
// where somebody has named it otherwise, when it was changed. False: its name is not
// that of an export.
func MadeAt(file string, changed time.Time) (time.Time, bool) {
	stem, ours := strings.CutSuffix(path.Base(file), suffix)
	if at, err := time.Parse(layout, stem); err == nil {
		return at, ours
	}
	return changed, ours
}
