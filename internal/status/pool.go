package status

import (
	"cmp"
	"slices"
	"time"
)

// pool takes in the active episodes one by one and keeps what a view needs of
// them: however many there are, it stays as small as the components and
// sources are few.
type pool struct {
	at      time.Time
	of      map[string]*poolOf // by component
	changed time.Time
}

type poolOf struct {
	causes []Cause // the worst maxCauses
	spans  []stretch
}

const (
	maxCauses = 10 // signals that are named as causes of one component's status
	maxSpans  = 64 // before those that overlap are joined
)

func newPool(at time.Time) *pool { return &pool{at: at, of: map[string]*poolOf{}} }

// take takes in an active episode.
func (p *pool) take(a *active) {
	for _, s := range a.spans {
		if s.From.After(p.at) || s.Counts.After(p.at) {
			continue
		}
		p.note(s.Counts)
		to := s.To
		if to.IsZero() || to.After(p.at) {
			to = lasting(p.at)
			p.component(a.Component).cause(Cause{Kind: "signal", ID: a.Source + "/" + a.Key, Status: s.Status, Since: s.From})
		} else {
			p.note(to)
		}
		p.component(a.Component).span(stretch{from: stampOf(s.From), to: stampOf(to), status: s.Status, voice: monitor, cause: sourcePrefix + a.Source})
	}
}

func (p *pool) note(t time.Time) {
	if t.After(p.changed) {
		p.changed = t
	}
}

func (p *pool) component(id string) *poolOf {
	if p.of[id] == nil {
		p.of[id] = &poolOf{}
	}
	return p.of[id]
}

func (p *poolOf) cause(c Cause) {
	at, _ := slices.BinarySearchFunc(p.causes, c, compareCauses)
	if at == maxCauses {
		return
	}
	p.causes = slices.Insert(p.causes, at, c)
	p.causes = p.causes[:min(len(p.causes), maxCauses)]
}

// span keeps a stretch, joining those of one source and status that overlap.
func (p *poolOf) span(s stretch) {
	p.spans = append(p.spans, s)
	if len(p.spans)%maxSpans == 0 {
		p.spans = joined(p.spans)
	}
}

func joined(spans []stretch) []stretch {
	slices.SortFunc(spans, compareStretches)
	var out []stretch
	for _, s := range spans {
		if n := len(out) - 1; n >= 0 && out[n].cause == s.cause && out[n].status == s.status && s.from <= out[n].to {
			out[n].to = max(out[n].to, s.to)
			continue
		}
		out = append(out, s)
	}
	return out
}

func (p *pool) stretches(component string) []stretch {
	if of := p.of[component]; of != nil {
		return joined(of.spans)
	}
	return nil
}

func (p *pool) causes(component string) []Cause {
	if of := p.of[component]; of != nil {
		return slices.Clone(of.causes)
	}
	return nil
}

func compareStretches(a, b stretch) int {
	return cmp.Or(cmp.Compare(a.cause, b.cause), cmp.Compare(a.status, b.status), cmp.Compare(a.from, b.from))
}
