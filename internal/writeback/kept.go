package writeback

import (
	"context"
	"encoding/json"
	"fmt"

	"tidings/internal/status"
	"tidings/internal/store"
	"tidings/internal/writeback/clash"
)

// What the writer keeps: how far it has got, and which file it has begun for what.
const partFile = "writeback/file"

var progressKey = store.Key{Part: "app", Sort: "written-back"}

// progress is how far the log is in the repository, and what was about to be
// pushed when it was kept.
type progress struct {
	Cursor  string `json:"cursor"`
	Pushing string `json:"pushing,omitempty"` // the commit
	Next    string `json:"next,omitempty"`    // the cursor once that is on the branch
}

func (w *Writer) progress(ctx context.Context) (p progress, begun bool, err error) {
	found, err := w.Store.Get(ctx, progressKey)
	it, begun := found[progressKey]
	if err == nil && begun {
		err = json.Unmarshal(it.Value, &p)
	}
	if err != nil {
		return p, false, fmt.Errorf("reading how far the repository is written: %w", err)
	}
	return p, begun, nil
}

func (w *Writer) setProgress(ctx context.Context, p progress) error {
	value, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return w.put(ctx, progressKey, value)
}

func (w *Writer) put(ctx context.Context, k store.Key, value []byte) error {
	return w.Store.Update(ctx, []store.Key{k}, func(tx *store.Tx) error { return tx.Put(k, value) })
}

func fileKey(f status.Fact) store.Key {
	return store.Key{Part: partFile, Sort: aboutOf(f) + "/" + f.ID()}
}

func (w *Writer) writtenTo(ctx context.Context, f status.Fact) (string, error) {
	k := fileKey(f)
	found, err := w.Store.Get(ctx, k)
	return string(found[k].Value), err
}

func (w *Writer) setWrittenTo(ctx context.Context, f status.Fact, name string) error {
	return w.put(ctx, fileKey(f), []byte(name))
}

// note keeps what could not be merged, for people to look at.
func (w *Writer) note(ctx context.Context, clashes []clash.Clash) error {
	for _, c := range clashes {
		w.Log.Warn("the repository and a post have changed the same; the repository's text stands, and the post's is kept as a clash",
			"file", c.Path, "update", c.Update, "change", c.Change)
		if err := clash.Put(ctx, w.Store, c, w.Now()); err != nil {
			return err
		}
	}
	return nil
}
