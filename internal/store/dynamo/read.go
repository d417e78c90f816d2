package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"tidings/internal/store"
)

// Get implements store.Driver.
func (s *Store) Get(ctx context.Context, keys ...store.Key) (map[store.Key]store.Item, error) {
	if err := store.CheckKeys(keys); err != nil {
		return nil, err
	}
	read, err := s.batch(ctx, unique(keys))
	if err != nil {
		return nil, err
	}
	now, found := s.now(), make(map[store.Key]store.Item, len(read))
	for k, r := range read {
		if !r.item.ExpiredAt(now) {
			found[k] = r.item
		}
	}
	return found, nil
}

// batch reads items, each consistently but not all at one moment.
func (s *Store) batch(ctx context.Context, keys []store.Key) (records, error) {
	if len(keys) == 1 {
		return s.one(ctx, keys[0])
	}
	read := make(records, len(keys))
	ask := make([]attributes, len(keys))
	for i, k := range keys {
		ask[i] = keyOf(k)
	}
	for attempt := 0; len(ask) > 0; attempt++ {
		if err := await(ctx, attempt); err != nil {
			return nil, err
		}
		out, err := s.client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{
			s.table: {Keys: ask, ConsistentRead: aws.Bool(true)}}})
		if err != nil {
			return nil, fault(ctx, "reading", err)
		}
		if err := read.addAll(out.Responses[s.table]); err != nil {
			return nil, err
		}
		left := out.UnprocessedKeys[s.table].Keys
		if len(left) == len(ask) && attempt >= maxAttempts {
			return nil, fault(ctx, "reading", errThrottled)
		}
		ask = left
	}
	return read, ctx.Err()
}

func (s *Store) one(ctx context.Context, k store.Key) (records, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &s.table, Key: keyOf(k), ConsistentRead: aws.Bool(true)})
	if err != nil {
		return nil, fault(ctx, "reading", err)
	}
	read := records{}
	return read, read.add(out.Item)
}

// add keeps what was read of one key: nothing when there is no item.
func (r records) add(a attributes) error {
	if len(a) == 0 {
		return nil
	}
	found, err := recordOf(a)
	if err != nil {
		return err
	}
	r[found.item.Key] = found
	return nil
}

func (r records) addAll(list []attributes) error {
	for _, a := range list {
		if err := r.add(a); err != nil {
			return err
		}
	}
	return nil
}

func unique(keys []store.Key) []store.Key {
	seen, once := make(map[store.Key]struct{}, len(keys)), make([]store.Key, 0, len(keys))
	for _, k := range keys {
		if _, known := seen[k]; !known {
			seen[k] = struct{}{}
			once = append(once, k)
		}
	}
	return once
}
