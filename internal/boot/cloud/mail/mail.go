// Package mail puts together who can be told and how: the private book, and
// Amazon SES.
package mail

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strconv"
	"time"

	"tidings/internal/app"
	"tidings/internal/boot/cloud/book"
	"tidings/internal/boot/cloud/measure"
	"tidings/internal/boot/cloud/parameters"
	"tidings/internal/boot/cloud/world"
	"tidings/internal/notify"
	"tidings/internal/notify/ses"
)

// The environment variables about mail; all may be unset.
const (
	from   = "TIDINGS_MAIL_FROM"             // who mail comes from; unset: no mail goes out
	set    = "TIDINGS_SES_CONFIGURATION_SET" // what has SES report bounces and complaints
	rate   = "TIDINGS_MAIL_RATE"             // messages a second of one process; unset: what the account may send
	region = "TIDINGS_SES_REGION"            // unset: that of the function
	hourly = 12                              // messages that a person gets in an hour before the rest comes together
	lease  = 2 * time.Minute                 // of a message that another process has under way
)

// Open opens the book and the way to it when they are first wanted.
func Open(w world.World, p *parameters.Store) (*world.Later[*app.People], error) {
	b, err := book.Open(w, p)
	if err != nil {
		return nil, err
	}
	people := app.People{Workers: ses.Workers, HourlyCap: hourly, Lease: lease, Channel: none{}}
	if text := w.Getenv(from); text != "" {
		address, err := mail.ParseAddress(text)
		if err != nil {
			return nil, fmt.Errorf("%s is no address: write status@example.com or Name <status@example.com>", from)
		}
		people.From = *address
		out, err := channel(w)
		if err != nil {
			return nil, err
		}
		people.Channel = counted{out, w.Meter}
	}
	return &world.Later[*app.People]{Open: func(ctx context.Context) (*app.People, error) {
		opened, err := b.Get(ctx)
		if err != nil {
			return nil, err
		}
		all := people
		all.Book, all.Store = opened.Book, opened.Store
		return &all, nil
	}}, nil
}

// none is the channel of a stack that nobody has given a sender: what people are to be
// told waits until somebody does.
type none struct{}

// Send implements notify.Channel.
func (n none) Send(ctx context.Context, _ notify.Letter) error { return n.Check(ctx) }

// Check implements notify.Checked.
func (none) Check(context.Context) error {
	return fmt.Errorf("%w: deploy the stack with MAIL_FROM, an address that Amazon SES has verified", notify.ErrOff)
}

// counted counts what becomes of messages.
type counted struct {
	*ses.Channel
	meter *measure.Meter
}

// Send implements notify.Channel.
func (c counted) Send(ctx context.Context, l notify.Letter) error {
	err := c.Channel.Send(ctx, l)
	if err != nil {
		c.meter.Add(measure.LettersFailed, 1)
		return err
	}
	c.meter.Add(measure.LettersSent, 1)
	return nil
}

// Check implements notify.Checked. That no letter goes out is counted though none is
// tried: nobody can ask for one.
func (c counted) Check(ctx context.Context) error {
	err := c.Channel.Check(ctx)
	if errors.Is(err, notify.ErrOff) {
		c.meter.Add(measure.LettersFailed, 1)
	}
	return err
}

func channel(w world.World) (*ses.Channel, error) {
	conf, err := w.Client("SESV2")
	if err != nil {
		return nil, err
	}
	conf.Region = cmp.Or(w.Getenv(region), conf.Region)
	perSecond := 0.0
	if text := w.Getenv(rate); text != "" {
		if perSecond, err = strconv.ParseFloat(text, 64); err != nil || perSecond < 0 {
			return nil, fmt.Errorf("%s is %q and no number of messages a second", rate, text)
		}
	}
	return ses.New(ses.Options{Config: conf, ConfigurationSet: w.Getenv(set), Rate: perSecond, Now: w.Now, Log: w.Log}), nil
}
