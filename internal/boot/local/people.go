package local

import (
	"context"
	"fmt"
	"net/mail"
	"path/filepath"
	"time"

	"tidings/internal/app"
	"tidings/internal/backup"
	"tidings/internal/contacts"
	"tidings/internal/notify"
	mailfolder "tidings/internal/notify/folder"
	"tidings/internal/notify/ses"
	"tidings/internal/notify/smtp"
	"tidings/internal/store"
)

// Mail says how mail, and what goes to channels, leaves this machine.
type Mail struct {
	// Server is smtp://USER@HOST:PORT; Region is that of Amazon SES, with the
	// ConfigurationSet that reports what becomes of messages. With neither, each
	// message becomes a file.
	Server                   string
	Region, ConfigurationSet string
	From                     string // address, with a name or without; empty: status@ the site's domain
	// Rate is how many messages begin in a second; negative for what is usual.
	Rate   float64
	Limit  int
	Hourly int
	// Private lets channels reach addresses that are not on the public internet.
	Private bool
}

// smtpSecret names the secret that is the password of the mail server.
const smtpSecret = "smtp"

// people opens the book of contacts, which has a file and a key of its own.
func (m *Machine) people(ctx context.Context, o ServeOptions) (*app.People, error) {
	p := &app.People{Limit: o.Mail.Limit, HourlyCap: o.Mail.Hourly, Private: o.Mail.Private}
	if o.Mail.From != "" {
		from, err := mail.ParseAddress(o.Mail.From)
		if err != nil {
			return nil, UsageError(`--mail-from is no address: write "status@example.com" or "Name <status@example.com>"`)
		}
		p.From = *from
	}
	var err error
	if p.Book, p.Store, err = m.Contacts(ctx, o.Options); err != nil {
		return nil, err
	}
	return p, m.channel(p, o)
}

// Contacts opens the book and the store that it is kept in.
func (m *Machine) Contacts(ctx context.Context, o Options) (*contacts.Book, store.Driver, error) {
	key, err := keyFile(o.Data, contactsKeyFile)
	if err != nil {
		return nil, nil, err
	}
	db, err := m.stores.open(ctx, backup.Contacts)
	if err != nil {
		return nil, nil, err
	}
	book, err := contacts.New(db, key, o.Random)
	return book, db, err
}

// usualRate is how many messages a second a mail server is given.
const usualRate = 14

// channel chooses how mail leaves this machine.
func (m *Machine) channel(p *app.People, o ServeOptions) error {
	switch {
	case o.Mail.Region != "":
		return simpleEmail(p, o)
	case o.Mail.Server == "":
		p.Channel, p.Filed = &mailfolder.Channel{Dir: filepath.Join(o.Data, "mail"), Now: o.Now}, true
		return nil
	}
	if p.Rate = o.Mail.Rate; p.Rate < 0 {
		p.Rate = usualRate
	}
	channel, err := smtp.Open(o.Mail.Server, m.password(o.Now), o.Now)
	if err != nil {
		return err
	}
	p.Channel = channel
	return nil
}

// simpleEmail is Amazon SES, which keeps its own pace: answers to forms count
// there too.
func simpleEmail(p *app.People, o ServeOptions) error {
	config, err := sesIn(o.Mail.Region, o.Getenv)
	if err != nil {
		return err
	}
	p.Workers = ses.Workers
	if o.Mail.ConfigurationSet != "" {
		p.Lease = notify.ReportWait // SES reports what was under way when the last run was killed
	}
	p.Channel = ses.New(ses.Options{Config: config, ConfigurationSet: o.Mail.ConfigurationSet, Rate: max(o.Mail.Rate, 0), Now: o.Now, Log: o.Log})
	return nil
}

// password finds the password of the mail server, as it is by now.
func (m *Machine) password(now func() time.Time) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		values, err := m.Secrets.Lookup(ctx, smtpSecret, now())
		if err == nil && len(values) == 0 {
			err = fmt.Errorf("the password of the mail server is not set: give it to tidings secret set %s", smtpSecret)
		}
		if err != nil {
			return "", err
		}
		return values[0], nil
	}
}
