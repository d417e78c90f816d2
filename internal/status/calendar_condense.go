package status

import (
	"cmp"
	"slices"
	"strings"

	"tidings/internal/order"
)

// A storm leaves an interval for each of its signals. Below maxKeyed of them a
// day keeps each one, so that a signal that comes late can still correct its
// own; above, those of one source, component and status are merged into the
// time that they cover together, and the day's item stays small whatever comes.
const (
	maxKeyed  = 512
	maxMerged = 2048
)

const (
	sourcePrefix = "signal/"
	mergedPrefix = "*" // of the Key of a merged interval, before its status
)

func (c *Calendar) condense(d *dayRows) {
	keyed := 0
	for _, r := range d.intervals {
		if r.key != 0 && r.key != c.merged[r.status] {
			keyed++
		}
	}
	if keyed <= maxKeyed {
		return
	}
	signals, rest := c.partSignals(d.intervals)
	order.By(signals, func(a, b intervalRow) int {
		return cmp.Or(cmp.Compare(a.component, b.component), cmp.Compare(a.name, b.name), cmp.Compare(a.status, b.status), cmp.Compare(a.from, b.from))
	})
	gap := stamp(0)
	merged := c.mergeRows(signals, gap)
	for gap = 60e9; len(merged) > maxMerged; gap *= 4 {
		merged = c.mergeRows(merged, gap)
	}
	d.intervals = slices.SortedFunc(slices.Values(append(rest, merged...)), c.words.compareIntervals)
}

func (c *Calendar) partSignals(rows []intervalRow) (signals, rest []intervalRow) {
	for _, r := range rows {
		if strings.HasPrefix(c.words.list[r.name], sourcePrefix) {
			signals = append(signals, r)
		} else {
			rest = append(rest, r)
		}
	}
	return signals, rest
}

// mergeRows joins neighbours of the same component, cause and status that
// overlap or are at most a gap apart.
func (c *Calendar) mergeRows(rows []intervalRow, gap stamp) []intervalRow {
	var merged []intervalRow
	for _, r := range rows {
		r.key = c.merged[r.status]
		if n := len(merged) - 1; n >= 0 && sameKind(merged[n], r) && r.from <= merged[n].to+gap {
			merged[n].to = max(merged[n].to, r.to)
			continue
		}
		merged = append(merged, r)
	}
	return merged
}

func sameKind(a, b intervalRow) bool {
	return a.component == b.component && a.name == b.name && a.status == b.status
}

// covered says that a merged interval has the row in it already.
func (c *Calendar) covered(d *dayRows, row intervalRow) bool {
	for _, r := range d.intervals {
		if r.from > row.from {
			return false
		}
		if r.key == c.merged[r.status] && sameKind(r, row) && r.to >= row.to {
			return true
		}
	}
	return false
}
