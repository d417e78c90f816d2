package contacts

import (
	"context"
	"fmt"
	"time"

	"tidings/internal/store"
)

// partExport is of the exports that are asked for by name.
const partExport = "export"

// keepExport is how long the name of an export is remembered: longer than anything
// asks for the same one again.
const keepExport = 7 * 24 * time.Hour

// NoteExport writes down that somebody has had all addresses given out.
func (b *Book) NoteExport(ctx context.Context, by string, at time.Time) error {
	return b.d.Update(ctx, nil, func(tx *store.Tx) error {
		tx.Append(entry("export", by, "all", at))
		return nil
	})
}

// NoteExportOnce is NoteExport for an export that may be asked for more than once by
// the same name: it is noted the first time, which is returned.
func (b *Book) NoteExportOnce(ctx context.Context, by, name string, at time.Time) (first time.Time, err error) {
	key := store.Key{Part: partExport, Sort: name}
	err = b.d.Update(ctx, []store.Key{key}, func(tx *store.Tx) error {
		value, known, err := tx.Get(key)
		if err != nil {
			return err
		}
		if first = at.UTC().Truncate(time.Second); known {
			return first.UnmarshalText(value)
		}
		tx.Append(entry("export", by, "all", at))
		return tx.PutUntil(key, []byte(first.Format(time.RFC3339)), at.Add(keepExport))
	})
	if err != nil {
		return first, fmt.Errorf("noting that all contacts are exported: %w", err)
	}
	return first, nil
}
