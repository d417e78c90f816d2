package dynamo

import (
	"context"
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"tidings/internal/store"
)

const (
	batchWrites = 25 // items that one request may write
	loaders     = 8  // requests at once
)

// Load implements store.Loader. All items are checked before the first is
// written; a load that is cut off after that leaves what it has written.
func (s *Store) Load(ctx context.Context, items func(yield func(store.Item) bool)) error {
	checked, err := gather(ctx, items)
	if err != nil {
		return err
	}
	v := s.clock.after(nil, version{})
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	places := make(chan struct{}, loaders)
	var all sync.WaitGroup
	for chunk := range slices.Chunk(checked, batchWrites) {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			if err := s.writeBatch(ctx, chunk, v); err != nil {
				stop(err)
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}

// gather checks items; of two with one key the later counts.
func gather(ctx context.Context, items func(yield func(store.Item) bool)) (all []store.Item, err error) {
	at := map[store.Key]int{}
	for it := range items {
		if it, err = it.Checked(); err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		if i, twice := at[it.Key]; twice {
			all[i] = it
			continue
		}
		at[it.Key] = len(all)
		all = append(all, it)
	}
	return all, ctx.Err()
}

// writeBatch writes items whatever is there, again as long as the table takes some.
func (s *Store) writeBatch(ctx context.Context, items []store.Item, v version) error {
	ask := make([]types.WriteRequest, len(items))
	for i, it := range items {
		ask[i].PutRequest = &types.PutRequest{Item: attributesOf(it, v)}
	}
	for attempt := 0; len(ask) > 0; attempt++ {
		if err := await(ctx, attempt); err != nil {
			return err
		}
		out, err := s.client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{s.table: ask}})
		if err != nil {
			return fault(ctx, "filling", err)
		}
		left := out.UnprocessedItems[s.table]
		if len(left) == len(ask) && attempt >= maxAttempts {
			return fault(ctx, "filling", errThrottled)
		}
		ask = left
	}
	return nil
}
