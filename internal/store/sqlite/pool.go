package sqlite

import (
	"context"
	"errors"
	"sync"
)

// maxReaders is how many reads run at once; more wait.
const maxReaders = 4

// pool lends connections for reading. It opens them as needed and lends the one
// used last, so that a quiet store keeps one cache warm and no more.
type pool struct {
	open func() (*conn, error)

	mu     sync.Mutex
	free   []*conn
	slots  chan struct{}
	closed bool
}

// read lends a reader to do.
func (db *DB) read(ctx context.Context, do func(*conn) error) error {
	c, err := db.readers.take(ctx)
	if err != nil {
		return err
	}
	if c == nil {
		return db.file.closed()
	}
	defer db.readers.giveBack(c)
	return do(c)
}

// take gives a connection, or nil when the pool is closed.
func (p *pool) take(ctx context.Context) (*conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	c, closed := p.pop()
	if c != nil {
		return c, nil
	}
	var err error
	if !closed {
		c, err = p.open()
	}
	if c == nil {
		<-p.slots
	}
	return c, err
}

func (p *pool) pop() (c *conn, closed bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.free); n > 0 {
		c, p.free = p.free[n-1], p.free[:n-1]
	}
	return c, p.closed
}

func (p *pool) giveBack(c *conn) {
	p.mu.Lock()
	p.free = append(p.free, c)
	p.mu.Unlock()
	<-p.slots
}

// close waits for all readers and closes them.
func (p *pool) close() error {
	for range cap(p.slots) {
		p.slots <- struct{}{}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	var errs []error
	for _, c := range p.free {
		errs = append(errs, c.close())
	}
	p.free = nil
	for range cap(p.slots) {
		<-p.slots
	}
	return errors.Join(errs...)
}
