// Package batch answers events that come as batches of records. It must never
// know what a record says.
package batch

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-lambda-go/events"
)

// Once is a door whose messages all say the same: look. Of a batch it does so
// once, and when that fails the whole batch comes again.
type Once func(ctx context.Context) error

// Invoke implements lambda.Handler for messages of SQS, and for anything else
// that only says that it is time.
func (look Once) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var batch events.SQSEvent
	if err := json.Unmarshal(payload, &batch); err != nil {
		return nil, fmt.Errorf("reading the event: %w", err)
	}
	err := look(ctx)
	if err != nil && (len(batch.Records) == 0 || batch.Records[0].MessageId == "") {
		return nil, err
	}
	return json.Marshal(failed(batch.Records, err))
}

// failed names all messages of a batch that could not be dealt with.
func failed(records []events.SQSMessage, err error) (r events.SQSEventResponse) {
	if err == nil {
		return r
	}
	for _, m := range records {
		r.BatchItemFailures = append(r.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: m.MessageId})
	}
	return r
}
