// Package outbound is for requests to addresses that somebody else has chosen:
// they reach the public internet and nothing that is private to this machine or
// its network, follow no redirect, and take little time and memory.
package outbound

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// Limits of one request.
const (
	timeout   = 10 * time.Second
	maxAnswer = 64 << 10
)

// ErrPrivate says that an address is not a public one.
var ErrPrivate = errors.New("the address is not on the public internet; --allow-private-channels lets it be used all the same")

// Client sends requests. Private says that private addresses may be reached.
type Client struct {
	private bool
	http    *http.Client
}

// New is a client. It uses no proxy: a proxy would look names up by itself.
func New(private bool) *Client {
	dialer := &net.Dialer{Timeout: timeout / 2}
	if !private {
		dialer.Control = refusePrivate
	}
	return &Client{private: private, http: &http.Client{
		Timeout: timeout,
		Transport: &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: timeout / 2, ResponseHeaderTimeout: timeout,
			MaxIdleConns: 16, IdleConnTimeout: time.Minute, MaxResponseHeaderBytes: maxAnswer, ForceAttemptHTTP2: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Answer is what the other side said.
type Answer struct {
	Status     int
	RetryAfter string
	Body       []byte // the beginning of it
}

// Do sends a request. An error never holds the request's address, which may be
// a secret.
func (c *Client) Do(ctx context.Context, r *http.Request) (Answer, error) {
	if r.URL.Scheme != "https" && !(c.private && r.URL.Scheme == "http") {
		return Answer{}, errors.New("the address does not begin with https://")
	}
	resp, err := c.http.Do(r.WithContext(ctx))
	if err != nil {
		return Answer{}, bare(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return Answer{}, bare(err)
	}
	return Answer{resp.StatusCode, resp.Header.Get("Retry-After"), body}, nil
}

// bare is an error without the address that net/http puts around it.
func bare(err error) error {
	var op *net.OpError
	var dns *net.DNSError
	switch {
	case errors.Is(err, ErrPrivate):
		return ErrPrivate
	case errors.Is(err, context.DeadlineExceeded), isTimeout(err):
		return fmt.Errorf("no answer within %s", timeout)
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.As(err, &dns):
		return errors.New("the name of the other side cannot be resolved")
	case errors.Is(err, syscall.ECONNREFUSED):
		return errors.New("nothing answers at the other side's address")
	case errors.As(err, &op):
		return fmt.Errorf("the other side cannot be reached: %s", op.Op)
	}
	return errors.New("the other side broke the connection off or could not prove who it is")
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

// refusePrivate looks at the address that a name was resolved to, when the
// connection is about to be made: no later answer of a name server counts.
func refusePrivate(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !Public(at.Addr()) {
		return ErrPrivate
	}
	return nil
}

// Ranges that are no part of the public internet, beside those that netip knows
// (the registries of RFC 6890 and what came after).
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("192.88.99.0/24"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("100::/64"),
	netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("fec0::/10"),
}

// Public reports whether an address is one of the public internet.
func Public(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.Zone() != "" {
		return false
	}
	for _, p := range reserved {
		if p.Contains(a) {
			return false
		}
	}
	return true
}
