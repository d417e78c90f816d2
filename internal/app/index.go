package app

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"tidings/internal/content"
	"tidings/internal/status"
	"tidings/internal/store"
)

// The index remembers which content files are on the board, so that a start
// and an edit read only what changed.
const (
	indexPart   = "content/file"
	indexWrites = store.MaxItems / 2
)

// loadedKey is there once content has been loaded into this store. It holds the
// time zone that the board's days were cut in.
var loadedKey = store.Key{Part: "app", Sort: "content-loaded"}

// applied is a content file as it was when it came onto the board.
type applied struct {
	Size    int64  `json:"size"`
	ModTime int64  `json:"mod"`               // nanoseconds since 1970
	Version string `json:"version,omitempty"` // of a committed file, in place of the two above
	About   string `json:"about"`
	ID      string `json:"id"`
	Zone    string `json:"zone,omitempty"` // in which the times of a recurrence were worked out
}

// same reports whether reading the file again in a zone would say the same.
func (p applied) same(f content.File, zone string) bool {
	if p.Version != f.Version || p.Zone != "" && p.Zone != zone {
		return false
	}
	return f.Version != "" || p.Size == f.Size && p.ModTime == f.ModTime.UnixNano()
}

type index struct {
	driver store.Driver
	files  map[string]applied // by path
	loaded bool
	zone   string // empty while not loaded
}

// readIndex reads the index back from the store.
func readIndex(ctx context.Context, d store.Driver) (*index, error) {
	x := &index{driver: d, files: map[string]applied{}}
	found, err := d.Get(ctx, loadedKey)
	if err != nil {
		return nil, fmt.Errorf("reading the index of the content: %w", err)
	}
	marker, loaded := found[loadedKey]
	x.loaded, x.zone = loaded, string(marker.Value)
	for q := (store.Query{Part: indexPart}); ; {
		page, err := d.List(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("reading the index of the content: %w", err)
		}
		for _, it := range page.Items {
			var p applied
			if err := json.Unmarshal(it.Value, &p); err == nil { // a damaged entry is a file to read again
				x.files[it.Sort] = p
			}
		}
		if q.After = page.Next; q.After == "" {
			return x, nil
		}
	}
}

// load writes the whole index after the first load of the board.
func (x *index) load(ctx context.Context, files map[string]applied, zone string) error {
	loader, ok := x.driver.(store.Loader)
	if !ok {
		return fmt.Errorf("this store cannot be filled in bulk")
	}
	err := loader.Load(ctx, func(yield func(store.Item) bool) {
		for path, p := range files {
			if !yield(item(path, p)) {
				return
			}
		}
		yield(store.Item{Key: loadedKey, Value: []byte(zone)})
	})
	if err != nil {
		return fmt.Errorf("writing the index of the content: %w", err)
	}
	x.files, x.loaded, x.zone = files, true, zone
	return nil
}

// rezone remembers that the board's days are cut in another zone now.
func (x *index) rezone(ctx context.Context, zone string) error {
	err := x.driver.Update(ctx, []store.Key{loadedKey}, func(tx *store.Tx) error {
		return tx.Put(loadedKey, []byte(zone))
	})
	if err != nil {
		return fmt.Errorf("writing the index of the content: %w", err)
	}
	x.zone = zone
	return nil
}

// change writes what an edit put and deleted.
func (x *index) change(ctx context.Context, put map[string]applied, gone []string) error {
	paths := slices.Concat(slices.Sorted(maps.Keys(put)), gone)
	for chunk := range slices.Chunk(paths, indexWrites) {
		if err := x.write(ctx, put, chunk); err != nil {
			return fmt.Errorf("writing the index of the content: %w", err)
		}
	}
	return nil
}

func (x *index) write(ctx context.Context, put map[string]applied, paths []string) error {
	keys := make([]store.Key, len(paths))
	for i, path := range paths {
		keys[i] = store.Key{Part: indexPart, Sort: path}
	}
	err := x.driver.Update(ctx, keys, func(tx *store.Tx) error {
		for i, path := range paths {
			if err := place(tx, keys[i], path, put); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, path := range paths {
		if p, there := put[path]; there {
			x.files[path] = p
		} else {
			delete(x.files, path)
		}
	}
	return nil
}

func place(tx *store.Tx, key store.Key, path string, put map[string]applied) error {
	p, there := put[path]
	if !there {
		return tx.Delete(key)
	}
	return tx.Put(key, item(path, p).Value)
}

func item(path string, p applied) store.Item {
	value, _ := json.Marshal(p) // strings and numbers: it cannot fail
	return store.Item{Key: store.Key{Part: indexPart, Sort: path}, Value: value}
}

func entry(f content.File, id identity, r *rules) applied {
	p := applied{Version: f.Version, About: id.about, ID: id.id}
	if f.Version == "" {
		p.Size, p.ModTime = f.Size, f.ModTime.UnixNano()
	}
	if id.about == status.AboutRecurrence {
		p.Zone = r.config.Site.Zone.String()
	}
	return p
}
