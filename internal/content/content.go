// Package content is what content is before it is on the board, as plain data: its
// files, a state of them, and the mistakes in them. It must never know how files are
// read: programs that only live by what was read link it too.
package content

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"tidings/internal/order"
)

// File is the content file of one incident or maintenance, as a list names it.
type File struct {
	Path    string // relative to the content folder, with slashes
	Size    int64
	ModTime time.Time
	Version string // of a committed file: another for other bytes; such a file has no size and time
	About   string // status.AboutIncident or status.AboutMaintenance
}

// Problem is a mistake in a content file.
type Problem struct {
	Path    string `json:"path"` // relative to the content folder
	Line    int    `json:"line"` // from 1; 1 when it concerns the whole file
	Column  int    `json:"column"`
	Message string `json:"message"` // what is wrong and how to mend it
}

// Whole is a problem of a whole file.
func Whole(path, message string) Problem { return Problem{path, 1, 1, message} }

// String gives file:line:column: message.
func (p Problem) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.Path, p.Line, p.Column, p.Message)
}

// Sort puts problems in the order of files and places.
func Sort(problems []Problem) { order.StablyBy(problems, compare) }

func compare(a, b Problem) int {
	return cmp.Or(strings.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
}

// Mistakes is the error of content that holds some. Nothing of it was applied.
type Mistakes struct{ Problems []Problem }

func (e *Mistakes) Error() string {
	if len(e.Problems) == 1 {
		return "the content has a mistake: " + e.Problems[0].String()
	}
	return fmt.Sprintf("the content has %d mistakes, the first: %s", len(e.Problems), e.Problems[0])
}
