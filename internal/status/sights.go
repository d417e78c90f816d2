package status

import "sync"

// sights remembers by component what the last write of signals has left active on
// it, so that the next one need not look. Nothing can be out of date: the guard's
// number, which every write that changes it raises, is compared in the transaction
// that acts on a sight.
type sights struct {
	mu   sync.Mutex
	of   map[string]sight
	last int // number that was given to an incident, as far as this board knows
}

// recall gives what is remembered of a component; nil for nothing.
func (r *sights) recall(component string) *sight {
	r.mu.Lock()
	defer r.mu.Unlock()
	s, known := r.of[component]
	if !known {
		return nil
	}
	s.last = r.last
	return &s
}

// learn remembers what a write has left, and forgets what it has changed beside that.
func (r *sights) learn(work *signalWork) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for component := range work.watched {
		delete(r.of, component)
	}
	for component, s := range work.left {
		if r.of == nil {
			r.of = map[string]sight{}
		}
		r.of[component] = s
		r.last = max(r.last, s.last)
	}
}
