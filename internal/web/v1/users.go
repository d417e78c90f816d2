package v1

import (
	"maps"
	"sync"
)

// aboutUser is what numbers of those who write are of.
const aboutUser = "user"

// users are the numbers of those who have written, which never change.
type users struct {
	mu    sync.Mutex
	known map[string]int
	read  bool
}

// all are the numbers that were known when they were first asked for, and those
// given since.
func (u *users) all(c *call) (map[string]int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if !u.read {
		known, err := c.site.Board.AllNumbers(c.ctx, aboutUser)
		if err != nil {
			return nil, err
		}
		u.known, u.read = known, true
	}
	return u.known, nil
}

// enroll makes sure that the writer of a call has a number.
func (c *call) enroll() error {
	ref := c.actor().ID
	known, err := c.api.users.all(c)
	if err != nil || known[ref] != 0 {
		return err
	}
	if err := c.site.Board.Enroll(c.ctx, aboutUser, ref); err != nil {
		return err
	}
	now, err := c.site.Board.AllNumbers(c.ctx, aboutUser)
	if err != nil {
		return err
	}
	u := &c.api.users
	u.mu.Lock()
	defer u.mu.Unlock()
	u.known = maps.Clone(now)
	return nil
}
