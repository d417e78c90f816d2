package dynamo

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"tidings/internal/store"
)

var errThrottled = errors.New("the table is throttled")

// fault is store.ErrUnavailable with what was done and the service's code; the
// cause, for logs, is wrapped.
func fault(ctx context.Context, doing string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var coded smithy.APIError
	if errors.As(err, &coded) {
		return fmt.Errorf("%w: %s the table: %s: %w", store.ErrUnavailable, doing, coded.ErrorCode(), err)
	}
	return fmt.Errorf("%w: %s the table: %w", store.ErrUnavailable, doing, err)
}

// lost is errLost for what trying again can mend, nil for no error, and a fault
// for all else.
func (s *Store) lost(ctx context.Context, doing string, err error) error {
	if err == nil {
		return nil
	}
	var conflict *types.TransactionConflictException
	var running *types.TransactionInProgressException
	if errors.As(err, &conflict) || errors.As(err, &running) {
		return errLost
	}
	var cancelled *types.TransactionCanceledException
	if errors.As(err, &cancelled) && mendable(cancelled.CancellationReasons) {
		return errLost
	}
	return fault(ctx, doing, err)
}

// mendable reports whether nothing but races and throttles stood in the way.
func mendable(reasons []types.CancellationReason) bool {
	some := false
	for _, r := range reasons {
		if r.Code == nil {
			continue
		}
		switch *r.Code {
		case "None", "":
		case "ConditionalCheckFailed", "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded":
			some = true
		default:
			return false
		}
	}
	return some
}

// tooMuchAtOnce reports whether items were refused because they are more than
// four megabytes together.
func tooMuchAtOnce(err error) bool {
	var coded smithy.APIError
	if !errors.As(err, &coded) {
		return false
	}
	var cancelled *types.TransactionCanceledException
	if errors.As(err, &cancelled) {
		for _, r := range cancelled.CancellationReasons {
			if r.Code != nil && *r.Code == "ValidationError" {
				return true
			}
		}
	}
	return coded.ErrorCode() == "ValidationException"
}
