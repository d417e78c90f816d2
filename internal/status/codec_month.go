package status

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// encodeMonth is the stored form of a month, without its name, which is its key.
func encodeMonth(m *Month) ([]byte, error) {
	n, err := parseMonth(m.Month)
	if err != nil {
		return nil, fmt.Errorf("status: %q is no month", m.Month)
	}
	e := newEncoder(n.base())
	days := sortedKeys(m.Counts)
	e.number(uint64(len(days)))
	for _, day := range days {
		e.string(string(day[len("yyyy-mm-"):]))
		e.number(uint64(m.Counts[day]))
	}
	components := sortedKeys(m.Components)
	e.number(uint64(len(components)))
	for _, c := range components {
		e.string(c)
		e.number(uint64(len(m.Components[c])))
		for _, r := range m.Components[c] {
			e.string(r.Cause())
			e.time(r.Started)
		}
	}
	b := e.bytes()
	if len(b) > maxItemValue {
		return nil, fmt.Errorf("the index of %s would take %d bytes and a month may take %d: it has too many incidents and maintenances for their number of components, so delete some",
			m.Month, len(b), maxItemValue)
	}
	return b, nil
}

// base is the month's first second in UTC.
func (m monthNumber) base() int64 {
	return int64(numberOf(int(m)/12, time.Month(int(m)%12+1), 1)) * secondsPerDay
}

func sortedKeys[K ~string, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// decodeMonth reads a stored month.
func decodeMonth(month string, item []byte) (*Month, error) {
	n, err := parseMonth(month)
	if err != nil {
		return nil, fmt.Errorf("status: %q is no month", month)
	}
	d, err := newDecoder(n.base(), item)
	if err != nil {
		return nil, fmt.Errorf("month %s: %w", month, err)
	}
	m := &Month{Month: month, Counts: map[Date]int{}, Components: map[string][]Ref{}}
	for range d.count() {
		day := d.string()
		m.Counts[Date(month+"-"+day)] = int(d.number())
	}
	for range d.count() {
		component := d.string()
		refs := make([]Ref, d.count())
		for i := range refs {
			refs[i].About, refs[i].ID, _ = strings.Cut(d.string(), "/")
			refs[i].Started = d.time()
		}
		m.Components[component] = refs
	}
	if d.bad {
		return nil, fmt.Errorf("month %s: %w", month, errCodec)
	}
	return m, nil
}

// encodeMonths is the stored form of the list of months.
func encodeMonths(list []MonthCount) []byte {
	e := newEncoder(0)
	e.number(uint64(len(list)))
	for _, m := range list {
		e.string(m.Month)
		e.number(uint64(m.Entries))
	}
	return e.bytes()
}

func decodeMonths(item []byte) ([]MonthCount, error) {
	if item == nil {
		return nil, nil
	}
	d, err := newDecoder(0, item)
	if err != nil {
		return nil, fmt.Errorf("list of months: %w", err)
	}
	list := make([]MonthCount, d.count())
	for i := range list {
		list[i] = MonthCount{Month: d.string(), Entries: int(d.number())}
	}
	if d.bad {
		return nil, fmt.Errorf("list of months: %w", errCodec)
	}
	return list, nil
}

func sortedSet[K ~int32](set map[K]struct{}) []K {
	keys := make([]K, 0, len(set))
	for k := range set {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
