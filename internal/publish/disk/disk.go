// Package disk publishes to a folder of this machine. It knows paths and bytes,
// and nothing of what they mean.
//
// # What is promised
//
// A reader sees the old or the new bytes of a file: every file is written
// beside its place and moved there in one step, changing names with an older one
// where the system can do that, because it takes a tenth of the time of renaming
// over it. (Below the top of a folder that was empty, the
// first publish creates files in place; nothing refers to them yet.) No path leads out of the folder, whatever links
// stand in it.
//
// A publisher that was overtaken cannot change anything. The file fence in the
// private folder .tidings holds the highest sequence that claimed the folder.
// Every change happens under a shared lock of it, after comparing the sequence;
// a claim takes the lock alone. Wherever the older publisher was paused, it
// either made its change before the newer one began, or is refused.
//
// A publish that is killed leaves nothing that is not mended: the journal in
// .tidings names every path before it is touched, until the publish that
// settles it. Files left half-written are removed by the next claim.
//
// # What is not promised
//
// Files are not synced to the disk one by one: everything here can be made
// again from the store, and syncing would cost more than all other work
// together. When the power fails, files may come back empty or old. Unclean
// then says that the machine or the program stopped without Close, and Verify
// finds the damage and has the next publish mend it.
package disk

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"

	"tidings/internal/publish"
)

// Target is a folder that a site is published to. It implements publish.Target.
type Target struct {
	dir string

	mu      sync.Mutex // guards what a claim or another folder replaces
	place   place
	fence   *fence
	journal *journal
	folders *folders
	marked  bool
	unclean bool

	fresh atomic.Bool // this is the first publish into an empty folder
}

var _ publish.Target = (*Target)(nil)

// Open opens a folder to publish to, and makes it when there is none.
func Open(dir string) (*Target, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	root, err := openRoot(dir)
	if err != nil {
		return nil, err
	}
	return &Target{dir: dir, place: place{root: root}, unclean: readMarker(root)}, nil
}

// Close releases the folder and remembers that the program stopped in order.
func (t *Target) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	var err error
	if t.marked && !t.unclean {
		err = unlessGone(writeMarker(t.place.root, markClosed))
	}
	t.release()
	return errors.Join(err, t.place.root.Close())
}

// release closes what belongs to the last claim.
func (t *Target) release() {
	if t.fence != nil {
		t.fence.close()
		t.journal.close()
		t.folders.close()
	}
	t.fence, t.journal, t.folders = nil, nil, nil
}

// Read returns a file's bytes.
func (t *Target) Read(ctx context.Context, path string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	body, err := t.root().ReadFile(filepath.FromSlash(path))
	if err != nil {
		return nil, explain(err)
	}
	return body, nil
}

// Recall says where earlier publishes left the folder. One that was deleted or
// replaced meanwhile is opened anew.
func (t *Target) Recall(ctx context.Context) (publish.State, error) {
	if err := t.follow(); err != nil {
		return publish.State{}, err
	}
	t.mu.Lock()
	now := t.place
	t.mu.Unlock()
	seq, err := readFence(now.root)
	if err != nil {
		return publish.State{}, explain(err)
	}
	touched, changes, err := readJournal(now.root)
	if err != nil {
		return publish.State{}, explain(err)
	}
	empty, err := isEmpty(now.root)
	if empty {
		seq = max(seq, now.highest) // it goes on, though the fence was deleted
	}
	return publish.State{Sequence: seq, Touched: touched, Changes: changes, Empty: empty, Replaced: now.replaced}, err
}

// isEmpty reports whether the folder holds nothing but private state and a heartbeat.
func isEmpty(root *os.Root) (bool, error) {
	f, err := root.Open(".")
	if err != nil {
		return false, explain(err)
	}
	defer f.Close()
	names, err := f.Readdirnames(3)
	if err != nil && !errors.Is(err, io.EOF) {
		return false, explain(err)
	}
	return !slices.ContainsFunc(names, func(name string) bool { return name != publish.Private && name != publish.HeartbeatPath }), nil
}
