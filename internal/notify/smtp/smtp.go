// Package smtp is the channel that gives mail to a server by SMTP (RFC 5321),
// over TLS: from the start (smtps) or by STARTTLS, which is required of every
// server that is not on this machine.
package smtp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"tidings/internal/notify"
	"tidings/internal/notify/eml"
	"tidings/internal/notify/letter"
)

// timeout is for one message, from the greeting to the server's last word.
const timeout = 30 * time.Second

// Channel is a notify.Channel.
type Channel struct {
	now      func() time.Time
	host     string
	user     string
	options  []gomail.Option
	password func(ctx context.Context) (string, error)
	lines    pool
}

// Open reads a server's address, "smtp://USER@HOST:PORT" or "smtps://…", and
// does not call it yet. The password is asked for at each connection; without a
// user in the address there is none.
func Open(address string, password func(ctx context.Context) (string, error), now func() time.Time) (*Channel, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Path != "" && u.Path != "/" {
		return nil, errors.New("the mail server is given as smtp://USER@HOST:PORT or smtps://USER@HOST:PORT")
	}
	if _, given := u.User.Password(); given {
		return nil, errors.New("the password of the mail server does not belong in its address: keep it as the secret named smtp")
	}
	c := &Channel{now: now, host: u.Hostname(), user: u.User.Username(), password: password, options: []gomail.Option{gomail.WithTimeout(timeout), gomail.WithoutNoop(), gomail.WithoutRset()}}
	switch u.Scheme {
	case "smtps":
		c.options = append(c.options, gomail.WithSSL(), gomail.WithPort(465))
	case "smtp":
		policy := gomail.TLSMandatory
		if loopback(c.host) {
			policy = gomail.TLSOpportunistic
		}
		c.options = append(c.options, gomail.WithTLSPolicy(policy), gomail.WithPort(587))
	default:
		return nil, fmt.Errorf("unknown kind of mail server %q: use smtp or smtps", u.Scheme)
	}
	if port, err := strconv.Atoi(u.Port()); err == nil {
		c.options = append(c.options, gomail.WithPort(port))
	}
	return c, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Send implements notify.Channel.
func (c *Channel) Send(ctx context.Context, l notify.Letter) error {
	msg, err := eml.Message(l.(*letter.Letter), c.now())
	if err != nil {
		return fmt.Errorf("%w: %w", notify.ErrRefused, err)
	}
	return c.verdict(c.deliver(ctx, msg))
}

// verdict is what an error of sending means. What the server said may hold the
// address, so that only its numbers go on.
func (c *Channel) verdict(err error) error {
	var failed *gomail.SendError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &failed):
		return fmt.Errorf("the mail server %s: %w", c.host, err)
	}
	return notify.ServerError{Err: meaning(failed, c.host), Code: failed.ErrorCode(), At: stages[failed.Reason], Said: said(failed)}
}

// meaning is what an answer says about this message, or about all.
func meaning(failed *gomail.SendError, host string) error {
	switch {
	case !aboutMessage(failed):
		return fmt.Errorf("the mail server %s answered %d %s: %s", host, failed.ErrorCode(), failed.EnhancedStatusCode(), failed.Reason)
	case failed.IsTemp():
		return fmt.Errorf("%w: the mail server answered %d %s", notify.ErrLater, failed.ErrorCode(), failed.EnhancedStatusCode())
	}
	return refusal(failed)
}

// closing is the answer of a server that is about to hang up (RFC 5321, 3.8).
const closing = 421

// aboutMessage reports whether an answer is about this message, its reader or
// its content; any other is about the server, or about us.
func aboutMessage(failed *gomail.SendError) bool {
	switch failed.Reason {
	case gomail.ErrSMTPRcptTo, gomail.ErrSMTPData, gomail.ErrSMTPDataClose:
		return failed.ErrorCode() != 0 && failed.ErrorCode() != closing
	}
	return false
}

// stages are what a server refuses, by what was asked of it.
var stages = map[gomail.SendErrReason]string{
	gomail.ErrSMTPMailFrom: "sender", gomail.ErrSMTPRcptTo: "recipient", gomail.ErrSMTPData: "content", gomail.ErrSMTPDataClose: "content",
}

// said are the server's own words, without what go-mail puts around them.
func said(failed *gomail.SendError) string {
	words, _, _ := strings.Cut(failed.Error(), ", affected ")
	words = strings.TrimSpace(strings.TrimPrefix(words, failed.Reason.String()+":"))
	code, quoted, _ := strings.Cut(words, " ")
	if plain, err := strconv.Unquote(quoted); err == nil {
		return code + " " + plain
	}
	return words
}

// refusal tells an address that does not exist (RFC 3463, X.1.Y) from one that
// is not served now, or not by us: that says nothing against it.
func refusal(failed *gomail.SendError) error {
	err := fmt.Errorf("%w: the mail server answered %d %s", notify.ErrRefused, failed.ErrorCode(), failed.EnhancedStatusCode())
	if failed.Reason == gomail.ErrSMTPRcptTo && strings.HasPrefix(failed.EnhancedStatusCode(), "5.1.") {
		err = fmt.Errorf("%w: %w", notify.ErrNobody, err)
	}
	return err
}

func (c *Channel) client(ctx context.Context) (*gomail.Client, error) {
	options := c.options
	if c.user != "" {
		password, err := c.password(ctx)
		if err != nil {
			return nil, err
		}
		options = append(options[:len(options):len(options)], gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(c.user), gomail.WithPassword(password))
	}
	client, err := gomail.NewClient(c.host, options...)
	if err != nil {
		return nil, fmt.Errorf("preparing to call the mail server: %w", err)
	}
	return client, nil
}
