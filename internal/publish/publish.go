// Package publish brings files to where they are served: only those whose bytes
// changed, content before the entry points that refer to it, never backwards
// and never erasing by accident. It knows nothing of incidents.
package publish

import (
	"context"
	"errors"
	"time"
)

var (
	// ErrFenced says that a newer publish has claimed the target: this one must stop.
	ErrFenced = errors.New("publish: a newer publish has claimed this target")
	// ErrTooManyDeletions says that the plan would delete more than allowed; nothing was written.
	ErrTooManyDeletions = errors.New("publish: too many deletions")
	// ErrForeign says that the target holds files that Tidings did not write and would have to replace.
	ErrForeign = errors.New("publish: the target holds files that are not ours")
)

// Target is a place that a site is published to. Its methods may be called from
// many goroutines. Every write is refused with ErrFenced once a higher sequence
// than the writer's has claimed the target, however long the writer was paused.
type Target interface {
	// Read returns a file, or an error that is fs.ErrNotExist.
	Read(ctx context.Context, path string) ([]byte, error)
	// Claim makes seq the highest sequence; it fails with ErrFenced when a
	// sequence as high or higher has claimed the target before.
	Claim(ctx context.Context, seq uint64) error
	// Write puts a whole file in place: readers see the old or the new bytes.
	Write(ctx context.Context, seq uint64, path string, body []byte) error
	// Remove deletes a file; it is no error if there is none.
	Remove(ctx context.Context, seq uint64, path string) error
}

// Options of one publish.
type Options struct {
	At time.Time // stands in the manifest
	// Whole says that the files put are the whole site: what the manifest lists
	// and Expect did not name is deleted. Otherwise only what Remove names goes.
	Whole bool
	// MaxDeletions is the largest allowed share of the site's files that may be
	// deleted, 0.1 unless given; 1 allows all. A handful (up to 20 files) is always allowed.
	MaxDeletions float64
}

// Report says what a publish did.
type Report struct {
	Sequence                    uint64
	Written, Unchanged, Deleted int
	Bytes                       int64 // written
}
