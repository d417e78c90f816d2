package generator

import (
	"encoding/json"
	"sync"

	"tidings/internal/status"
)

// Months keeps what whole months of long ago count, so that builds need not
// read those again. It holds for one configuration; what a Scope names, and
// all of it when that is everything, is forgotten by Build. The zero Months is
// empty and ready, and may be written as JSON between two builds.
type Months struct {
	mu   sync.Mutex
	sums map[string][]tally // by month; one per component, in the order of the layout
	// listed are, of months whose sums the bars give, the components of which
	// entries began in it.
	listed map[string][]bool
	// planned are the maintenances that touched a component, newest first.
	planned map[string][]status.Ref
}

// keptMonths are the Input's, else those of its Memo, else none.
func (b *builder) keptMonths() *Months {
	switch {
	case b.in.Months != nil:
		return b.in.Months
	case b.in.Memo != nil:
		return &b.in.Memo.months
	}
	return nil
}

func (m *Months) get(month string) []tally {
	if m == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sums[month]
}

func (m *Months) put(month string, sums []tally) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.sums == nil {
		m.sums = map[string][]tally{}
	}
	m.sums[month] = sums
}

func (m *Months) getListed(month string) []bool {
	if m == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.listed[month]
}

func (m *Months) putListed(month string, listed []bool) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.listed == nil {
		m.listed = map[string][]bool{}
	}
	m.listed[month] = listed
}

func (m *Months) getPlanned(month string) (refs []status.Ref, known bool) {
	if m == nil {
		return nil, false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	refs, known = m.planned[month]
	return refs, known
}

func (m *Months) putPlanned(month string, refs []status.Ref) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.planned == nil {
		m.planned = map[string][]status.Ref{}
	}
	m.planned[month] = refs
}

// forget forgets what does not hold for a build.
func (m *Months) forget(scope status.Scope) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if scope.All {
		m.sums, m.listed, m.planned = nil, nil, nil
	}
	for _, day := range scope.Days {
		if len(day) > len("2006-01") {
			delete(m.sums, day.Month())
			delete(m.listed, day.Month())
			if len(scope.Maintenance) > 0 { // a month of many incidents is costly to look through
				delete(m.planned, day.Month())
			}
		}
	}
}

// keptJSON is how Months is written.
type keptJSON struct {
	Sums   map[string][][4]float64 `json:"sums"`
	Listed map[string][]bool       `json:"listed"`
	// Planned is left out by a program that kept none.
	Planned map[string][]status.Ref `json:"planned,omitempty"`
}

// MarshalJSON implements json.Marshaler.
func (m *Months) MarshalJSON() ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	kept := keptJSON{make(map[string][][4]float64, len(m.sums)), m.listed, m.planned}
	for month, sums := range m.sums {
		for _, t := range sums {
			row := [4]float64{t.observed, t.down, float64(t.impact)}
			if t.listed {
				row[3] = 1
			}
			kept.Sums[month] = append(kept.Sums[month], row)
		}
	}
	return json.Marshal(kept)
}

// UnmarshalJSON implements json.Unmarshaler.
func (m *Months) UnmarshalJSON(b []byte) error {
	var kept keptJSON
	if err := json.Unmarshal(b, &kept); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sums, m.listed, m.planned = make(map[string][]tally, len(kept.Sums)), kept.Listed, kept.Planned
	for month, sums := range kept.Sums {
		for _, t := range sums {
			m.sums[month] = append(m.sums[month], tally{t[0], t[1], int(t[2]), t[3] == 1})
		}
	}
	return nil
}
