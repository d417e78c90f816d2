// Package subscribe is the door for those who ask to be told: the form, and the
// pages that links in mail lead to.
package subscribe

import (
	"net/http"
	"time"

	"context"

	"github.com/aws/aws-lambda-go/lambda"

	"tidings/internal/app"
	"tidings/internal/boot/cloud/httpapi"
	"tidings/internal/boot/cloud/mail"
	"tidings/internal/boot/cloud/parameters"
	"tidings/internal/boot/cloud/tables"
	"tidings/internal/boot/cloud/world"
	"tidings/internal/web"
)

// usual is how long an answer to a form takes at least: longer than it takes to
// have one message sent.
const usual = 1500 * time.Millisecond

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
	handler := &world.Later[http.Handler]{Open: func(ctx context.Context) (http.Handler, error) {
		who, err := people.Get(ctx)
		if err != nil {
			return nil, err
		}
		return app.Visitors(app.New(app.Parts{
			Store: page, People: who, Now: w.Now, Random: w.Random, Log: w.Log, Metrics: &web.Metrics{}, Client: web.Proxies{}.Client,
		}), usual), nil
	}}
	return httpapi.Open(w, httpapi.When(w, handler), p.Origin)
}
