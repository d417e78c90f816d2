// Package export is the door that writes, once a day, all that the tables hold
// into one file in another region, encrypted for the operator: nothing on AWS
// opens it. It may read everything, and writes down among the contacts that they were
// given out.
package export

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"filippo.io/age"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"tidings/internal/backup"
	"tidings/internal/boot/cloud/book"
	"tidings/internal/boot/cloud/bucket"
	"tidings/internal/boot/cloud/measure"
	"tidings/internal/boot/cloud/parameters"
	"tidings/internal/boot/cloud/tables"
	"tidings/internal/boot/cloud/world"
	"tidings/internal/publish/s3"
)

// recipientVariable holds the public key of whoever may open the files.
const recipientVariable = "TIDINGS_EXPORT_RECIPIENT"

// Open opens the door.
func Open(w world.World) (lambda.Handler, error) {
	d := &door{world: w}
	named, err := w.Need(recipientVariable)
	if err != nil {
		return nil, err
	}
	if d.recipient, err = age.ParseX25519Recipient(named); err != nil {
		return nil, fmt.Errorf("%s is no public key of age: it begins with age1, as age-keygen prints it", recipientVariable)
	}
	if d.bucket, err = bucket.Elsewhere(w, bucket.Exports); err != nil {
		return nil, err
	}
	if d.parameters, err = parameters.Open(w); err != nil {
		return nil, err
	}
	if d.book, err = book.Open(w, d.parameters); err != nil {
		return nil, err
	}
	d.stores, err = openStores(w)
	return d, err
}

func openStores(w world.World) (all []backup.Store, err error) {
	for _, each := range []struct{ name, variable string }{
		{backup.Page, tables.Page}, {backup.Access, tables.Access}, {backup.Contacts, tables.Contacts},
	} {
		table, err := tables.Open(w, each.variable)
		if err != nil {
			return nil, err
		}
		all = append(all, backup.Store{Name: each.name, Driver: table})
	}
	return all, nil
}

type door struct {
	world      world.World
	recipient  age.Recipient
	parameters *parameters.Store
	book       *world.Later[book.Book]
	stores     []backup.Store
	bucket     *s3.Bucket
}

// written is what the door answers.
type written struct {
	File    string `json:"file"`
	Records int    `json:"records"`
	Bytes   int64  `json:"bytes"`
}

// Invoke implements lambda.Handler: whatever the event says, it writes one file. An
// event that comes again, for AWS tries again what failed, is of the same file.
func (d *door) Invoke(ctx context.Context, event []byte) ([]byte, error) {
	began := d.world.Now().UTC()
	w, err := d.export(ctx, nameOf(ctx, event, began), began)
	if err != nil {
		return nil, fmt.Errorf("exporting: %w", err)
	}
	took := d.world.Now().Sub(began).Round(time.Millisecond)
	d.world.Meter.Add(measure.Exports, 1)
	d.world.Log.InfoContext(ctx, "exported", "file", w.File, "records", w.Records, "bytes", w.Bytes, "took", took.String())
	return json.Marshal(w)
}

// nameOf names an export by the event that asks for it, or by the invocation, where
// somebody invokes the door by hand.
func nameOf(ctx context.Context, event []byte, now time.Time) string {
	var e struct{ ID string }
	if json.Unmarshal(event, &e) == nil && e.ID != "" {
		return e.ID
	}
	if c, ok := lambdacontext.FromContext(ctx); ok {
		return c.AwsRequestID
	}
	return backup.Name(now)
}

// byDoor is who the contacts' log names.
const byDoor = "export"

// export notes that the contacts are given out before anything of them is: one that
// fails may have given out a part.
func (d *door) export(ctx context.Context, name string, now time.Time) (written, error) {
	b, err := d.book.Get(ctx)
	if err != nil {
		return written{}, err
	}
	at, err := b.NoteExportOnce(ctx, byDoor, name, now)
	if err != nil {
		return written{}, err
	}
	return d.write(ctx, at)
}

// write writes the file while it reads the tables: neither is ever held as a whole.
func (d *door) write(ctx context.Context, at time.Time) (written, error) {
	state := backup.State{Made: at, Program: "AWS Lambda", Stores: d.stores}
	for _, key := range []struct{ name, parameter string }{{backup.PageKey, parameters.Key}, {backup.ContactsKey, parameters.ContactsKey}} {
		value, err := d.parameters.Bytes(ctx, key.parameter)
		if err != nil {
			return written{}, err
		}
		state.Keys = append(state.Keys, backup.Key{Name: key.name, Value: value})
	}
	w := written{File: backup.Name(at)}
	to, err := d.bucket.Begin(ctx, w.File)
	if err != nil {
		return w, err
	}
	if w.Records, err = backup.Write(ctx, to, state, d.recipient); err != nil {
		to.Abort()
		return w, err
	}
	err = to.Finish()
	w.Bytes = to.Bytes
	return w, err
}
