package iam

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
)

// attributes are those of an item of DynamoDB.
type attributes map[string]struct{ S *string }

// batch are the items of one table in a batch, of reads or of writes.
type batch struct{ items []ofItem }

// UnmarshalJSON implements json.Unmarshaler.
func (b *batch) UnmarshalJSON(text []byte) error {
	var writes []struct{ PutRequest, DeleteRequest *ofItem }
	if json.Unmarshal(text, &writes) == nil {
		for _, w := range writes {
			for _, of := range []*ofItem{w.PutRequest, w.DeleteRequest} {
				if of != nil {
					b.items = append(b.items, *of)
				}
			}
		}
		return nil
	}
	var reads struct{ Keys []attributes }
	err := json.Unmarshal(text, &reads)
	for _, key := range reads.Keys {
		b.items = append(b.items, ofItem{Key: key})
	}
	return err
}

// leading is the partition key of an item.
func (a Account) leading(r Request, of ofItem) (string, error) {
	for _, have := range []attributes{of.Key, of.Item} {
		if is := have[a.Hash(of.TableName)].S; is != nil {
			return *is, nil
		}
	}
	return "", fmt.Errorf("%w: an item of %q has no partition key that is a text", r.unknown(), of.TableName)
}

// query is what a Query says about the partition that it is of.
type query struct {
	KeyConditionExpression    string
	ExpressionAttributeNames  map[string]string
	ExpressionAttributeValues attributes
}

// equals finds the comparisons of a condition on keys that a partition can be named by.
var equals = regexp.MustCompile(`(#?\w+)\s*=\s*(:\w+)`)

func (a Account) inQuery(r Request, in ofTables) ([]Need, error) {
	if in.IndexName != "" {
		return nil, errors.Join(r.unknown(), errors.New("the stack has no index"))
	}
	for _, compared := range equals.FindAllStringSubmatch(in.KeyConditionExpression, -1) {
		name := compared[1]
		if named, ok := in.ExpressionAttributeNames[name]; ok {
			name = named
		}
		if is := in.ExpressionAttributeValues[compared[2]].S; is != nil && name == a.Hash(in.TableName) {
			return a.onTable(r, "Query", in.TableName, "", []string{*is}), nil
		}
	}
	return nil, fmt.Errorf("%w: its condition names no partition of %q", r.unknown(), in.TableName)
}
