// Package route is the door behind the stream of the page table, the only one
// that reads it: it wakes the doors that have to do with what has changed.
package route

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"tidings/internal/boot/cloud/queues"
	"tidings/internal/boot/cloud/world"
	"tidings/internal/store/dynamo"
)

// Open opens the door.
func Open(w world.World) (lambda.Handler, error) {
	publish, err := queues.Open(w, queues.Publish)
	if err != nil {
		return nil, err
	}
	notify, err := queues.Open(w, queues.Notify)
	if err != nil {
		return nil, err
	}
	return &door{publish, notify}, nil
}

type door struct{ publish, notify *queues.Queue }

// Invoke implements lambda.Handler. A batch wakes each door once; when that
// cannot be, the whole batch comes again, which harms nobody.
func (d *door) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var e events.DynamoDBEvent
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, fmt.Errorf("reading the event: %w", err)
	}
	shown, told := concerned(e.Records)
	if err := d.wake(ctx, d.publish, shown); err != nil {
		return nil, err
	}
	return []byte(`{"batchItemFailures":[]}`), d.wake(ctx, d.notify, told)
}

// wake names a message after the changes that it stands for: the same batch,
// come again, is the same message.
func (d *door) wake(ctx context.Context, q *queues.Queue, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	sum := sha256.Sum256([]byte(strings.Join(ids, "\n")))
	return q.Wake(ctx, "change", hex.EncodeToString(sum[:16]))
}

// concerned are the ids of the records that hold changes which touch the site, and
// of those that people may have to be told of.
func concerned(records []events.DynamoDBEventRecord) (shown, told []string) {
	for _, r := range records {
		if r.EventName != string(events.DynamoDBOperationTypeInsert) || !dynamo.IsFeed(text(r.Change.Keys["part"])) {
			continue
		}
		about := subjects(r.Change.NewImage["changes"])
		if len(about) == 0 || anyIn(about, "", "delivery/") {
			shown = append(shown, r.EventID)
		}
		if len(about) == 0 || anyIn(about, "incident/", "") || anyIn(about, "maintenance/", "") {
			told = append(told, r.EventID)
		}
	}
	return shown, told
}

// anyIn reports whether a subject begins with one prefix and not with another.
func anyIn(subjects []string, with, without string) bool {
	for _, s := range subjects {
		if strings.HasPrefix(s, with) && (without == "" || !strings.HasPrefix(s, without)) {
			return true
		}
	}
	return false
}

// subjects are what the changes of an entry speak of; none where the stream does
// not say.
func subjects(changes events.DynamoDBAttributeValue) (all []string) {
	if changes.DataType() != events.DataTypeList {
		return nil
	}
	for _, c := range changes.List() {
		var change struct {
			Subject string `json:"subject"`
		}
		if c.DataType() == events.DataTypeBinary && json.Unmarshal(c.Binary(), &change) == nil {
			all = append(all, change.Subject)
		}
	}
	return all
}

func text(v events.DynamoDBAttributeValue) string {
	if v.DataType() != events.DataTypeString {
		return ""
	}
	return v.String()
}
