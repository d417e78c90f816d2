// Package route is the door behind the stream of the page table, the only one
// that reads it: it wakes the doors that have to do with what has changed.
package route

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"tidings/internal/boot/cloud/queues"
	"tidings/internal/boot/cloud/word"
	"tidings/internal/boot/cloud/world"
	"tidings/internal/status"
	"tidings/internal/store/dynamo"
)

// Open opens the door.
func Open(w world.World) (lambda.Handler, error) {
	to, err := queues.OpenDoors(w)
	return &door{to}, err
}

type door struct{ to queues.Doors }

// Invoke implements lambda.Handler. A batch wakes each door once; when that
// cannot be, the whole batch comes again, which harms nobody.
func (d *door) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var e events.DynamoDBEvent
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, fmt.Errorf("reading the event: %w", err)
	}
	shown, told, posted := concerned(e.Records)
	if err := d.wake(ctx, d.to.Publish, shown); err != nil {
		return nil, err
	}
	return []byte(`{"batchItemFailures":[]}`), errors.Join(d.wake(ctx, d.to.Notify, told), d.wake(ctx, d.to.Content, posted))
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

// concerned are the ids of the records that hold changes of the board, of those
// that people may have to be told of, and of those that may have to be committed.
func concerned(records []events.DynamoDBEventRecord) (shown, told, posted []string) {
	for _, r := range records {
		if r.EventName != string(events.DynamoDBOperationTypeInsert) || !dynamo.IsFeed(text(r.Change.Keys["part"])) {
			continue
		}
		changes, known := changesOf(r.Change.NewImage["changes"])
		if !known || slices.ContainsFunc(changes, change.isToShow) {
			shown = append(shown, r.EventID)
		}
		if !known || slices.ContainsFunc(changes, change.isToTell) {
			told = append(told, r.EventID)
		}
		if !known || slices.ContainsFunc(changes, change.isPost) {
			posted = append(posted, r.EventID)
		}
	}
	return shown, told, posted
}

// change is what counts here of one. Only those of the board have a scope; what it
// says of the page may be nothing yet, and something once a hold has elapsed.
type change struct {
	Subject string          `json:"subject"`
	ByKind  string          `json:"by_kind"`
	Scope   json.RawMessage `json:"scope"`
}

func (c change) isToShow() bool { return len(c.Scope) > 0 || c.Subject == word.Dashboard }

func (c change) isNews() bool {
	return strings.HasPrefix(c.Subject, "incident/") || strings.HasPrefix(c.Subject, "maintenance/")
}

// isToTell says that somebody may have to be told, or asked.
func (c change) isToTell() bool {
	return c.isNews() || c.Subject == word.Invitations || c.Subject == word.Dashboard
}

// isPost says that it does not come from the content itself.
func (c change) isPost() bool { return c.isNews() && c.ByKind != status.OriginContent }

// changesOf are the changes of an entry, unless the stream does not say. What begins
// a lane of the feed has none.
func changesOf(v events.DynamoDBAttributeValue) (all []change, known bool) {
	if v.DataType() != events.DataTypeList {
		return nil, false
	}
	for _, entry := range v.List() {
		var c change
		if entry.DataType() != events.DataTypeBinary || json.Unmarshal(entry.Binary(), &c) != nil {
			return nil, false
		}
		all = append(all, c)
	}
	return all, true
}

func text(v events.DynamoDBAttributeValue) string {
	if v.DataType() != events.DataTypeString {
		return ""
	}
	return v.String()
}
