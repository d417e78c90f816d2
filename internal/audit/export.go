package audit

import (
	"context"
	"fmt"
	"time"
)

// Each gives every entry since a time, the oldest first, until use reports
// false. It holds no more than a few hundred in memory.
func (l *Log) Each(ctx context.Context, since time.Time, use func(Entry) bool) error {
	tails := make([]*tail, len(l.sources))
	for i, s := range l.sources {
		t, err := s.tail(ctx, since.Add(-slack))
		if err != nil {
			return fmt.Errorf("reading the audit log: %w", err)
		}
		tails[i] = t
	}
	for {
		e, ok, err := oldest(ctx, tails)
		if err != nil {
			return fmt.Errorf("reading the audit log: %w", err)
		}
		if !ok {
			return nil
		}
		if !e.At.Before(since) && !use(e) {
			return nil
		}
	}
}

// tail reads one log forwards.
type tail struct {
	source source
	cursor string
	read   []Entry
}

func (s source) tail(ctx context.Context, since time.Time) (*tail, error) {
	last, err := s.last(ctx)
	if err != nil {
		return nil, err
	}
	n, err := s.before(ctx, since, last)
	if err != nil {
		return nil, err
	}
	m, err := s.mark(ctx, n)
	return &tail{source: s, cursor: m.Cursor}, err
}

func (t *tail) peek(ctx context.Context) (Entry, bool, error) {
	if len(t.read) == 0 {
		var err error
		if t.read, t.cursor, err = t.source.read(ctx, t.cursor, blockSize); err != nil || len(t.read) == 0 {
			return Entry{}, false, err
		}
	}
	return t.read[0], true, nil
}

// oldest takes the oldest entry of all logs.
func oldest(ctx context.Context, tails []*tail) (best Entry, ok bool, err error) {
	var from *tail
	for _, t := range tails {
		e, there, err := t.peek(ctx)
		if err != nil {
			return Entry{}, false, err
		}
		if there && (from == nil || e.At.Before(best.At)) {
			best, from = e, t
		}
	}
	if from == nil {
		return Entry{}, false, nil
	}
	from.read = from.read[1:]
	return best, true, nil
}
