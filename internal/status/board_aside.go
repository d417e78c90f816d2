package status

import (
	"slices"

	"tidings/internal/store"
)

// What others added to an incident in a file is kept aside when the file goes,
// and comes back with it.

func asideKey(id string) store.Key { return store.Key{Part: "aside/" + AboutIncident, Sort: id} }

// setAside is what a file's incident becomes on the board: with what was kept
// aside when its file comes back. When it goes, that is kept.
func (t *txn) setAside(by Actor, id string, old, next *Incident) (*Incident, error) {
	switch {
	case by.Kind != OriginContent || (old == nil) == (next == nil):
		return next, nil
	case next == nil:
		added := slices.DeleteFunc(slices.Clone(old.Updates), func(u Update) bool { return !u.Added })
		if len(added) == 0 {
			return nil, nil
		}
		if err := t.need(asideKey(id)); err != nil {
			return nil, err
		}
		return nil, t.write(asideKey(id), added)
	}
	var added []Update
	if there, err := t.read(asideKey(id), &added); err != nil || !there {
		return next, err
	}
	return next.withAdded(&Incident{Updates: added}), t.Delete(asideKey(id))
}
