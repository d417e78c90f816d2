package dynamo

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"tidings/internal/store"
)

// write does what an update came to, if every named item still is what it saw.
func (s *Store) write(ctx context.Context, keys []store.Key, seen records, w store.Writes) error {
	if len(w.Changes) > 0 {
		return s.withLane(ctx, func(l *lane) error { return s.append(ctx, l, keys, seen, w) })
	}
	v := s.clock.after(seen, version{})
	actions := s.actions(keys, seen, w, v)
	if len(actions) == 1 {
		return s.writeOne(ctx, actions[0], v)
	}
	return s.transact(ctx, actions, v)
}

// append writes with changes, which go to the end of a lane.
func (s *Store) append(ctx context.Context, l *lane, keys []store.Key, seen records, w store.Writes) error {
	if err := s.look(ctx, l); err != nil {
		return err
	}
	v := s.clock.after(seen, l.newest)
	entries := s.entries(l, w.Changes, v)
	if err := s.transact(ctx, append(entries, s.actions(keys, seen, w, v)...), v); err != nil {
		return err
	}
	l.last, l.newest = l.last+int64(len(entries)), v
	return nil
}

// actions are one for each named key: what is written, or that it is unchanged.
func (s *Store) actions(keys []store.Key, seen records, w store.Writes, v version) []types.TransactWriteItem {
	todo := make(map[store.Key]types.TransactWriteItem, len(keys))
	for _, it := range w.Puts {
		c := conditionOn(seen, it.Key)
		todo[it.Key] = types.TransactWriteItem{Put: &types.Put{TableName: &s.table, Item: attributesOf(it, v),
			ConditionExpression: c.expression, ExpressionAttributeNames: c.names, ExpressionAttributeValues: c.values,
			ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld}}
	}
	for _, k := range w.Deletes {
		c := conditionOn(seen, k)
		todo[k] = types.TransactWriteItem{Delete: &types.Delete{TableName: &s.table, Key: keyOf(k),
			ConditionExpression: c.expression, ExpressionAttributeNames: c.names, ExpressionAttributeValues: c.values}}
	}
	actions := make([]types.TransactWriteItem, len(keys))
	for i, k := range keys {
		if a, ok := todo[k]; ok {
			actions[i] = a
			continue
		}
		c := conditionOn(seen, k)
		actions[i].ConditionCheck = &types.ConditionCheck{TableName: &s.table, Key: keyOf(k),
			ConditionExpression: c.expression, ExpressionAttributeNames: c.names, ExpressionAttributeValues: c.values}
	}
	return actions
}

type condition struct {
	expression *string
	names      map[string]string
	values     attributes
}

// conditionOn holds when the item is as it was read. One that had expired may
// have been removed meanwhile: that changes nothing.
func conditionOn(seen records, k store.Key) condition {
	r, ok := seen[k]
	switch {
	case !ok:
		return absent()
	case r.item.Expires.IsZero():
		return unchanged(r.version)
	}
	return condition{aws.String("attribute_not_exists(#part) OR #version = :version"),
		map[string]string{"#part": attrPart, "#version": attrVersion}, attributes{":version": blob(r.version[:])}}
}

func unchanged(v version) condition {
	return condition{aws.String("#version = :version"), map[string]string{"#version": attrVersion}, attributes{":version": blob(v[:])}}
}

func absent() condition {
	return condition{aws.String("attribute_not_exists(#part)"), map[string]string{"#part": attrPart}, nil}
}

// transact writes all or nothing, or errLost.
func (s *Store) transact(ctx context.Context, actions []types.TransactWriteItem, v version) error {
	_, err := s.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: actions})
	var cancelled *types.TransactionCanceledException
	if errors.As(err, &cancelled) && wroteBefore(cancelled, v) {
		return nil
	}
	return s.lost(ctx, "writing", err)
}

// wroteBefore reports whether a transaction was refused because it had been
// done already: its answer was lost and the request sent again.
func wroteBefore(cancelled *types.TransactionCanceledException, v version) bool {
	for _, reason := range cancelled.CancellationReasons {
		if was, ok := versionOf(bytesOf(reason.Item[attrVersion])); ok && was == v {
			return true
		}
	}
	return false
}

// writeOne is transact for one put or delete, at half the price.
func (s *Store) writeOne(ctx context.Context, a types.TransactWriteItem, v version) (err error) {
	if p := a.Put; p != nil {
		_, err = s.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: p.TableName, Item: p.Item,
			ConditionExpression: p.ConditionExpression, ExpressionAttributeNames: p.ExpressionAttributeNames,
			ExpressionAttributeValues: p.ExpressionAttributeValues, ReturnValuesOnConditionCheckFailure: p.ReturnValuesOnConditionCheckFailure})
	} else {
		_, err = s.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: a.Delete.TableName, Key: a.Delete.Key,
			ConditionExpression: a.Delete.ConditionExpression, ExpressionAttributeNames: a.Delete.ExpressionAttributeNames,
			ExpressionAttributeValues: a.Delete.ExpressionAttributeValues})
	}
	var failed *types.ConditionalCheckFailedException
	if !errors.As(err, &failed) {
		return s.lost(ctx, "writing", err)
	}
	if was, ok := versionOf(bytesOf(failed.Item[attrVersion])); ok && was == v {
		return nil
	}
	return errLost
}
