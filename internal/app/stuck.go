package app

import "time"

// stuck says why the content cannot be read or written now, and since when.
type stuck struct {
	since time.Time
	why   string
}

func (a *App) noteStuck(err error) {
	s := &stuck{a.clock.Now(), err.Error()}
	if was := a.stuck.Load(); was != nil {
		s.since = was.since
	}
	a.stuck.Store(s)
}
