package audit

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"tidings/internal/order"
	"tidings/internal/store"
)

const (
	usualLimit = 50
	mostLimit  = 200
	// mostLooked is how many entries one search looks at: what it did not find
	// in them is found by going on.
	mostLooked = 5000
	// mostMarks is how many marks a search sets before it begins.
	mostMarks = 20
	// slack is how far entries may be out of order of time.
	slack = time.Minute
)

var (
	// ErrPage says that Query.After is none that a search has given.
	ErrPage = errors.New("this page of the audit log does not exist: start again from the newest")
	// ErrBehind says that a log has grown faster than it was marked. Try again.
	ErrBehind = errors.New("the audit log is being prepared: try again in a moment")
)

// Log is all logs together. It may be used by many goroutines.
type Log struct{ sources []source }

// New joins the logs of stores, by name.
func New(stores map[string]store.Driver) *Log {
	l := &Log{}
	for name, d := range stores {
		l.sources = append(l.sources, source{name, d})
	}
	order.By(l.sources, func(a, b source) int { return strings.Compare(a.name, b.name) })
	return l
}

// Advance sets the marks that searches begin from. Call it now and then; it
// reports whether all are set.
func (l *Log) Advance(ctx context.Context) (done bool, err error) {
	done = true
	for _, s := range l.sources {
		all, err := s.advance(ctx, mostMarks)
		if err != nil {
			return false, fmt.Errorf("marking the audit log: %w", err)
		}
		done = done && all
	}
	return done, nil
}

// Search returns a page of what a query asks for, the newest first.
func (l *Log) Search(ctx context.Context, q Query) (Page, error) {
	if done, err := l.Advance(ctx); err != nil || !done {
		return Page{}, errors.Join(err, behind(done))
	}
	heads, err := l.heads(ctx, &q)
	if err != nil {
		return Page{}, err
	}
	limit := min(max(q.Limit, 0), mostLimit)
	if limit == 0 {
		limit = usualLimit
	}
	page := Page{}
	for len(page.Entries) < limit && page.Looked < mostLooked {
		e, ok, err := newest(ctx, heads)
		if err != nil {
			return Page{}, fmt.Errorf("reading the audit log: %w", err)
		}
		if !ok || !q.Since.IsZero() && e.At.Before(q.Since.Add(-slack)) {
			return page, nil
		}
		page.Looked++
		if q.matches(e) {
			page.Entries = append(page.Entries, e)
		}
	}
	page.Next = places(heads)
	return page, nil
}

func behind(done bool) error {
	if done {
		return nil
	}
	return ErrBehind
}

// heads are where reading begins, one a log.
func (l *Log) heads(ctx context.Context, q *Query) ([]*head, error) {
	heads := make([]*head, len(l.sources))
	for i, s := range l.sources {
		last, err := s.last(ctx)
		if err != nil {
			return nil, fmt.Errorf("reading the audit log: %w", err)
		}
		heads[i] = &head{source: s, last: last, place: place{Block: last, Left: blockSize + 1}}
		if !q.Until.IsZero() {
			if heads[i].place.Block, err = s.before(ctx, q.Until.Add(slack), last); err != nil {
				return nil, fmt.Errorf("reading the audit log: %w", err)
			}
		}
	}
	if q.After == "" {
		return heads, nil
	}
	return heads, goOn(heads, q.After)
}

// place is how far back a log was read.
type place struct {
	Block int `json:"b"`
	Left  int `json:"l"` // entries of the block that were not read
}

// head reads one log backwards.
type head struct {
	source source
	last   int
	place  place
	block  []Entry // of place; nil until it is needed
	loaded bool
}

// peek is the newest entry that was not taken.
func (h *head) peek(ctx context.Context) (Entry, bool, error) {
	for {
		if !h.loaded {
			block, err := h.source.block(ctx, h.place.Block, h.last)
			if err != nil {
				return Entry{}, false, err
			}
			h.block, h.loaded = block, true
			h.place.Left = min(h.place.Left, len(block))
		}
		if h.place.Left > 0 {
			return h.block[h.place.Left-1], true, nil
		}
		if h.place.Block == 0 {
			return Entry{}, false, nil
		}
		h.place, h.loaded = place{Block: h.place.Block - 1, Left: blockSize + 1}, false
	}
}

// newest takes the newest entry of all logs.
func newest(ctx context.Context, heads []*head) (best Entry, ok bool, err error) {
	var from *head
	for _, h := range heads {
		e, there, err := h.peek(ctx)
		if err != nil {
			return Entry{}, false, err
		}
		if there && (from == nil || e.At.After(best.At)) {
			best, from = e, h
		}
	}
	if from == nil {
		return Entry{}, false, nil
	}
	from.place.Left--
	return best, true, nil
}

// places are where the heads stand, for Query.After.
func places(heads []*head) string {
	at := make(map[string]place, len(heads))
	for _, h := range heads {
		at[h.source.name] = h.place
	}
	b, _ := json.Marshal(at) // numbers by name: it cannot fail
	return base64.RawURLEncoding.EncodeToString(b)
}

func goOn(heads []*head, after string) error {
	b, err := base64.RawURLEncoding.DecodeString(after)
	at := map[string]place{}
	if err != nil || len(b) > 4096 || json.Unmarshal(b, &at) != nil {
		return ErrPage
	}
	for _, h := range heads {
		p, ok := at[h.source.name]
		if !ok || p.Block < 0 || p.Block > h.last || p.Left < 0 || p.Left > blockSize+1 {
			return ErrPage
		}
		h.place = p
	}
	return nil
}
