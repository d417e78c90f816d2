// Package notify is the door that tells people: mail, and news to channels.
// Whatever wakes it, it tells all that is not told yet; what does not fit into one
// run is left to the next, which it wakes.
package notify

import (
	"context"
	"errors"

	"github.com/aws/aws-lambda-go/lambda"

	"tidings/internal/app"
	"tidings/internal/boot/cloud/batch"
	"tidings/internal/boot/cloud/mail"
	"tidings/internal/boot/cloud/parameters"
	"tidings/internal/boot/cloud/queues"
	"tidings/internal/boot/cloud/tables"
	"tidings/internal/boot/cloud/world"
	"tidings/internal/kept"
	"tidings/internal/web"
)

// Open opens the door.
func Open(w world.World) (lambda.Handler, error) {
	page, err := tables.Open(w, tables.Page)
	if err != nil {
		return nil, err
	}
	p, err := parameters.Open(w)
	if err != nil {
		return nil, err
	}
	people, err := mail.Open(w, p)
	if err != nil {
		return nil, err
	}
	again, err := queues.Open(w, queues.Notify)
	if err != nil {
		return nil, err
	}
	tellNewest := &world.Later[teller]{Open: func(ctx context.Context) (teller, error) {
		who, err := people.Get(ctx)
		if err != nil {
			return nil, err
		}
		return app.New(app.Parts{
			Store: page, Secrets: parameters.NewSecrets(w, p, page), People: who, Now: w.Now, Random: w.Random, Log: w.Log, Metrics: &web.Metrics{},
		}).TellNewest, nil
	}}
	return batch.Once(func(ctx context.Context) error { return tell(ctx, tellNewest, again) }), nil
}

// teller tells what there is to tell, and whether there is more. It is a function
// and no program: in one with templates, all that a program can do would be linked.
type teller func(context.Context) (more bool, err error)

func tell(ctx context.Context, newest *world.Later[teller], again *queues.Queue) error {
	tellNewest, err := newest.Get(ctx)
	if err != nil {
		return err
	}
	more, err := tellNewest(ctx)
	if errors.Is(err, kept.ErrNone) {
		return nil
	}
	if err == nil && more {
		err = again.Wake(ctx, "more", "")
	}
	return err
}
