package generator

import (
	"context"
	"slices"
	"sync"

	"tidings/internal/status"
)

// shelf keeps the tales that several files of a build tell, so that each is
// read and converted once. What is told once is not kept: that is what holds
// the memory of a full build.
type shelf struct {
	b       *builder
	mu      sync.RWMutex
	volumes map[taleKey]*volume
}

type taleKey struct{ about, id string }

type volume struct {
	once        sync.Once
	incident    *status.Incident    // when it need not be read
	maintenance *status.Maintenance // likewise
	tale        *tale
	err         error
}

// newShelf begins with what the view holds already.
func newShelf(b *builder) *shelf {
	s := &shelf{b: b, volumes: map[taleKey]*volume{}}
	s.stand(b.view)
	return s
}

// want says that a tale will be told more than once. What is told before it is
// wanted is told again.
func (s *shelf) want(about, id string) {
	key := taleKey{about, id}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.volumes[key] == nil {
		s.volumes[key] = &volume{tale: s.b.in.Memo.tale(key)}
	}
}

func (s *shelf) wantAll(refs []status.Ref) {
	for _, ref := range refs {
		s.want(ref.About, ref.ID)
	}
}

// leave takes a tale off the shelf. Whoever tells it again reads it again.
func (s *shelf) leave(about, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.volumes, taleKey{about, id})
}

// told are the tales that stand on the shelf.
func (s *shelf) told() map[taleKey]*tale {
	all := make(map[taleKey]*tale, len(s.volumes))
	for key, v := range s.volumes {
		if v.tale != nil {
			all[key] = v.tale
		}
	}
	return all
}

// stand puts on the shelf what the view holds already.
func (s *shelf) stand(v *status.View) {
	for _, inc := range v.Incidents {
		s.volumes[taleKey{status.AboutIncident, inc.ID}] = &volume{incident: inc}
	}
	for _, m := range slices.Concat(v.Active, v.Upcoming) {
		s.volumes[taleKey{status.AboutMaintenance, m.ID}] = &volume{maintenance: m}
	}
}

// tale gives a tale, from the shelf if it stands there.
func (s *shelf) tale(ctx context.Context, w *worker, about, id string) (*tale, error) {
	s.mu.RLock()
	kept := s.volumes[taleKey{about, id}]
	s.mu.RUnlock()
	if kept == nil {
		return s.b.fetch(ctx, w, about, id)
	}
	kept.once.Do(func() {
		switch {
		case kept.tale != nil:
		case kept.incident != nil:
			kept.tale = s.b.tellIncident(w, kept.incident)
		case kept.maintenance != nil:
			kept.tale = s.b.tellMaintenance(w, kept.maintenance)
		default:
			kept.tale, kept.err = s.b.fetch(ctx, w, about, id)
		}
	})
	return kept.tale, kept.err
}

// tales gives the tales of a list of references.
func (s *shelf) tales(ctx context.Context, w *worker, refs []status.Ref) ([]*tale, error) {
	list := make([]*tale, 0, len(refs))
	for _, r := range refs {
		t, err := s.tale(ctx, w, r.About, r.ID)
		if err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return list, nil
}
