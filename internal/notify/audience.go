package notify

import (
	"context"
	"encoding/json"
	"sync"

	"tidings/internal/contacts"
)

// crowd is what people want: how many want the same. It is counted again when
// the book has changed, for that looks at every record.
type crowd struct {
	mu     sync.Mutex
	cursor string // up to which the book's changes are known
	wants  map[string]*want
}

type want struct {
	contacts.Wish
	people int
}

// Audience is how many subscribers a topic concerns now.
func (d *Desk) Audience(ctx context.Context, t contacts.Topic) (n int, err error) {
	d.crowd.mu.Lock()
	defer d.crowd.mu.Unlock()
	cursor, changed, err := d.Book.Changed(ctx, d.crowd.cursor)
	if err == nil && (changed || d.crowd.wants == nil) {
		err = d.gather(ctx)
	}
	if err != nil {
		return 0, err
	}
	d.crowd.cursor = cursor
	for _, w := range d.crowd.wants {
		if w.Wants(t) {
			n += w.people
		}
	}
	return n, nil
}

// gather counts everybody by what they want.
func (d *Desk) gather(ctx context.Context) error {
	wants := map[string]*want{}
	err := d.each(ctx, func(s *contacts.Subscriber) {
		if s.State != contacts.Active {
			return
		}
		w := s.Wish
		w.Language, w.Zone = "", ""
		key, _ := json.Marshal(w) // strings, numbers and booleans: it cannot fail
		if wants[string(key)] == nil {
			wants[string(key)] = &want{Wish: w}
		}
		wants[string(key)].people++
	})
	if err == nil {
		d.crowd.wants = wants
	}
	return err
}
