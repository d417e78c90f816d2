package dynamo

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Amend implements store.Amender: it reads lane after lane and puts each entry
// that holds an amended change in its own place.
func (s *Store) Amend(ctx context.Context, fn func(change []byte) ([]byte, error)) error {
	for n := range laneCount {
		ask := s.rangeOf(lanePart(n), sortMark, afterMark)
		for more := true; more; {
			out, err := s.client.Query(ctx, ask)
			if err != nil {
				return fault(ctx, "reading the changes of", err)
			}
			for _, a := range out.Items {
				if err := s.amendEntry(ctx, a, fn); err != nil {
					return err
				}
			}
			ask.ExclusiveStartKey = out.LastEvaluatedKey
			more = len(out.LastEvaluatedKey) > 0
		}
	}
	return nil
}

func (s *Store) amendEntry(ctx context.Context, a attributes, fn func(change []byte) ([]byte, error)) error {
	held, found := &types.AttributeValueMemberL{}, false
	for _, change := range entryOf(a).changes {
		amended, err := fn(change)
		if err != nil {
			return err
		}
		if amended == nil {
			amended = change
		} else {
			found = true
		}
		held.Value = append(held.Value, blob(amended))
	}
	if !found {
		return nil
	}
	a[attrChanges] = held
	_, err := s.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &s.table, Item: a,
		ConditionExpression: aws.String("attribute_exists(#part)"), ExpressionAttributeNames: map[string]string{"#part": attrPart}})
	var gone *types.ConditionalCheckFailedException
	if errors.As(err, &gone) {
		return nil // it has expired meanwhile
	}
	if err != nil {
		return fault(ctx, "rewriting the changes of", err)
	}
	return nil
}
