package disk

import (
	"context"

	"tidings/internal/publish"
)

// Verify reads every file back and returns the paths, sorted, of those that are
// missing or have other bytes than the manifest says. It has the next publish of
// the whole site mend them; one of a part may refuse with publish.ErrUnfinished.
func (t *Target) Verify(ctx context.Context) (damaged []string, err error) {
	damaged, err = publish.Audit(ctx, t)
	if err != nil {
		return nil, err
	}
	if err := t.distrust(damaged); err != nil {
		return damaged, explain(err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.unclean = false
	if t.marked {
		return damaged, nil
	}
	// All was looked at since the machine started, if anything was ever published here.
	return damaged, explain(unlessGone(writeMarker(t.place.root, markClosed)))
}

// distrust has the next publish compare these paths with what it makes.
func (t *Target) distrust(paths []string) error {
	if len(paths) == 0 {
		return nil
	}
	j, err := openJournal(t.root())
	if err != nil {
		return err
	}
	defer j.close()
	for _, p := range paths {
		if err := j.add(p); err != nil {
			return err
		}
	}
	return nil
}
