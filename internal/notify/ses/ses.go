// Package ses is the channel that gives mail to Amazon SES, by version 2 of its
// interface: one recipient a message, with the message's place in the ledger as
// tags, at the rate that the account may send at. What SES says later of a
// message is read by package feedback.
package ses

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"tidings/internal/awsconf"
	"tidings/internal/notify"
	"tidings/internal/notify/eml"
	"tidings/internal/notify/feedback"
	"tidings/internal/notify/letter"
	"tidings/internal/pause"
)

// Workers is how many messages are worth having under way at once: SES takes up
// to hundreds a second and some hundredths of a second each.
const Workers = 32

const (
	timeout = 30 * time.Second // of one request
	tries   = 6                // at one message, while SES says that it comes too fast
	backoff = 200 * time.Millisecond
)

// Options are what a channel works with.
type Options struct {
	Config aws.Config
	// ConfigurationSet is what has SES report bounces and complaints; empty for
	// the identity's own.
	ConfigurationSet string
	// Rate is how many messages may begin in a second; 0 for what the account
	// may send.
	Rate float64
	Now  func() time.Time
	Log  *slog.Logger
}

// Channel is a notify.Channel.
type Channel struct {
	Options
	sendEmail  awsconf.Call[sesv2.SendEmailInput, sesv2.SendEmailOutput, sesv2.Options]
	getAccount awsconf.Call[sesv2.GetAccountInput, sesv2.GetAccountOutput, sesv2.Options]
	pace       *notify.Pace
	account    account
}

// New is a channel. It asks nothing of SES yet.
func New(o Options) *Channel {
	if o.Config.HTTPClient == nil {
		o.Config.HTTPClient = awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) { t.MaxIdleConnsPerHost = Workers })
	}
	// A message that is sent again by the SDK might come twice: SES knows no
	// token by which it would recognise it.
	once := func(c *sesv2.Options) { c.Retryer = aws.NopRetryer{} }
	client := sesv2.NewFromConfig(o.Config, once)
	return &Channel{Options: o, sendEmail: client.SendEmail, getAccount: client.GetAccount, pace: notify.NewPace(o.Rate)}
}

// Send implements notify.Channel.
func (c *Channel) Send(ctx context.Context, l notify.Letter) error {
	mail := l.(*letter.Letter)
	body, err := eml.Bytes(mail, c.Now())
	if err != nil {
		return fmt.Errorf("%w: %w", notify.ErrRefused, err)
	}
	in := c.input(mail, body)
	for try := range tries {
		if err := c.enter(ctx); err != nil {
			return err
		}
		switch err = c.try(ctx, in); {
		case err == nil:
			return nil
		case !throttled(err):
			return c.verdict(err, mail)
		}
		c.slowDown()
		if err := pause.For(ctx, time.Duration((1+rand.Float64())*float64(backoff<<try))); err != nil {
			return err
		}
	}
	return fmt.Errorf("Amazon SES: %w", errTooFast)
}

// enter waits until a message may begin.
func (c *Channel) enter(ctx context.Context) error {
	if err := c.open(ctx); err != nil {
		return err
	}
	return c.pace.Wait(ctx)
}

// input is the request for a message.
func (c *Channel) input(mail *letter.Letter, body []byte) *sesv2.SendEmailInput {
	in := &sesv2.SendEmailInput{
		Content:     &types.EmailContent{Raw: &types.RawMessage{Data: body}},
		Destination: &types.Destination{ToAddresses: []string{mail.To.Reveal()}},
	}
	if c.ConfigurationSet != "" {
		in.ConfigurationSetName = &c.ConfigurationSet
	}
	for _, t := range feedback.Tags(mail.Reader, mail.Marks) {
		in.EmailTags = append(in.EmailTags, types.MessageTag{Name: &t.Name, Value: &t.Value})
	}
	return in
}

// try makes one request. Its error is lost where the answer to a request that
// went out whole did not come.
func (c *Channel) try(ctx context.Context, in *sesv2.SendEmailInput) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	ctx, wire := watch(ctx)
	_, err := c.sendEmail(ctx, in)
	if err != nil && wire.gone.Load() && !answered(err) {
		return errLost
	}
	return err
}
