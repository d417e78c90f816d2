package disk

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"strings"

	"tidings/internal/publish"
)

// Claim makes seq the highest sequence, and removes what a publisher that was
// killed left half-written.
func (t *Target) Claim(ctx context.Context, seq uint64) error {
	root := t.root()
	if err := root.Mkdir(publish.Private, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return explain(err)
	}
	return explain(raise(ctx, root, seq, func() error { return t.prepare(root, seq) }))
}

// prepare opens what the publish that claimed the folder needs.
func (t *Target) prepare(root *os.Root, seq uint64) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	touched, _, err := readJournal(root)
	if err != nil {
		return err
	}
	sweep(root, touched)
	j, err := openJournal(root)
	if err != nil {
		return err
	}
	t.release()
	t.journal, t.fence, t.folders = j, &fence{root: root}, &folders{root: root}
	t.place.highest = max(t.place.highest, seq)
	empty, err := isEmpty(root)
	if err != nil {
		return err
	}
	t.fresh.Store(empty)
	return t.mark(root)
}

// sweep removes half-written files from the folders of the touched paths.
func sweep(root *os.Root, touched []string) {
	seen := map[string]bool{}
	for _, p := range touched {
		dir := path.Dir(p)
		if seen[dir] {
			continue
		}
		seen[dir] = true
		sweepFolder(root, dir)
	}
}

func sweepFolder(root *os.Root, dir string) {
	f, err := root.Open(dir)
	if err != nil {
		return
	}
	defer f.Close()
	names, _ := f.Readdirnames(-1)
	for _, name := range names {
		if strings.HasPrefix(name, tempPrefix) && strings.HasSuffix(name, tempSuffix) {
			root.Remove(path.Join(dir, name))
		}
	}
}
