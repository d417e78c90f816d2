package publish

import "context"

// Target is a place that a site is published to. Its methods may be called from
// many goroutines.
type Target interface {
	Reader
	Writer
}

// Reader is what a publish learns from a target.
type Reader interface {
	// Read returns a file, or an error that is fs.ErrNotExist.
	Read(ctx context.Context, path string) ([]byte, error)
	// Recall says where earlier publishes left the target.
	Recall(ctx context.Context) (State, error)
}

// State is where earlier publishes left a target.
type State struct {
	Sequence uint64   // the highest that has claimed the target; 0 for none
	Touched  []string // paths written or removed since the last Settle, sorted, each once
	Changes  int      // how many changes were made since then
	Empty    bool     // there is no file at all, of anybody, but perhaps a heartbeat
	// Replaced says that since the last Settle something else took the target's
	// place, such as a backup: whatever it holds, only a whole publish settles it.
	Replaced bool
	// Suspect are paths, sorted, that a publisher which was overtaken may still have
	// changed after the Settle that followed it: not to be believed, but no reason to wait.
	Suspect []string
}

// Writer changes a target. Every change is refused with ErrFenced once a higher
// sequence than the writer's has claimed the target, however long the writer was paused.
type Writer interface {
	// Claim makes seq the highest sequence; it fails with ErrFenced when a
	// sequence as high or higher has claimed the target before.
	Claim(ctx context.Context, seq uint64) error
	// Write puts a whole file in place: readers see the old or the new bytes.
	Write(ctx context.Context, seq uint64, path string, body []byte) error
	// Remove deletes a file; it is no error if there is none.
	Remove(ctx context.Context, seq uint64, path string) error
	// Settle forgets the touched paths: the manifest now tells the truth about them.
	Settle(ctx context.Context, seq uint64) error
}

// Batcher is a Target that is far away: what is done to it goes side by side,
// and what is about to be touched is written down for many paths at once.
type Batcher interface {
	Target
	// Announce remembers paths as touched, which Write and Remove of them then need not.
	Announce(ctx context.Context, seq uint64, paths []string) error
	// Width is how many changes may be under way at once.
	Width() int
}
