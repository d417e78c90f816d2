package v1

import "sync"

// numbering remembers numbers by kind and id, which never change.
type numbering struct {
	mu    sync.Mutex
	known map[string]map[string]int
}

// of are the numbers of a kind, those of some ids among them as far as these
// have any: what is not known is read. The map is never changed.
func (n *numbering) of(c *call, about string, ids []string) (map[string]int, error) {
	n.mu.Lock()
	known := n.known[about]
	n.mu.Unlock()
	if known != nil && knowsAll(known, ids) {
		return known, nil
	}
	read, err := c.site.Board.AllNumbers(c.ctx, about)
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.known == nil {
		n.known = map[string]map[string]int{}
	}
	n.known[about] = read
	return read, nil
}

func knowsAll(known map[string]int, ids []string) bool {
	for _, id := range ids {
		if known[id] == 0 {
			return false
		}
	}
	return true
}

// aboutUser is what numbers of those who write are of.
const aboutUser = "user"

// enroll makes sure that the writer of a call has a number.
func (c *call) enroll() error {
	ref := c.actor().ID
	known, err := c.api.numbers.of(c, aboutUser, nil)
	if err != nil || known[ref] != 0 {
		return err
	}
	if err := c.site.Board.Enroll(c.ctx, aboutUser, ref); err != nil {
		return err
	}
	_, err = c.api.numbers.of(c, aboutUser, []string{ref})
	return err
}
