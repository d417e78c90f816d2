package dynamo

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"tidings/internal/pause"
	"tidings/internal/store"
)

// An update gives up after so many lost races, having waited longer and longer
// between them: in all about five seconds.
const (
	maxAttempts = 30
	firstWait   = 8 * time.Millisecond
	longestWait = 400 * time.Millisecond
)

// errLost says that another update came first.
var errLost = errors.New("dynamo: lost a race")

// Update implements store.Driver.
func (s *Store) Update(ctx context.Context, keys []store.Key, fn func(*store.Tx) error) error {
	if err := store.CheckKeys(keys); err != nil {
		return err
	}
	keys = unique(keys)
	for attempt := range maxAttempts {
		if err := await(ctx, attempt); err != nil {
			return err
		}
		if err := s.try(ctx, keys, fn); !errors.Is(err, errLost) {
			return err
		}
	}
	return store.ErrConflict
}

// try runs the closure once on what is there at one moment, and writes only if
// that is still so.
func (s *Store) try(ctx context.Context, keys []store.Key, fn func(*store.Tx) error) error {
	seen, err := s.snapshot(ctx, keys)
	if err != nil {
		return err
	}
	now := s.now()
	tx, err := store.NewTx(keys, func(k store.Key) (store.Item, bool, error) {
		r, ok := seen[k]
		return r.item, ok && !r.item.ExpiredAt(now), nil
	})
	if err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		return err
	}
	w, err := tx.Writes()
	if err != nil || w.Empty() {
		return err
	}
	return s.write(ctx, keys, seen, w)
}

// snapshot reads items as they are at one moment.
func (s *Store) snapshot(ctx context.Context, keys []store.Key) (records, error) {
	switch len(keys) {
	case 0:
		return nil, nil
	case 1:
		return s.one(ctx, keys[0])
	}
	ask := make([]types.TransactGetItem, len(keys))
	for i, k := range keys {
		ask[i].Get = &types.Get{TableName: &s.table, Key: keyOf(k)}
	}
	out, err := s.client.TransactGetItems(ctx, &dynamodb.TransactGetItemsInput{TransactItems: ask})
	switch {
	case tooMuchAtOnce(err):
		return s.settled(ctx, keys)
	case err != nil:
		return nil, s.lost(ctx, "reading", err)
	}
	read := make(records, len(keys))
	for _, r := range out.Responses {
		if err := read.add(r.Item); err != nil {
			return nil, err
		}
	}
	return read, nil
}

// settled reads items that are too large for one transaction until two readings
// in a row are the same: then all of it was so between the two.
func (s *Store) settled(ctx context.Context, keys []store.Key) (records, error) {
	before, err := s.batch(ctx, keys)
	for range maxAttempts {
		if err != nil {
			return nil, err
		}
		var again records
		again, err = s.batch(ctx, keys)
		if err == nil && before.same(again) {
			return again, nil
		}
		before = again
	}
	return nil, errors.Join(err, errLost)
}

func (r records) same(other records) bool {
	if len(r) != len(other) {
		return false
	}
	for k, a := range r {
		if b, there := other[k]; !there || a.version != b.version {
			return false
		}
	}
	return true
}

// await waits a random time that grows with each attempt; the first waits not
// at all.
func await(ctx context.Context, attempt int) error {
	if err := ctx.Err(); err != nil || attempt == 0 {
		return err
	}
	return pause.For(ctx, rand.N(min(firstWait<<min(attempt-1, 10), longestWait))+1)
}
