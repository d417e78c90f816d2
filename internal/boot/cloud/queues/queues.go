// Package queues sends messages between doors (SQS). It must never know what is
// done with them.
package queues

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"tidings/internal/boot/cloud/world"
)

// The environment variables that hold the addresses of the queues.
const (
	Publish = "TIDINGS_PUBLISH_QUEUE" // FIFO: the site is to be brought up to date
	Notify  = "TIDINGS_NOTIFY_QUEUE"  // there may be something to tell
	Sweep   = "TIDINGS_SWEEP_QUEUE"   // it is time to look at what is due
)

// Wake is a message: it says that there is something to look at, and why. What
// there is stands in the tables.
type Wake struct {
	Why string `json:"why"`
}

// Queue is one queue.
type Queue struct {
	// A function and no *sqs.Client: a program with templates would keep all its methods.
	send func(context.Context, *sqs.SendMessageInput, ...func(*sqs.Options)) (*sqs.SendMessageOutput, error)
	url  string
}

// Open opens the queue that an environment variable names. Nothing is asked of it yet.
func Open(w world.World, variable string) (*Queue, error) {
	url, err := w.Need(variable)
	if err != nil {
		return nil, err
	}
	conf, err := w.Client("SQS")
	if err != nil {
		return nil, err
	}
	return &Queue{sqs.NewFromConfig(conf).SendMessage, url}, nil
}

// Wake wakes whoever listens. Messages with the same id within five minutes are
// one; a FIFO queue needs an id, others ignore it.
func (q *Queue) Wake(ctx context.Context, why, id string) error { return q.wake(ctx, why, id, 0) }

// WakeLater does so after a time, at most 15 minutes. A FIFO queue cannot.
func (q *Queue) WakeLater(ctx context.Context, why string, after time.Duration) error {
	return q.wake(ctx, why, "", after)
}

func (q *Queue) wake(ctx context.Context, why, id string, after time.Duration) error {
	body, _ := json.Marshal(Wake{why}) // a string: it cannot fail
	in := &sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: aws.String(string(body)), DelaySeconds: int32(after.Round(time.Second).Seconds())}
	if strings.HasSuffix(q.url, ".fifo") {
		in.MessageGroupId, in.MessageDeduplicationId = aws.String("site"), &id
	}
	if _, err := q.send(ctx, in); err != nil {
		return fmt.Errorf("waking a door by its queue: %w", err)
	}
	return nil
}
