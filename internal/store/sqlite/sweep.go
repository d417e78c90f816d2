package sqlite

import "time"

// What is out of date is removed along with other writes: a little now and
// then, and twice as much as came since, so that a file whose items expire
// stops growing however fast they come. No commit waits for a large removal.
const (
	sweepEvery = 10  // seconds
	sweepAfter = 128 // items and changes written
	sweepLeast = 100 // rows of either table
	sweepMost  = 512

	// sweepLate is how many seconds after their time items go, in case a clock is put right.
	sweepLate = 3600
	// keptAlways is how many of the newest changes stay whatever the clock says:
	// there is hardly a reader further back.
	keptAlways = 10_000
)

// sweep removes what has expired and what is too old.
func (db *DB) sweep() error {
	w, now := &db.writer, db.now()
	since := now.Unix() - w.swept
	if since >= 0 && since < sweepEvery && w.grown < sweepAfter {
		return nil
	}
	most := min(max(2*w.grown, sweepLeast), sweepMost)
	expired, err := w.conn.expire.count(now.Unix()-sweepLate, int64(most))
	if err != nil {
		return err
	}
	trimmed, err := w.conn.forget(now, db.file.options.KeepChanges, db.newest, most)
	if err != nil {
		return err
	}
	w.swept, w.grown = now.Unix(), w.grown-most/2
	if w.grown < 0 || expired < most && trimmed < most {
		w.grown = 0 // nothing is left that could go
	}
	return nil
}

// forget removes some of the changes that are older than keep, but none of the
// newest. They bear no
// time: a mark a day says which were there.
func (c *conn) forget(now time.Time, keep time.Duration, newest, most int) (int, error) {
	if err := c.mark.run(now.Unix()); err != nil {
		return 0, err
	}
	before := now.Add(-keep).Unix()
	trimmed, err := c.trim.count(before, int64(newest), int64(most))
	if err != nil {
		return 0, err
	}
	return trimmed, c.unmark.run(before)
}
