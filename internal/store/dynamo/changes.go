package dynamo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"tidings/internal/store"
)

// Changes implements store.Driver.
func (s *Store) Changes(ctx context.Context, cursor string, limit int) ([][]byte, string, error) {
	at, err := parseCursor(cursor)
	if err != nil {
		return nil, "", err
	}
	lanes, err := s.readLanes(ctx, at, limit)
	if err != nil {
		return nil, "", err
	}
	var page [][]byte
	size := 0
	for {
		l := earliest(lanes)
		if l == nil {
			break
		}
		change := l.entries[0].changes[l.pos.done]
		size += len(change)
		if n := len(page); n > 0 && (n == limit || size > store.MaxPageBytes) {
			break
		}
		page = append(page, change)
		if l.advance(); len(l.entries) == 0 && l.more {
			break // what comes next in this lane may come before the others
		}
	}
	if len(page) == 0 {
		return nil, cursor, nil
	}
	for i, l := range lanes {
		at[i] = l.pos
	}
	return page, at.String(), nil
}

// reading is what a page sees of one lane.
type reading struct {
	pos     position
	entries []entry
	more    bool
}

type entry struct {
	number  int64
	version version
	changes [][]byte
}

// earliest is the lane whose next entry was written first, nil when all are read.
func earliest(lanes []*reading) *reading {
	var first *reading
	for _, l := range lanes {
		if len(l.entries) > 0 && (first == nil || bytes.Compare(l.entries[0].version[:], first.entries[0].version[:]) < 0) {
			first = l
		}
	}
	return first
}

func (l *reading) advance() {
	l.pos.done++
	if l.pos.done == len(l.entries[0].changes) {
		l.pos = position{number: l.entries[0].number + 1}
		l.entries = l.entries[1:]
		if len(l.entries) > 0 {
			l.pos.number = l.entries[0].number
		}
	}
}

func (s *Store) readLanes(ctx context.Context, at place, limit int) ([]*reading, error) {
	lanes, errs := make([]*reading, laneCount), make([]error, laneCount)
	var all sync.WaitGroup
	for i := range lanes {
		all.Go(func() { lanes[i], errs[i] = s.readLane(ctx, lanePart(i), at[i], limit) })
	}
	all.Wait()
	return lanes, errors.Join(errs...)
}

// readLane reads what follows a position, as much as one answer holds.
func (s *Store) readLane(ctx context.Context, part string, at position, limit int) (*reading, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	ask := s.rangeOf(part, entrySort(at.number), afterMark)
	if limit > 0 {
		ask.Limit = aws.Int32(int32(min(limit, 1000)) + 1)
	}
	out, err := s.client.Query(ctx, ask)
	if err != nil {
		return nil, fault(ctx, "reading the changes of", err)
	}
	if len(out.Items) == 0 && at.number > 0 {
		if err := s.reached(ctx, part, at.number); err != nil {
			return nil, err
		}
	}
	l := &reading{pos: at, more: len(out.LastEvaluatedKey) > 0}
	for _, a := range out.Items {
		if e := entryOf(a); len(e.changes) > 0 {
			l.entries = append(l.entries, e)
		}
	}
	if len(l.entries) > 0 {
		l.begin()
	}
	return l, nil
}

// reached refuses a position that a lane has not come to: its reader has read what a
// table that was restored to an earlier time no longer has, and would wait while the
// lane gives the same numbers to other changes. A process looks once at each lane.
func (s *Store) reached(ctx context.Context, part string, position int64) error {
	if _, known := s.fits.Load(part); known {
		return nil
	}
	ask := s.rangeOf(part, sortMark, afterMark)
	ask.ScanIndexForward, ask.Limit = aws.Bool(false), aws.Int32(1)
	out, err := s.client.Query(ctx, ask)
	if err != nil {
		return fault(ctx, "reading the changes of", err)
	}
	if len(out.Items) > 0 {
		if newest := numberOf(out.Items[0]); newest > 0 && newest < position-1 {
			return badCursor(fmt.Sprint(position))
		}
	}
	s.fits.Store(part, true)
	return nil
}

// begin drops what the position says was read of the first entry.
func (l *reading) begin() {
	if first := l.entries[0]; first.number != l.pos.number {
		l.pos = position{number: first.number}
	} else if l.pos.done >= len(first.changes) {
		l.pos.done = len(first.changes) - 1
		l.advance()
	}
}

func entryOf(a attributes) entry {
	e := entry{number: numberOf(a)}
	e.version, _ = versionOf(bytesOf(a[attrVersion]))
	if list, ok := a[attrChanges].(*types.AttributeValueMemberL); ok {
		for _, c := range list.Value {
			e.changes = append(e.changes, bytesOf(c))
		}
	}
	return e
}
