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
	// entries began in it. They are not written.
	listed map[string][]bool
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

// forget forgets what does not hold for a build.
func (m *Months) forget(scope status.Scope) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if scope.All {
		m.sums, m.listed = nil, nil
	}
	for _, day := range scope.Days {
		if len(day) > len("2006-01") {
			delete(m.sums, day.Month())
			delete(m.listed, day.Month())
		}
	}
}

// MarshalJSON implements json.Marshaler.
func (m *Months) MarshalJSON() ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	rows := make(map[string][][4]float64, len(m.sums))
	for month, sums := range m.sums {
		for _, t := range sums {
			row := [4]float64{t.observed, t.down, float64(t.impact)}
			if t.listed {
				row[3] = 1
			}
			rows[month] = append(rows[month], row)
		}
	}
	return json.Marshal(rows)
}

// UnmarshalJSON implements json.Unmarshaler.
func (m *Months) UnmarshalJSON(b []byte) error {
	var rows map[string][][4]float64
	if err := json.Unmarshal(b, &rows); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sums = make(map[string][]tally, len(rows))
	for month, sums := range rows {
		for _, t := range sums {
			m.sums[month] = append(m.sums[month], tally{t[0], t[1], int(t[2]), t[3] == 1})
		}
	}
	return nil
}
