// Package feedback is the door for what Amazon SES says of messages: bounces,
// complaints and deliveries, as its configuration set publishes them to a topic.
// They come by IAM, from SNS itself or through a queue, and never by a public address.
package feedback

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"tidings/internal/boot/cloud/book"
	"tidings/internal/boot/cloud/measure"
	"tidings/internal/boot/cloud/parameters"
	"tidings/internal/boot/cloud/world"
	"tidings/internal/notify"
	"tidings/internal/notify/feedback"
)

// Open opens the door.
func Open(w world.World) (lambda.Handler, error) {
	p, err := parameters.Open(w)
	if err != nil {
		return nil, err
	}
	b, err := book.Open(w, p)
	if err != nil {
		return nil, err
	}
	return &door{w, &world.Later[*notify.Desk]{Open: func(ctx context.Context) (*notify.Desk, error) {
		opened, err := b.Get(ctx)
		if err != nil {
			return nil, err
		}
		return notify.New(notify.Options{Store: opened.Store, Book: opened.Book, Now: w.Now, Log: w.Log, Self: "feedback"}), nil
	}}}, nil
}

type door struct {
	world world.World
	desk  *world.Later[*notify.Desk]
}

// record is one of SNS, or a message of SQS that holds one.
type record struct {
	SNS       events.SNSEntity `json:"Sns"`
	MessageID string           `json:"messageId"`
	Body      string           `json:"body"`
}

// Invoke implements lambda.Handler. Each report counts alone: one that nobody
// understands, or that speaks of nobody here, holds up no other.
func (d *door) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var batch struct{ Records []record }
	if err := json.Unmarshal(payload, &batch); err != nil {
		return nil, fmt.Errorf("reading the event: %w", err)
	}
	desk, err := d.desk.Get(ctx)
	if err != nil {
		return nil, err
	}
	var again events.SQSEventResponse
	var failed error
	for _, r := range batch.Records {
		err := d.settle(ctx, desk, r.report())
		if err != nil && r.MessageID != "" {
			again.BatchItemFailures = append(again.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: r.MessageID})
			d.world.Log.WarnContext(ctx, "a report of mail is tried again", "error", err)
			continue
		}
		failed = errors.Join(failed, err)
	}
	if failed != nil {
		return nil, failed
	}
	return json.Marshal(again)
}

// report is what the mail service said.
func (r record) report() string {
	if r.Body == "" {
		return r.SNS.Message
	}
	var envelope struct{ Type, Message string }
	if json.Unmarshal([]byte(r.Body), &envelope) == nil && envelope.Type == "Notification" {
		return envelope.Message
	}
	return r.Body
}

func (d *door) settle(ctx context.Context, desk *notify.Desk, said string) error {
	report, err := feedback.Parse([]byte(said))
	if err != nil {
		d.world.Log.WarnContext(ctx, "a report of mail was not understood", "error", err)
		return nil
	}
	switch report.Fate {
	case notify.BouncedHard, notify.BouncedSoft:
		d.world.Meter.Add(measure.LettersBounced, 1)
	case notify.Complained:
		d.world.Meter.Add(measure.LettersComplained, 1)
	}
	return desk.Settle(ctx, report)
}
