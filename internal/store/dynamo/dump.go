package dynamo

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"tidings/internal/store"
)

// Dump implements store.Dumper. It is the one place that scans, and no request
// leads to it. A change bears no place: cursors of this store are of several lanes.
func (s *Store) Dump(ctx context.Context, fn func(store.Record) error) error {
	if err := s.dumpItems(ctx, fn); err != nil {
		return err
	}
	for cursor := ""; ; {
		changes, next, err := s.Changes(ctx, cursor, 0)
		if err != nil || len(changes) == 0 {
			return err
		}
		for _, c := range changes {
			if err := fn(store.Record{Change: c}); err != nil {
				return err
			}
		}
		cursor = next
	}
}

func (s *Store) dumpItems(ctx context.Context, fn func(store.Record) error) error {
	var after attributes
	for {
		out, err := s.client.Scan(ctx, &dynamodb.ScanInput{TableName: &s.table, ExclusiveStartKey: after})
		if err != nil {
			return fault(ctx, "reading", err)
		}
		for _, a := range out.Items {
			if strings.HasPrefix(stringOf(a[attrPart]), lanePrefix) && a[attrChanges] != nil {
				continue
			}
			r, err := recordOf(a)
			if err != nil {
				return err
			}
			if r.item.ExpiredAt(s.now()) {
				continue
			}
			if err := fn(store.Record{Item: r.item}); err != nil {
				return err
			}
		}
		if after = out.LastEvaluatedKey; len(after) == 0 {
			return nil
		}
	}
}
