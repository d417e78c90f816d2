package sqlite

import "errors"

// Rest lets go of memory that only a busy store needs: connections for reading
// that nobody uses, and the page cache of the writer. Use brings them back.
func (db *DB) Rest() error {
	return errors.Join(db.readers.rest(), db.restWriter())
}

// rest closes the connections that are not lent.
func (p *pool) rest() error {
	p.mu.Lock()
	free := p.free
	p.free = nil
	p.mu.Unlock()
	var errs []error
	for _, c := range free {
		errs = append(errs, c.close())
	}
	return errors.Join(errs...)
}

// restWriter empties the cache, unless updates are about to use it.
func (db *DB) restWriter() error {
	db.lock()
	defer db.unlock()
	if w := &db.writer; w.conn != nil && w.batch == nil {
		return w.conn.exec("PRAGMA shrink_memory")
	}
	return nil
}
