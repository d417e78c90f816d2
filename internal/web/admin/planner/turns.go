package planner

import (
	"maps"

	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// byThemselves are the turns that time brings, of which a form lets people be told
// or not: the announcement has its own switch, and a reminder its time.
var byThemselves = []struct{ turn, name string }{{status.VerbBegin, "Mail when it begins"}, {status.VerbEnd, "Mail when it ends"}}

// turnsOf are the boxes of a form, ticked as a maintenance says, else the site.
func turnsOf(tell, site status.Tell) (all []admin.Choice) {
	for _, t := range byThemselves {
		all = append(all, admin.Choice{Field: "turn." + t.turn, Value: "yes", Name: t.name, On: tell.Of(t.turn, site)})
	}
	return all
}

// tellOf is what a form says of them, beside what was said before; a form that
// has not shown them changes nothing.
func tellOf(v *admin.Visit, was status.Tell) status.Tell {
	if v.Field("turns") == "" {
		return was
	}
	is := maps.Clone(was)
	if is == nil {
		is = status.Tell{}
	}
	for _, t := range byThemselves {
		is[t.turn] = v.Field("turn."+t.turn) != ""
	}
	return is
}

// siteTell is what the site says of turns.
func (p *Planner) siteTell() status.Tell {
	if s, ok := p.House.Site(); ok {
		return s.Config.Site.Tell
	}
	return nil
}
