package status

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tidings/internal/store"
)

// Numbers are whole numbers from 1 on for those who cannot use our ids. One is
// given when a thing is first kept, within that write, and is its own for ever:
// after it was deleted nobody else gets it, and when it returns it has it again.
type Numbers struct {
	Own     int            `json:"n"`
	Updates map[string]int `json:"updates,omitempty"` // by id; no two of a kind have one
}

// Row is a line of the roll: the list by number of all incidents, or of all
// maintenances, with as much of each as a list can be chosen and sorted by.
type Row struct {
	Number     int
	ID         string
	Title      string
	State      State // what the last update says
	Hidden     bool
	Stickied   bool
	By         string // who made it, unless a file did
	Components []string
	From       int64 // seconds: the start
	To         int64 // seconds: a maintenance's planned end
	Gone       bool  // deleted; nothing else is true of it
}

// The parts of the roll. What it is of is AboutIncident or AboutMaintenance,
// and for numbers alone any other word.
func rollKey(about string) store.Key        { return store.Key{Part: "roll", Sort: about} }
func numbersKey(about, id string) store.Key { return store.Key{Part: "roll/" + about, Sort: id} }
func rowsKey(about string, block int) store.Key {
	return store.Key{Part: "rows/" + about, Sort: fmt.Sprintf("%08d", block)}
}

// blockRows is how many rows stand in an item: row n is in block n/blockRows.
const blockRows = 64

// rollHead guards a roll: which numbers are given, and how many rows each block
// has, so that a page far behind is found without reading what is before it.
type rollHead struct {
	Last       int   `json:"last"`
	LastUpdate int   `json:"last_update,omitempty"`
	Held       []int `json:"held,omitempty"`  // by block: rows that are not gone
	Shown      []int `json:"shown,omitempty"` // of those, the ones that are not hidden
}

func (h *rollHead) count(r *Row, by int) {
	if r == nil || r.Gone {
		return
	}
	n := r.Number / blockRows
	for len(h.Held) <= n {
		h.Held, h.Shown = append(h.Held, 0), append(h.Shown, 0)
	}
	h.Held[n] += by
	if !r.Hidden {
		h.Shown[n] += by
	}
}

// give gives the next number of its own, unless there is one, and numbers to
// the updates that have none. It reports whether anything was given.
func (h *rollHead) give(n *Numbers, updates []Update) (given bool) {
	if n.Own == 0 {
		h.Last++
		n.Own, given = h.Last, true
	}
	for _, u := range updates {
		if _, known := n.Updates[u.ID]; known {
			continue
		}
		if n.Updates == nil {
			n.Updates = map[string]int{}
		}
		h.LastUpdate++
		n.Updates[u.ID], given = h.LastUpdate, true
	}
	return given
}

// lacks reports whether give would give anything.
func (n *Numbers) lacks(updates []Update) bool {
	return n.Own == 0 || slices.ContainsFunc(updates, func(u Update) bool { return n.Updates[u.ID] == 0 })
}

func (i *Incident) row() *Row {
	r := &Row{ID: i.ID, Title: i.Title, State: i.State(), Hidden: i.Hidden, Stickied: i.Stickied, Components: i.components(nil), From: i.Started().Unix()}
	if i.Origin.Kind != OriginContent {
		r.By = i.Origin.Ref
	}
	return r
}

func (m *Maintenance) row() *Row {
	r := &Row{ID: m.ID, Title: m.Title, State: m.Updates[len(m.Updates)-1].State, Components: m.Components, From: m.Starts.Unix(), To: m.Ends.Unix()}
	if m.Origin.Kind != OriginContent {
		r.By = m.Origin.Ref
	}
	return r
}

// own is the row with strings of its own, so that a kept row does not keep the
// file it was read from.
func (r *Row) own() *Row {
	r.ID, r.Title, r.Components = strings.Clone(r.ID), strings.Clone(r.Title), slices.Clone(r.Components)
	for i, c := range r.Components {
		r.Components[i] = strings.Clone(c)
	}
	return r
}

// rowAt is the place of a number among rows, and whether it stands there.
func rowAt(rows []Row, number int) (int, bool) {
	return slices.BinarySearchFunc(rows, number, func(r Row, n int) int { return r.Number - n })
}

// setRow puts a row in its place, and gives the one that stood there.
func setRow(rows []Row, r Row) (all []Row, was *Row) {
	n, found := rowAt(rows, r.Number)
	if !found {
		return slices.Insert(rows, n, r), nil
	}
	old := rows[n]
	rows[n] = r
	return rows, &old
}

// Started is the row's From as a time.
func (r *Row) Started() time.Time { return time.Unix(r.From, 0).UTC() }

func (r *Row) equal(o *Row) bool {
	if r == nil || o == nil {
		return r == o
	}
	return r.Number == o.Number && r.ID == o.ID && r.Title == o.Title && r.State == o.State && r.Hidden == o.Hidden &&
		r.Stickied == o.Stickied && r.By == o.By && r.From == o.From && r.To == o.To && r.Gone == o.Gone && slices.Equal(r.Components, o.Components)
}
