package app

import (
	"context"

	"tidings/internal/config"
	"tidings/internal/inbox"
	"tidings/internal/intake"
	"tidings/internal/notify/feedback"
	"tidings/internal/sns"
)

// takeFeedback brings what a mail service says to those whom it is about. It
// returns what is left of the delivery to be kept beside the page: nothing of
// what was understood, and never who it is about.
func (a *App) takeFeedback(ctx context.Context, src *config.Source, d inbox.Delivery) (inbox.Delivery, error) {
	event := d.Body
	d.Header, d.Body = nil, nil
	if m, err := sns.Parse(event); err == nil {
		switch m.Type {
		case sns.SubscriptionConfirmation:
			return d, a.confirmTopic(ctx, src, m)
		case sns.UnsubscribeConfirmation:
			a.Log.Error("an SNS topic has stopped reporting what becomes of mail: subscribe it again unless that was meant", "source", src.ID, "topic", m.Topic)
			return d, nil
		}
		event = []byte(m.Text)
	}
	r, err := feedback.Parse(event)
	if err != nil {
		d.Body = intake.NotUnderstood(err.Error())
		return d, nil
	}
	a.Metrics.Add("tidings_mail_reports_total", 1, "fate", string(r.Fate))
	if a.desk == nil {
		return d, nil
	}
	return d, a.desk.Settle(ctx, r)
}

// confirmTopic agrees to a subscription whose topic the source names, and has
// proved itself.
func (a *App) confirmTopic(ctx context.Context, src *config.Source, m sns.Message) error {
	if src.Auth.Type != config.AuthSNS {
		a.Log.Warn("an SNS topic wants to be confirmed, and does not prove itself here: give the source auth of type sns and name the topic", "source", src.ID)
		return nil
	}
	if err := a.topics.Confirm(ctx, m); err != nil {
		return err
	}
	a.Log.Info("an SNS topic reports what becomes of mail", "source", src.ID, "topic", m.Topic)
	return nil
}
