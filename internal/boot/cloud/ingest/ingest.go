// Package ingest is the door for webhooks, and for what AWS itself brings: alarms
// by their action, events of EventBridge, messages of SNS. What is sent is durable
// before it is answered, and worked out right after, before the answer. What could not
// be is left to the sweep. The push hooks of the content's host come here too, and wake
// the door for content by its queue: a host does not wait for a fetch.
package ingest

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"tidings/internal/boot/cloud/desk"
	"tidings/internal/boot/cloud/httpapi"
	"tidings/internal/boot/cloud/measure"
	"tidings/internal/boot/cloud/parameters"
	"tidings/internal/boot/cloud/queues"
	"tidings/internal/boot/cloud/tables"
	"tidings/internal/boot/cloud/world"
	"tidings/internal/config"
	"tidings/internal/inbox"
	"tidings/internal/kept"
	"tidings/internal/notify/outbound"
	"tidings/internal/sns"
	"tidings/internal/status"
	"tidings/internal/store"
	"tidings/internal/triage"
	"tidings/internal/web"
)

// workTime is how long a sender waits at most for what it sent to be worked out.
const workTime = 5 * time.Second

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
	content, err := queues.OpenIf(w, queues.Content)
	if err != nil {
		return nil, err
	}
	return over(w, page, parameters.NewSecrets(w, p, page), content, outbound.New(false), p.Origin)
}

// over is the door over what is open. Topics is whom it asks for certificates of SNS,
// and origin what CloudFront proves itself by.
func over(w world.World, page store.Driver, secrets *parameters.Secrets, content *queues.Queue, topics sns.Client, origin func(context.Context) ([]string, error)) (lambda.Handler, error) {
	d, metrics := &deliveries{store: page, content: kept.Follower{Store: page, Now: w.Now}, secrets: secrets, desk: desk.New(w, inbox.New(page)), world: w}, &web.Metrics{}
	mux := http.NewServeMux()
	mux.Handle("/hooks/content", web.Push{Content: &pushes{d.secrets, content, w}, Now: w.Now, Log: w.Log, Metrics: metrics})
	mux.Handle("/hooks/{source}", web.NewHooks(web.Hooks{Deliveries: d, Now: w.Now, Random: w.Random, Log: w.Log, Metrics: metrics, Topics: sns.New(topics, w.Now)}))
	posted, err := httpapi.Open(w, mux, origin)
	return &door{posted: posted, deliveries: d, metrics: metrics}, err
}

// deliveries is the program behind the door. It implements web.Deliveries.
type deliveries struct {
	world   world.World
	store   store.Driver
	content kept.Follower
	secrets *parameters.Secrets
	desk    triage.Desk
}

// Source implements web.Deliveries. What mail services report is about people and
// comes through the door for that: no source of it is here. Nor is one that AWS
// brings the word of, for who posts.
func (d *deliveries) Source(ctx context.Context, id string, at time.Time) (config.Source, []string, error) {
	c, err := d.content.Config(ctx)
	if err != nil {
		return config.Source{}, nil, err
	}
	src, ok := c.Source(id)
	if !ok || src.Kind == config.KindSES || src.Auth.Type == config.AuthIAM {
		return config.Source{}, nil, web.ErrNoSource
	}
	if !src.Auth.TakesSecret() {
		return *src, nil, nil
	}
	secrets, err := d.secrets.Lookup(ctx, src.Auth.Secret, at)
	return *src, secrets, err
}

// Accept implements web.Deliveries.
func (d *deliveries) Accept(ctx context.Context, x inbox.Delivery) (id string, duplicate bool, err error) {
	id, duplicate, err = d.desk.Inbox.Accept(ctx, x)
	if err == nil && !duplicate {
		d.world.Meter.Add(measure.DeliveriesTaken, 1)
		d.work(ctx, x)
	}
	return id, duplicate, err
}

// work works a delivery out. It is durable: trouble is told here, and mended by
// the sweep.
func (d *deliveries) work(ctx context.Context, x inbox.Delivery) {
	ctx, cancel := context.WithTimeout(ctx, workTime)
	defer cancel()
	c, err := d.content.Config(ctx)
	if err == nil {
		r := triage.Rules{Config: c, Board: status.NewBoard(d.store, c.Site.Zone)}
		err = d.desk.WorkBatch(ctx, r, []inbox.Delivery{x})
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		d.world.Log.WarnContext(ctx, "a delivery waits to be worked out by the sweep", "delivery", x.ID, "error", err)
	}
}
