// Package queues sends messages between doors (SQS). It must never know what is
// done with them.
package queues

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"tidings/internal/awsconf"
	"tidings/internal/boot/cloud/world"
)

// The environment variables that hold the addresses of the queues.
const (
	Publish = "TIDINGS_PUBLISH_QUEUE" // FIFO: the site is to be brought up to date
	Notify  = "TIDINGS_NOTIFY_QUEUE"  // there may be something to tell
	Sweep   = "TIDINGS_SWEEP_QUEUE"   // it is time to look at what is due
	Content = "TIDINGS_CONTENT_QUEUE" // FIFO: there may be a newer commit, or something to commit; unset where content is in no repository
)

// Wake is a message: it says that there is something to look at, and why. What
// there is stands in the tables.
type Wake struct {
	Why string `json:"why"`
}

// Queue is one queue.
type Queue struct {
	send    awsconf.Call[sqs.SendMessageInput, sqs.SendMessageOutput, sqs.Options]
	sendAll awsconf.Call[sqs.SendMessageBatchInput, sqs.SendMessageBatchOutput, sqs.Options]
	url     string
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
	client := sqs.NewFromConfig(conf)
	return &Queue{client.SendMessage, client.SendMessageBatch, url}, nil
}

// OpenIf is Open for a queue that not every stack has; nil where there is none.
func OpenIf(w world.World, variable string) (*Queue, error) {
	if w.Getenv(variable) == "" {
		return nil, nil
	}
	return Open(w, variable)
}

// Doors are the queues of those whom changes of the board may concern.
type Doors struct{ Publish, Notify, Content *Queue }

// OpenDoors opens the queues that the environment names; that of content may be missing.
func OpenDoors(w world.World) (d Doors, err error) {
	if d.Publish, err = Open(w, Publish); err != nil {
		return d, err
	}
	if d.Notify, err = Open(w, Notify); err != nil {
		return d, err
	}
	d.Content, err = OpenIf(w, Content)
	return d, err
}

// Wake wakes whoever listens. Messages with the same id within five minutes are
// one; a FIFO queue needs an id, others ignore it.
// A queue that is nil wakes nobody.
func (q *Queue) Wake(ctx context.Context, why, id string) error {
	if q == nil {
		return nil
	}
	return q.wake(ctx, why, id, 0)
}

// Longest is how far ahead WakeLater can look.
const Longest = 15 * time.Minute

// WakeLater does so once a time has passed, at most Longest; the queue counts whole
// seconds, so up to one later and never sooner. A FIFO queue cannot.
func (q *Queue) WakeLater(ctx context.Context, why string, after time.Duration) error {
	return q.wake(ctx, why, "", after)
}

func (q *Queue) wake(ctx context.Context, why, id string, after time.Duration) error {
	body, _ := json.Marshal(Wake{why}) // a string: it cannot fail
	in := &sqs.SendMessageInput{QueueUrl: &q.url, MessageBody: aws.String(string(body)), DelaySeconds: int32((after + time.Second - 1) / time.Second)}
	if strings.HasSuffix(q.url, ".fifo") {
		in.MessageGroupId, in.MessageDeduplicationId = aws.String("site"), &id
	}
	if _, err := q.send(ctx, in); err != nil {
		return fmt.Errorf("waking a door by its queue: %w", err)
	}
	return nil
}

// atOnce is how many messages SQS takes in one request.
const atOnce = 10

// Hand sends messages that say more than Wake, each a value that JSON can hold, to
// a queue that is not FIFO. With an error some of them may have been sent.
func Hand[T any](ctx context.Context, q *Queue, all []T) error {
	for some := range slices.Chunk(all, atOnce) {
		in := &sqs.SendMessageBatchInput{QueueUrl: &q.url}
		for i, one := range some {
			body, err := json.Marshal(one)
			if err != nil {
				return err
			}
			in.Entries = append(in.Entries, types.SendMessageBatchRequestEntry{Id: aws.String(strconv.Itoa(i)), MessageBody: aws.String(string(body))})
		}
		out, err := q.sendAll(ctx, in)
		if err == nil && len(out.Failed) > 0 {
			err = fmt.Errorf("%d of %d messages were not taken: %s", len(out.Failed), len(some), aws.ToString(out.Failed[0].Code))
		}
		if err != nil {
			return fmt.Errorf("handing work out by a queue: %w", err)
		}
	}
	return nil
}
