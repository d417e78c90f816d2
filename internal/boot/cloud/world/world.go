// Package world is what every door has of the machine that it runs on. It must
// never know what a door is for.
package world

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
	"github.com/aws/aws-sdk-go-v2/aws"

	"tidings/internal/awsconf"
)

// Site is the environment variable with the address of the site, as
// https://status.example.com.
const Site = "TIDINGS_SITE"

// World is the environment, the clock, chance and the log.
type World struct {
	Getenv func(string) string
	Now    func() time.Time
	Random io.Reader // cryptographic
	Log    *slog.Logger
}

// Real is the world of this process. Its log is JSON on standard error, which
// Lambda keeps.
func Real() World {
	log := slog.New(byRequest{slog.NewJSONHandler(os.Stderr, nil)})
	return World{Getenv: os.Getenv, Now: time.Now, Random: rand.Reader, Log: log}
}

// byRequest adds to each line which invocation it belongs to.
type byRequest struct{ slog.Handler }

// Handle implements slog.Handler.
func (h byRequest) Handle(ctx context.Context, r slog.Record) error {
	if c, ok := lambdacontext.FromContext(ctx); ok {
		r.AddAttrs(slog.String("request", c.AwsRequestID))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h byRequest) WithAttrs(attrs []slog.Attr) slog.Handler {
	return byRequest{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (h byRequest) WithGroup(name string) slog.Handler { return byRequest{h.Handler.WithGroup(name)} }

// Need is an environment variable that the stack sets.
func (w World) Need(name string) (string, error) {
	v := w.Getenv(name)
	if v == "" {
		return "", fmt.Errorf("the environment variable %s is not set: template.yaml sets it", name)
	}
	return v, nil
}

// Client is the configuration of a client of a service, named as in the
// environment variables of its address, such as "DYNAMODB".
func (w World) Client(service string) (aws.Config, error) {
	return awsconf.New(service, awsconf.Options{Getenv: w.Getenv})
}

// Run answers a door's events until Lambda ends the process. It returns the exit
// status of one that could not be opened.
func Run(open func(World) (lambda.Handler, error)) int {
	w := Real()
	door, err := open(w)
	if err != nil {
		w.Log.Error("the door cannot be opened", "error", err)
		return 1
	}
	lambda.Start(door)
	return 0
}
