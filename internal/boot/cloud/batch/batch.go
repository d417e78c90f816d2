// Package batch answers events that come as batches of records. It must never
// know what a record is about.
package batch

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"

	"github.com/aws/aws-lambda-go/events"
)

// Door answers messages of SQS, and anything else that only says that it is time.
// Messages that could not be dealt with are named, and come again.
type Door struct {
	// Look is for messages that all say the same: look. Of a batch it is done once,
	// before all else.
	Look func(ctx context.Context) error
	// Work is what a message asks for; nil of one that says: look. Itself nil where
	// all do.
	Work func(body string) func(ctx context.Context) error
	Log  *slog.Logger
}

// Once is a door whose messages all say the same.
func Once(log *slog.Logger, look func(ctx context.Context) error) Door {
	return Door{Look: look, Log: log}
}

// Invoke implements lambda.Handler.
func (d Door) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var batch events.SQSEvent
	if err := json.Unmarshal(payload, &batch); err != nil {
		return nil, fmt.Errorf("reading the event: %w", err)
	}
	if len(batch.Records) == 0 || batch.Records[0].MessageId == "" {
		return []byte("{}"), d.Look(ctx)
	}
	return json.Marshal(d.all(ctx, batch.Records))
}

// all deals with messages, and names those that it could not deal with.
func (d Door) all(ctx context.Context, records []events.SQSMessage) (r events.SQSEventResponse) {
	work := map[string]func(context.Context) error{}
	var looks []string
	for _, m := range records {
		if do := d.asks(m.Body); do != nil {
			work[m.MessageId] = do
		} else {
			looks = append(looks, m.MessageId)
		}
	}
	if len(looks) > 0 {
		d.do(ctx, &r, d.Look, looks...)
	}
	for id, do := range work {
		d.do(ctx, &r, do, id)
	}
	return r
}

func (d Door) asks(body string) func(context.Context) error {
	if d.Work == nil {
		return nil
	}
	return d.Work(body)
}

// do does what messages ask for.
func (d Door) do(ctx context.Context, r *events.SQSEventResponse, what func(context.Context) error, ids ...string) {
	err := what(ctx)
	if err == nil {
		return
	}
	d.Log.ErrorContext(ctx, "messages could not be dealt with, and come again", "messages", len(ids), "error", err)
	for _, id := range ids {
		r.BatchItemFailures = append(r.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: id})
	}
}
