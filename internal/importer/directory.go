package importer

import (
	"strings"

	"tidings/internal/status"
)

// directory finds components of ours by what another system calls them.
type directory struct {
	byID   map[string]string // by their id
	byName map[string]string // by their name, folded
	names  map[string]string // names by their id, also of what is not on the page
	told   map[string]bool   // what has been noted
}

func newDirectory() *directory {
	return &directory{map[string]string{}, map[string]string{}, map[string]string{}, map[string]bool{}}
}

func directoryOf(l status.Layout) *directory {
	d := newDirectory()
	for _, c := range l.Components {
		d.add(c.ID, c.Name, c.ID)
	}
	return d
}

// add makes a component of ours known. The first of a name has it.
func (d *directory) add(theirs, name, id string) {
	if theirs != "" {
		d.byID[theirs], d.names[theirs] = id, name
	}
	if _, taken := d.byName[folded(name)]; !taken {
		d.byName[folded(name)] = id
	}
}

func (d *directory) find(name string) (string, bool) {
	if id, ok := d.byID[name]; ok {
		return id, true
	}
	id, ok := d.byName[folded(name)]
	return id, ok
}

// label is a component's name where only its id was given.
func (d *directory) label(name string) string {
	if known := d.names[name]; known != "" && known != name {
		return known
	}
	return strings.TrimSpace(name)
}

// first reports whether a name has not been asked for in a record before.
func (d *directory) first(record, name string) bool {
	key := record + "\x00" + name
	if d.told[key] {
		return false
	}
	d.told[key] = true
	return true
}
