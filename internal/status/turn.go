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
	all := make([][]Turn, len(i.Updates))
	var list sayings
	list.say(i.Components)
	for n := range i.Updates {
		u := &i.Updates[n]
		over := u.State.Ends()
		if !over {
			list.say(u.Components)
		}
		for k := range list {
			s := &list[k]
			to := s.said
			if over {
				to = Operational
			}
			if s.shown != to {
				all[n] = append(all[n], Turn{s.component, s.shown, to})
			}
			s.shown = to
		}
	}
	return all
}

// sayings are what was said last of components and what they show, by
// component. An incident names few, so a list costs less than a map.
type sayings []saying

type saying struct {
	component   string
	said, shown Status
}

func (list *sayings) say(components map[string]Status) {
	for c, s := range components {
		at, found := slices.BinarySearchFunc(*list, c, func(a saying, c string) int { return cmp.Compare(a.component, c) })
		if !found {
			*list = slices.Insert(*list, at, saying{component: c})
		}
		(*list)[at].said = s
	}
}
