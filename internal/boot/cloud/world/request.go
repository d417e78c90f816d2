package world

import (
	"context"
	"log/slog"
	"sync/atomic"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

// request is the id of the invocation that is being answered: Lambda gives a process
// one at a time.
type request struct{ id atomic.Pointer[string] }

// answering has every line of the log say which invocation it is of, and writes
// what was measured in it.
type answering struct {
	door  lambda.Handler
	world World
}

// Invoke implements lambda.Handler.
func (a answering) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	if c, ok := lambdacontext.FromContext(ctx); ok {
		a.world.request.id.Store(&c.AwsRequestID)
	}
	defer a.world.Meter.Flush()
	return a.door.Invoke(ctx, payload)
}

// byRequest adds to each line which invocation it belongs to.
type byRequest struct {
	slog.Handler
	now *request
}

// Handle implements slog.Handler.
func (h byRequest) Handle(ctx context.Context, r slog.Record) error {
	if id := h.now.id.Load(); id != nil {
		r.AddAttrs(slog.String("request", *id))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h byRequest) WithAttrs(attrs []slog.Attr) slog.Handler {
	return byRequest{h.Handler.WithAttrs(attrs), h.now}
}

// WithGroup implements slog.Handler.
func (h byRequest) WithGroup(name string) slog.Handler {
	return byRequest{h.Handler.WithGroup(name), h.now}
}
