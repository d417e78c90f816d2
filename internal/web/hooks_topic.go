package web

import (
	"context"
	"log/slog"
	"net/http"

	"tidings/internal/inbox"
	"tidings/internal/sns"
)

// takeMessage takes what Amazon SNS has posted and proved: of a notification what was
// published, as if its sender had posted that, under SNS's own id of it. It agrees to a
// subscription, for its topic is one that the source names. The end of one is kept like
// what a monitor says, so that it is in quarantine where somebody sees it.
func (h *Hooks) takeMessage(ctx context.Context, d inbox.Delivery, m sns.Message) verdict {
	switch m.Type {
	case sns.SubscriptionConfirmation:
		if err := h.Topics.Confirm(ctx, m); err != nil {
			return later(err)
		}
		h.Log.LogAttrs(ctx, slog.LevelInfo, "an SNS topic posts here from now on", slog.String("source", d.Source), slog.String("topic", m.Topic))
		return verdict{name: "confirmed", status: http.StatusAccepted, id: d.ID}
	case sns.UnsubscribeConfirmation:
		h.Log.LogAttrs(ctx, slog.LevelError, "an SNS topic no longer posts here: subscribe it again unless that was meant", slog.String("source", d.Source), slog.String("topic", m.Topic))
	}
	d.Body, d.TransportID = []byte(m.Text), m.ID
	d.Header = map[string]string{"x-amz-sns-message-type": m.Type, "x-amz-sns-message-id": m.ID, "x-amz-sns-topic-arn": m.Topic}
	return h.keep(ctx, d)
}
