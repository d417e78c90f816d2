// Package export is the door that writes, once a day, all that the tables hold
// into one file in another region, encrypted for the operator: nothing on AWS
// opens it. It may read everything and changes nothing.
package export

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"filippo.io/age"
	"github.com/aws/aws-lambda-go/lambda"

	"tidings/internal/backup"
	"tidings/internal/boot/cloud/bucket"
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
	stores     []backup.Store
	bucket     *s3.Bucket
}

// written is what the door answers.
type written struct {
	File    string `json:"file"`
	Records int    `json:"records"`
	Bytes   int64  `json:"bytes"`
}

// Invoke implements lambda.Handler: whatever the event says, it writes one file.
func (d *door) Invoke(ctx context.Context, _ []byte) ([]byte, error) {
	began := d.world.Now().UTC()
	w, err := d.write(ctx, began)
	if err != nil {
		return nil, fmt.Errorf("exporting: %w", err)
	}
	took := d.world.Now().Sub(began).Round(time.Millisecond)
	d.world.Log.InfoContext(ctx, "exported", "file", w.File, "records", w.Records, "bytes", w.Bytes, "took", took.String())
	return json.Marshal(w)
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
