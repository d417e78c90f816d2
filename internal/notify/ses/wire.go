package ses

import (
	"context"
	"net/http/httptrace"
	"sync/atomic"
)

// wire knows whether a request has left this machine whole. One that has not
// cannot have been acted upon. An answer may be there before its writer says
// that it is through, so an answer counts too.
type wire struct{ gone atomic.Bool }

func watch(ctx context.Context) (context.Context, *wire) {
	w := &wire{}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteRequest: func(i httptrace.WroteRequestInfo) {
			if i.Err == nil {
				w.gone.Store(true)
			}
		},
		GotFirstResponseByte: func() { w.gone.Store(true) },
	}), w
}
