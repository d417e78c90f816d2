package generator

import (
	"iter"

	"tidings/internal/status"
)

// wholeMonth is a month's days that have entries, newest first.
type wholeMonth struct {
	name string // yyyy-mm
	days []*status.Day
}

func (m *wholeMonth) counts() map[status.Date]int {
	counts := make(map[status.Date]int, len(m.days))
	for _, d := range m.days {
		counts[d.Date] = len(d.Entries)
	}
	return counts
}

// byMonth gathers days, newest first, into months, leaving out what has no entries.
func byMonth(days iter.Seq2[*status.Day, error]) iter.Seq2[*wholeMonth, error] {
	return func(yield func(*wholeMonth, error) bool) {
		var m *wholeMonth
		for day, err := range days {
			if err != nil {
				yield(nil, err)
				return
			}
			if len(day.Entries) == 0 {
				continue
			}
			if m != nil && m.name != day.Date.Month() {
				if !yield(m, nil) {
					return
				}
				m = nil
			}
			if m == nil {
				m = &wholeMonth{name: day.Date.Month()}
			}
			m.days = append(m.days, day)
		}
		if m != nil {
			yield(m, nil)
		}
	}
}
