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

	"tidings/internal/awscall"
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
	service *awscall.Service
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
	return &Queue{awscall.New(conf, "sqs", "sqs"), url}, nil
}

// OpenIf is Open for a queue that not every stack has; nil where there is none.
func OpenIf(w world.World, variable string) (*Queue, error) {
	if w.Getenv(variable) == "" {
		return nil, nil
	}
	return Open(w, variable)
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

// message is what is asked of SQS.
type message struct {
	QueueURL     string `json:"QueueUrl"`
	Body         string `json:"MessageBody"`
	DelaySeconds int    `json:",omitempty"`
	Group        string `json:"MessageGroupId,omitempty"`
	ID           string `json:"MessageDeduplicationId,omitempty"`
}

func (q *Queue) wake(ctx context.Context, why, id string, after time.Duration) error {
	body, _ := json.Marshal(Wake{why}) // a string: it cannot fail
	in := message{QueueURL: q.url, Body: string(body), DelaySeconds: int((after + time.Second - 1) / time.Second)}
	if strings.HasSuffix(q.url, ".fifo") {
		in.Group, in.ID = "site", id
	}
	if err := q.service.JSON(ctx, "1.0", "AmazonSQS.SendMessage", in, &struct{}{}); err != nil {
		return fmt.Errorf("waking a door by its queue: %w", err)
	}
	return nil
}

// atOnce is how many messages SQS takes in one request.
const atOnce = 10

// messages are what is asked of SQS together.
type messages struct {
	QueueURL string `json:"QueueUrl"`
	Entries  []entry
}

type entry struct {
	ID   string `json:"Id"`
	Body string `json:"MessageBody"`
}

// Hand sends messages that say more than Wake, each a value that JSON can hold, to
// a queue that is not FIFO. With an error some of them may have been sent.
func Hand[T any](ctx context.Context, q *Queue, all []T) error {
	for some := range slices.Chunk(all, atOnce) {
		in := messages{QueueURL: q.url}
		for i, one := range some {
			body, err := json.Marshal(one)
			if err != nil {
				return err
			}
			in.Entries = append(in.Entries, entry{strconv.Itoa(i), string(body)})
		}
		var out struct{ Failed []struct{ Code string } }
		err := q.service.JSON(ctx, "1.0", "AmazonSQS.SendMessageBatch", in, &out)
		if err == nil && len(out.Failed) > 0 {
			err = fmt.Errorf("%d of %d messages were not taken: %s", len(out.Failed), len(some), out.Failed[0].Code)
		}
		if err != nil {
			return fmt.Errorf("handing work out by a queue: %w", err)
		}
	}
	return nil
}
