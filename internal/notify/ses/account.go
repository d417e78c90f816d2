package ses

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"

	"tidings/internal/notify"
)

const (
	// share of what the account may send in a second is used: others may send too.
	share = 0.9
	// usualRate is for an account that cannot be asked: what SES gives those
	// that have left its sandbox.
	usualRate = 14
	// lookEvery is how long what the account says holds.
	lookEvery = 5 * time.Minute
	// lookSoon is how long nothing is sent after it could not be asked.
	lookSoon = 10 * time.Second
)

// Standing is how the account stands, as SES said last.
type Standing struct {
	At time.Time // zero: it was not asked yet, or would not say
	// Rate is how many messages the account may send in a second, Quota how many
	// in 24 hours (-1 for any number), Sent how many it has.
	Rate, Quota, Sent float64
	// Sandbox says that only verified addresses get mail.
	Sandbox bool
	Paused  bool
	Trouble string // why nothing is sent now; empty when it is
}

// account is what is known of the account, and whether mail may be sent.
type account struct {
	mu       sync.Mutex
	standing Standing
	again    time.Time // when to ask again
	failed   error     // of asking the last time
	closed   time.Time // until when nothing is sent
	rate     float64   // in force
	slowed   time.Time // when the rate was last found to be too fast
}

// Standing asks the account how it stands, unless it was asked lately.
func (c *Channel) Standing(ctx context.Context) (Standing, error) {
	c.account.mu.Lock()
	defer c.account.mu.Unlock()
	err := c.look(ctx)
	return c.account.standing, err
}

// Check implements notify.Checked.
func (c *Channel) Check(ctx context.Context) error {
	s, err := c.Standing(ctx)
	switch {
	case err != nil:
		return err
	case s.Trouble != "":
		return s.trouble()
	case s.Sandbox:
		return fmt.Errorf("Amazon SES: %w", notify.ErrSandbox)
	}
	return nil
}

// open returns nil when mail may be sent.
func (c *Channel) open(ctx context.Context) error {
	a := &c.account
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := c.look(ctx); err != nil {
		return err
	}
	if a.standing.Trouble != "" {
		return a.standing.trouble()
	}
	return nil
}

// trouble is why nothing is sent. What SES does not take now it may take soon, but an
// account that is paused stays so until somebody has seen to it.
func (s Standing) trouble() error {
	if s.Paused {
		return fmt.Errorf("%w: Amazon SES: %s", notify.ErrOff, s.Trouble)
	}
	return fmt.Errorf("no mail is sent: Amazon SES: %s", s.Trouble)
}

// look brings what is known of the account up to date. The lock is held: while
// one asks, the others wait for what it learns.
func (c *Channel) look(ctx context.Context) error {
	a, now := &c.account, c.Now()
	if now.Before(a.again) || now.Before(a.closed) {
		return a.failed
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	out, err := c.getAccount(ctx, &sesv2.GetAccountInput{})
	a.failed, a.again = nil, now.Add(lookEvery)
	switch {
	case err == nil:
		c.learn(out)
	case responded(err):
		c.guess(err)
	default:
		a.failed, a.again = fmt.Errorf("Amazon SES: %w", reach(err)), c.Now().Add(lookSoon)
	}
	return a.failed
}

// responded reports whether an error is an answer, of SES or of what stands for it.
func responded(err error) bool {
	answer, ok := errors.AsType[*awshttp.ResponseError](err)
	return ok && answer.HTTPStatusCode() != 0
}

// learn takes what the account says of itself.
func (c *Channel) learn(out *sesv2.GetAccountOutput) {
	a, was := &c.account, c.account.standing
	a.standing = Standing{At: c.Now(), Sandbox: !out.ProductionAccessEnabled, Paused: !out.SendingEnabled}
	a.rate = usualRate
	if q := out.SendQuota; q != nil {
		a.standing.Rate, a.standing.Quota, a.standing.Sent = q.MaxSendRate, q.Max24HourSend, q.SentLast24Hours
		a.rate = max(q.MaxSendRate*share, 1)
	}
	if a.standing.Paused {
		a.standing.Trouble = "sending is paused for the account: look at it in the SES console"
	}
	c.apply()
	if was.At.IsZero() && !a.standing.Sandbox {
		c.Log.Info("mail is sent by Amazon SES", "rate", a.standing.Rate, "quota", a.standing.Quota, "sent_in_24_hours", a.standing.Sent)
	}
}

// guess goes on without an account that does not say how it stands.
func (c *Channel) guess(err error) {
	a := &c.account
	if a.rate == 0 {
		c.Log.Warn("the SES account does not say how fast it may send: allow ses:GetAccount", "rate", usualRate, "error", err)
	}
	a.standing, a.rate = Standing{}, usualRate
	c.apply()
}

// apply sets the pace: the operator's where that is the slower one.
func (c *Channel) apply() {
	if rate := c.account.rate; c.Rate > 0 && c.Rate < rate {
		c.account.rate = c.Rate
	}
	c.pace.Set(c.account.rate)
}

// slowDown is for a rate that was too fast all the same: others send too. It
// holds until the account is looked at again. What many find out at once counts
// as one.
func (c *Channel) slowDown() {
	a, now := &c.account, c.Now()
	a.mu.Lock()
	defer a.mu.Unlock()
	if now.Sub(a.slowed) < time.Second {
		return
	}
	a.slowed, a.rate = now, max(a.rate*share, 1)
	c.pace.Set(a.rate)
}

// close stops all mail for a while, and says why.
func (c *Channel) close(t trouble) error {
	a := &c.account
	a.mu.Lock()
	defer a.mu.Unlock()
	a.standing.Trouble = t.says
	a.closed = c.Now().Add(t.wait)
	a.again = time.Time{}
	return fmt.Errorf("no mail is sent: Amazon SES: %s", t.says)
}
