// Package notify is the door that tells people: mail, and news to channels.
// Whatever wakes it, it tells all that is not told yet; what concerns many people it
// hands out in stretches, by the queue that it is behind, and what does not fit into
// one run is left to the next, which it wakes.
package notify

import (
	"context"
	"encoding/json"
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
	"tidings/internal/notify"
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
	program := &world.Later[teller]{Open: func(ctx context.Context) (t teller, err error) {
		who, err := people.Get(ctx)
		if err != nil {
			return t, err
		}
		telling := *who
		telling.Share = func(ctx context.Context, all []notify.Stretch) error { return queues.Hand(ctx, again, handed(all)) }
		a := app.New(app.Parts{
			Store: page, Secrets: parameters.NewSecrets(w, p, page), People: &telling, Now: w.Now, Random: w.Random, Log: w.Log, Metrics: &web.Metrics{},
		})
		return teller{
			func(ctx context.Context) (bool, error) { return app.TellNewest(ctx, a) },
			func(ctx context.Context, s notify.Stretch) (bool, error) { return app.TellStretch(ctx, a, s) },
		}, nil
	}}
	d := &door{program, again}
	return batch.Door{Look: d.tell, Work: d.asks, Log: w.Log}, nil
}

// teller tells what there is to tell, or a stretch, and whether there is more. It is
// two functions and no program: in one with templates, all that a program can do
// would be linked.
type teller struct {
	newest  func(context.Context) (more bool, err error)
	stretch func(context.Context, notify.Stretch) (more bool, err error)
}

// part is a message that asks for one stretch.
type part struct {
	queues.Wake
	Stretch *notify.Stretch `json:"stretch,omitempty"`
}

func handed(all []notify.Stretch) (parts []part) {
	for i := range all {
		parts = append(parts, part{queues.Wake{Why: "stretch"}, &all[i]})
	}
	return parts
}

type door struct {
	program *world.Later[teller]
	again   *queues.Queue
}

// asks is what a message asks for that does not only wake.
func (d *door) asks(body string) func(context.Context) error {
	var p part
	if json.Unmarshal([]byte(body), &p) != nil || p.Stretch == nil {
		return nil
	}
	return func(ctx context.Context) error { return d.tellStretch(ctx, *p.Stretch) }
}

// tell tells all that is not told yet, and wakes the next run where it does not fit
// into this one.
func (d *door) tell(ctx context.Context) error {
	program, err := d.program.Get(ctx)
	if err != nil {
		return err
	}
	more, err := program.newest(ctx)
	if errors.Is(err, kept.ErrNone) {
		return nil
	}
	if err == nil && more {
		err = d.again.Wake(ctx, "more", "")
	}
	return err
}

// tellStretch tells a stretch. One that does not fit into this run is handed on.
func (d *door) tellStretch(ctx context.Context, s notify.Stretch) error {
	program, err := d.program.Get(ctx)
	if err != nil {
		return err
	}
	more, err := program.stretch(ctx, s)
	if err == nil && more {
		err = queues.Hand(ctx, d.again, handed([]notify.Stretch{s}))
	}
	return err
}
