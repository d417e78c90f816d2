package smtp

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

const (
	// idleFor is how long a connection waits for another message. Servers hang up
	// on those that wait for long.
	idleFor = 5 * time.Second
	// perLine is how many messages one connection carries: servers have enough of
	// it at some point.
	perLine = 100
)

// line is a connection to the server. Making one takes longer than a message.
type line struct {
	client  *gomail.Client
	conn    *smtp.Client
	carried int
	hangUp  *time.Timer // while it waits in the pool
}

func (l *line) close() { _ = l.client.CloseWithSMTPClient(l.conn) }

// pool keeps lines that wait for another message.
type pool struct {
	mu   sync.Mutex
	idle []*line
}

// take is the line that waits since the shortest time; nil for none.
func (p *pool) take() *line {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.idle) > 0 {
		l := p.idle[len(p.idle)-1]
		p.idle = p.idle[:len(p.idle)-1]
		if l.hangUp.Stop() {
			return l
		}
	}
	return nil
}

// put keeps a line for a while.
func (p *pool) put(l *line) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l.hangUp = time.AfterFunc(idleFor, func() {
		p.mu.Lock()
		p.idle = slices.DeleteFunc(p.idle, func(other *line) bool { return other == l })
		p.mu.Unlock()
		l.close()
	})
	p.idle = append(p.idle, l)
}

// deliver gives a message to the server, over a line that is open or a new one.
func (c *Channel) deliver(ctx context.Context, msg *gomail.Msg) error {
	if l := c.lines.take(); l != nil {
		if err := c.over(l, msg); !hungUp(err) {
			return err
		}
	}
	l, err := c.dial(ctx)
	if err != nil {
		return err
	}
	return c.over(l, msg)
}

func (c *Channel) dial(ctx context.Context) (*line, error) {
	client, err := c.client(ctx)
	if err != nil {
		return nil, err
	}
	conn, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return nil, err
	}
	return &line{client: client, conn: conn}, nil
}

// over gives a message to the server over a line, and keeps the line where it
// is good for more. What the server says after it has taken the message does
// not matter.
func (c *Channel) over(l *line, msg *gomail.Msg) error {
	err := l.client.SendWithSMTPClient(l.conn, msg)
	if l.carried++; err == nil && l.carried < perLine {
		c.lines.put(l)
		return nil
	}
	go l.close() // polite, and nobody waits for it
	if msg.IsDelivered() {
		return nil
	}
	return err
}

// hungUp reports whether a server had closed a line before the message began.
func hungUp(err error) bool {
	failed, ok := errors.AsType[*gomail.SendError](err)
	if !ok || failed.Reason != gomail.ErrConnCheck && failed.Reason != gomail.ErrSMTPMailFrom {
		return false
	}
	return failed.ErrorCode() == 0 || failed.ErrorCode() == closing
}
