package status

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"tidings/internal/store"
)

func decode(what string, value []byte, into any) error {
	if err := json.Unmarshal(value, into); err != nil {
		return fmt.Errorf("stored %s cannot be read: %w", what, err)
	}
	return nil
}

// read decodes a JSON item; it reports whether there is one.
func (t *txn) read(k store.Key, into any) (bool, error) {
	value, err := t.get(k)
	if err != nil || value == nil {
		return false, err
	}
	return true, decode(k.Part+" "+k.Sort, value, into)
}

// write encodes a JSON item.
func (t *txn) write(k store.Key, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("%s %s: %w", k.Part, k.Sort, err)
	}
	return t.Put(k, b)
}

// openIndex is the guard over what is open: whoever opens, closes or changes
// the components of an incident or maintenance writes it, so that nobody can
// miss it. It is one item, as large as what is open.
type openIndex struct {
	Incidents   map[string]openIncident    `json:"incidents,omitempty"`
	Pinned      map[string]bool            `json:"pinned,omitempty"` // public ones that are closed and stay on the page
	Maintenance map[string]openMaintenance `json:"maintenance,omitempty"`
	Recurring   map[string]openRecurrence  `json:"recurring,omitempty"`
	// Hushed is, by component, when a person last closed an incident of it:
	// what was firing by then opens no other.
	Hushed map[string]time.Time `json:"hushed,omitempty"`
}

type openIncident struct {
	Components []string `json:"components,omitempty"`
	Auto       string   `json:"auto,omitempty"` // the component, of an automatic one that no person touched
}

type openMaintenance struct {
	From       time.Time `json:"from"`
	To         time.Time `json:"to"`
	State      State     `json:"state"`           // as the lists have it
	Remind     time.Time `json:"remind,omitzero"` // when to remind of it; zero: not, or not any more
	Next       time.Time `json:"next,omitzero"`   // of the next update, if it is dated ahead
	Components []string  `json:"components,omitempty"`
}

func (x *openIndex) fill() {
	if x.Pinned == nil {
		x.Pinned = map[string]bool{}
	}
	if x.Incidents == nil {
		x.Incidents = map[string]openIncident{}
	}
	if x.Maintenance == nil {
		x.Maintenance = map[string]openMaintenance{}
	}
	if x.Recurring == nil {
		x.Recurring = map[string]openRecurrence{}
	}
	if x.Hushed == nil {
		x.Hushed = map[string]time.Time{}
	}
}

// setIncident enters an incident, or takes one out that is closed, hidden or deleted.
func (x *openIndex) setIncident(id string, inc *Incident) {
	delete(x.Pinned, id)
	if inc != nil && inc.pinned() {
		x.Pinned[id] = true
	}
	if inc == nil || inc.Hidden || !inc.Open() {
		delete(x.Incidents, id)
		return
	}
	entry := openIncident{Components: inc.components(nil)}
	if len(inc.Auto) > 0 && !inc.Touched && len(entry.Components) > 0 {
		entry.Auto = entry.Components[0]
	}
	x.Incidents[id] = entry
}

// setMaintenance enters a maintenance in place of what was there, or takes one
// out that is over or gone. A reminder that is due and was not given stays due.
func (x *openIndex) setMaintenance(id string, m *Maintenance, at time.Time, was openMaintenance) {
	if m == nil || m.StateAt(at).Ends() {
		delete(x.Maintenance, id)
		return
	}
	from, _ := m.Window()
	entry := openMaintenance{From: from, To: earlier(m.Ends, m.EndedAt()), State: m.StateAt(at), Next: m.nextDated(at), Components: m.Components}
	if due := m.remindAt(); entry.State == Scheduled && (due.After(at) || was.overdue(at)) {
		entry.Remind = due
	}
	x.Maintenance[id] = entry
}

// on lists the open incidents of a component, sorted, and the automatic one of them.
func (x *openIndex) on(component string) (ids []string, auto string) {
	for _, id := range sortedKeys(x.Incidents) {
		entry := x.Incidents[id]
		if slices.Contains(entry.Components, component) {
			ids = append(ids, id)
		}
		if entry.Auto == component {
			auto = id
		}
	}
	return ids, auto
}

// maintained says that a maintenance of the component is in progress.
func (x *openIndex) maintained(component string, at time.Time) bool {
	for _, m := range x.Maintenance {
		if slices.Contains(m.Components, component) && !m.From.After(at) && m.To.After(at) {
			return true
		}
	}
	return false
}

// open is the index as the transaction has it; who changes it saves it.
func (t *txn) open() (*openIndex, error) {
	if t.index != nil {
		return t.index, nil
	}
	var x openIndex
	_, err := t.read(keyOpen, &x)
	x.fill()
	if err == nil {
		t.index = &x
	}
	return &x, err
}

// saveOpen writes the index if it differs from what is stored.
func (t *txn) saveOpen(x *openIndex) error {
	b, err := json.Marshal(x)
	if err != nil {
		return err
	}
	old, err := t.get(keyOpen)
	if err != nil || string(old) == string(b) {
		return err
	}
	return t.Put(keyOpen, b)
}
