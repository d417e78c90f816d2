package disk

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"strings"

	"tidings/internal/publish"
)

// Claim makes seq the highest sequence, and removes what a publisher that was
// killed left half-written.
func (t *Target) Claim(ctx context.Context, seq uint64) error {
	if err := t.root.Mkdir(publish.Private, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return explain(err)
	}
	return explain(raise(ctx, t.root, seq, t.prepare))
}

// prepare opens what the publish that claimed the folder needs.
func (t *Target) prepare() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	touched, _, err := readJournal(t.root)
	if err != nil {
		return err
	}
	t.sweep(touched)
	j, err := openJournal(t.root)
	if err != nil {
		return err
	}
	t.release()
	t.journal, t.fence, t.folders = j, &fence{root: t.root}, &folders{root: t.root}
	empty, err := t.isEmpty()
	if err != nil {
		return err
	}
	t.fresh.Store(empty)
	t.marked = true
	return t.writeMarker(markOpen)
}

// sweep removes half-written files from the folders of the touched paths.
func (t *Target) sweep(touched []string) {
	seen := map[string]bool{}
	for _, p := range touched {
		dir := path.Dir(p)
		if seen[dir] {
			continue
		}
		seen[dir] = true
		t.sweepFolder(dir)
	}
}

func (t *Target) sweepFolder(dir string) {
	f, err := t.root.Open(dir)
	if err != nil {
		return
	}
	defer f.Close()
	names, _ := f.Readdirnames(-1)
	for _, name := range names {
		if strings.HasPrefix(name, tempPrefix) && strings.HasSuffix(name, tempSuffix) {
			t.root.Remove(path.Join(dir, name))
		}
	}
}
