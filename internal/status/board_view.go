package status

import (
	"context"
	"iter"
	"time"

	"tidings/internal/store"
)

// View works out what is so at a time. It reads what is open (one item and
// then the open incidents and maintenances, 100 at a time), the overrides, the
// active signals, what was made beside the content files, the metrics, and the
// days of the bars, each with a list or two, and nothing else.
func (b *Board) View(ctx context.Context, layout Layout, at time.Time) (*View, error) {
	f, err := b.Facts(ctx, layout, at)
	if err != nil {
		return nil, err
	}
	return Derive(f)
}

// Facts reads all that a view at a time is made of; see View. The layout given
// is that of the content files.
func (b *Board) Facts(ctx context.Context, files Layout, at time.Time) (Facts, error) {
	made, err := b.Made(ctx)
	if err != nil {
		return Facts{}, err
	}
	f, err := b.Present(ctx, made.Merge(files.On(DateOf(at, b.zone)), true), at)
	if err != nil {
		return f, err
	}
	f.Digests, f.past = b.barDays(ctx, at), &b.past
	f.Metrics, err = b.Metrics(ctx)
	return f, err
}

// Present reads what the statuses of a layout's components at a time are made
// of, and nothing of the past: no bars, and not since when all is well.
func (b *Board) Present(ctx context.Context, layout Layout, at time.Time) (Facts, error) {
	f := Facts{Layout: layout, Zone: b.zone, At: at}
	if err := b.readOpen(ctx, &f); err != nil {
		return f, err
	}
	if err := b.readOverrides(ctx, &f); err != nil {
		return f, err
	}
	return f, b.readSignals(ctx, &f)
}

// barDays reads the days of the bars with one list.
func (b *Board) barDays(ctx context.Context, at time.Time) iter.Seq2[*Digest, error] {
	return func(yield func(*Digest, error) bool) {
		q := store.Query{Part: partDay, From: string(BarsFrom(at, b.zone)), To: string(DateOf(at, b.zone))}
		for it, err := range b.each(ctx, q) {
			var x *Digest
			if err == nil {
				x, err = b.digests.of(it, stampOf(at.UTC().Truncate(time.Second)))
			}
			if !yield(x, err) || err != nil {
				return
			}
		}
	}
}

func (b *Board) openIndex(ctx context.Context) (*openIndex, error) {
	var x openIndex
	value, err := b.item(ctx, keyOpen)
	if err == nil && value != nil {
		err = decode("list of what is open", value, &x)
	}
	x.fill()
	return &x, err
}

func (b *Board) readOpen(ctx context.Context, f *Facts) error {
	x, err := b.openIndex(ctx)
	if err != nil {
		return err
	}
	var keys []store.Key
	for _, id := range sortedKeys(x.Incidents) {
		keys = append(keys, incidentKey(id))
	}
	for _, id := range sortedKeys(x.Pinned) {
		keys = append(keys, incidentKey(id))
	}
	for _, id := range sortedKeys(x.Maintenance) {
		keys = append(keys, maintenanceKey(id))
	}
	for len(keys) > 0 {
		n := min(len(keys), store.MaxItems)
		if err := b.readFacts(ctx, keys[:n], f); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}

func (b *Board) readFacts(ctx context.Context, keys []store.Key, f *Facts) error {
	found, err := b.d.Get(ctx, keys...)
	if err != nil {
		return err
	}
	for _, k := range keys {
		it, ok := found[k]
		if !ok {
			continue
		}
		if err := f.take(it); err != nil {
			return err
		}
	}
	return nil
}

// take adds a stored incident or maintenance.
func (f *Facts) take(it store.Item) error {
	if it.Part == partIncident {
		inc := new(Incident)
		f.Incidents = append(f.Incidents, inc)
		return decode("incident "+it.Sort, it.Value, inc)
	}
	m := new(Maintenance)
	f.Maintenance = append(f.Maintenance, m)
	return decode("maintenance "+it.Sort, it.Value, m)
}

func (b *Board) readOverrides(ctx context.Context, f *Facts) error {
	for it, err := range b.each(ctx, store.Query{Part: partOverride}) {
		if err != nil {
			return err
		}
		var o Override
		if err := decode("override of "+it.Sort, it.Value, &o); err != nil {
			return err
		}
		f.Overrides = append(f.Overrides, o)
	}
	return nil
}

func (b *Board) readSignals(ctx context.Context, f *Facts) error {
	f.signals = newPool(f.At.UTC().Truncate(time.Second))
	for it, err := range b.each(ctx, store.Query{Part: partActive}) {
		if err != nil {
			return err
		}
		a, err := decodeActive(it)
		if err != nil {
			return err
		}
		f.signals.take(a)
	}
	return nil
}
