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
	if m, err := sns.Parse(event); err == nil { // in its envelope, by somebody who has the secret
		if m.Type != sns.Notification {
			a.Log.Warn("an SNS topic says something of its subscription, and does not prove itself here: give the source auth of type sns and name the topic", "source", src.ID)
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
