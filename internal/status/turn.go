package status

import (
	"cmp"
	"slices"
)

// Turn is how an update changes what its incident says of a component.
type Turn struct {
	Component string
	From, To  Status
}

// Turns are those of each update, by component. The first one turns everything
// from operational, one that closes turns everything back, and one that reopens
// brings back what held before unless it says otherwise.
func (i *Incident) Turns() [][]Turn {
	said, shown := map[string]Status{}, map[string]Status{}
	for c, s := range i.Components {
		said[c] = s
	}
	all := make([][]Turn, len(i.Updates))
	for n := range i.Updates {
		u := &i.Updates[n]
		now := map[string]Status{}
		if !u.State.Ends() {
			for c, s := range u.Components {
				said[c] = s
			}
			now = said
		}
		for c := range said {
			if from, to := shown[c], now[c]; from != to {
				all[n] = append(all[n], Turn{c, from, to})
			}
			shown[c] = now[c]
		}
		slices.SortFunc(all[n], func(a, b Turn) int { return cmp.Compare(a.Component, b.Component) })
	}
	return all
}
