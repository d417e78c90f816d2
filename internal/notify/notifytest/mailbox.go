// Package notifytest is a mail server for tests: it takes mail by SMTP on the
// loopback and keeps it by address.
package notifytest

import (
	"fmt"
	"io"
	"log"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"tidings/test/letters"
	"tidings/test/wait"
)

// Mailbox is a running server.
type Mailbox struct {
	Address string // host:port

	mu    sync.Mutex
	got   map[string][]letters.Letter
	count int
	conns []*smtp.Conn
	// refuse and refuseData, unless they are nil, answer RCPT and the end of DATA.
	refuse, refuseData func(address string) error
	delay              time.Duration
}

// Open starts a server that ends with the test.
func Open(t *testing.T) *Mailbox {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := &Mailbox{Address: l.Addr().String(), got: map[string][]letters.Letter{}}
	s := smtp.NewServer(m)
	s.Domain, s.ErrorLog = "localhost", log.New(io.Discard, "", 0)
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	return m
}

// Slow has every message take a while.
func (m *Mailbox) Slow(each time.Duration) { m.set(func() { m.delay = each }) }

// Refuse has a function decide about addresses; nil takes all.
func (m *Mailbox) Refuse(decide func(address string) error) { m.set(func() { m.refuse = decide }) }

// RefuseData has a function decide about messages when they are whole.
func (m *Mailbox) RefuseData(decide func(address string) error) {
	m.set(func() { m.refuseData = decide })
}

func (m *Mailbox) set(do func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	do()
}

// Of are the messages of an address, oldest first.
func (m *Mailbox) Of(address string) []letters.Letter {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.got[address]
}

// Count is how many messages have come.
func (m *Mailbox) Count() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.count
}

// Calls is how often the server was called.
func (m *Mailbox) Calls() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.conns)
}

// HangUp ends all calls.
func (m *Mailbox) HangUp() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range m.conns {
		_ = c.Close()
	}
}

// Wait returns the messages of an address once there are so many.
func (m *Mailbox) Wait(t *testing.T, address string, n int) []letters.Letter {
	t.Helper()
	wait.Until(t, func() bool { return len(m.Of(address)) >= n }, func() string {
		return fmt.Sprintf("%s has %d messages, want %d", address, len(m.Of(address)), n)
	})
	return m.Of(address)
}

// NewSession implements smtp.Backend.
func (m *Mailbox) NewSession(c *smtp.Conn) (smtp.Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.conns = append(m.conns, c)
	return &session{m: m}, nil
}

type session struct {
	m  *Mailbox
	to []string
}

func (s *session) Reset()                               { s.to = nil }
func (s *session) Logout() error                        { return nil }
func (s *session) Mail(string, *smtp.MailOptions) error { return nil }

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.m.mu.Lock()
	defer s.m.mu.Unlock()
	if s.m.refuse != nil {
		if err := s.m.refuse(to); err != nil {
			return err
		}
	}
	s.to = append(s.to, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	body, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	msg, err := letters.Read(string(body))
	if err != nil {
		return err
	}
	s.m.mu.Lock()
	delay := s.m.delay
	s.m.mu.Unlock()
	time.Sleep(delay)
	s.m.mu.Lock()
	defer s.m.mu.Unlock()
	for _, to := range s.to {
		if s.m.refuseData != nil {
			if err := s.m.refuseData(to); err != nil {
				return err
			}
		}
		s.m.got[to] = append(s.m.got[to], msg)
		s.m.count++
	}
	return nil
}
