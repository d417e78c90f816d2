package status

import (
	"cmp"
	"slices"
)

// credit notes on the bars of one component who else had a part in a day than
// incidents and maintenances.
func (d *barDays) credit(bars []Bar, stretches []stretch) {
	for _, s := range stretches {
		if s.voice == page || s.status == Operational || len(d.dates) == 0 {
			continue
		}
		for day := d.of(max(s.from, d.starts[0])); day < len(d.dates) && d.starts[day] < min(s.to, d.at); day++ {
			n, found := slices.BinarySearchFunc(bars, d.dates[day], func(b Bar, date Date) int { return cmp.Compare(b.Date, date) })
			if found && s.voice == monitor {
				bars[n].Monitors = true
			} else if found {
				bars[n].People = true
			}
		}
	}
}
