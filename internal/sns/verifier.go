package sns

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"tidings/internal/notify/outbound"
	"tidings/internal/throttle"
)

const (
	maxKeys = 16   // certificates that are remembered
	minBits = 2048 // of a key
	// Certificates that may be fetched in a minute, and at once: who knows the
	// name of a topic can ask for any.
	fetchRate  = 30
	fetchBurst = 10
)

// Client asks SNS itself; an *outbound.Client is one.
type Client interface {
	Do(ctx context.Context, r *http.Request) (outbound.Answer, error)
}

// Verifier proves messages. Make it with New; it may be used by many goroutines.
type Verifier struct {
	client Client
	now    func() time.Time
	pace   *throttle.Throttle

	mu   sync.Mutex
	keys map[string]known // by address
}

type known struct {
	key   *rsa.PublicKey
	until time.Time
}

// New is a verifier that fetches certificates with a client, which should follow
// no redirect and read a bounded answer.
func New(client Client, now func() time.Time) *Verifier {
	return &Verifier{client: client, now: now, pace: throttle.New(fetchRate, fetchBurst), keys: map[string]known{}}
}

// Verify reads a body that is proved to come from one of some topics. The error
// is ErrUnproven; any other says that it cannot be found out now.
func (v *Verifier) Verify(ctx context.Context, body []byte, topics []string) (Message, error) {
	m, err := Parse(body)
	if err != nil {
		return Message{}, err
	}
	at := certificateOf(m)
	if !slices.Contains(topics, m.Topic) || at == "" || !m.recent(v.now()) {
		return Message{}, ErrUnproven
	}
	key, err := v.key(ctx, at, host(m.Topic))
	if err != nil {
		return Message{}, err
	}
	if !m.provenBy(key) {
		return Message{}, ErrUnproven
	}
	return m, nil
}

// maxAge is how old a message may be, and how far a clock may be behind: SNS goes on
// posting for an hour, and what was taken in is known again for longer than this.
const maxAge = 24 * time.Hour

func (m Message) recent(now time.Time) bool {
	at, err := time.Parse(time.RFC3339, m.fields["Timestamp"])
	return err == nil && now.Sub(at).Abs() <= maxAge
}

// key is that of a certificate, which is fetched when it is not known.
func (v *Verifier) key(ctx context.Context, at, host string) (*rsa.PublicKey, error) {
	if k, ok := v.recall(at); ok {
		return k, nil
	}
	if v.pace.Take(host, v.now()) > 0 {
		return nil, errors.New("too many certificates of SNS were asked for within a minute")
	}
	k, err := v.fetch(ctx, at)
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.keys) >= maxKeys {
		clear(v.keys)
	}
	v.keys[at] = k
	return k.key, nil
}

func (v *Verifier) recall(at string) (*rsa.PublicKey, bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	k, ok := v.keys[at]
	return k.key, ok && v.now().Before(k.until)
}

// fetch asks SNS for a certificate. That it comes from its own host over TLS is
// what makes it SNS's.
func (v *Verifier) fetch(ctx context.Context, at string) (k known, err error) {
	answer, err := v.get(ctx, at)
	if err != nil {
		return k, fmt.Errorf("fetching a certificate of SNS: %w", err)
	}
	if answer.Status >= http.StatusBadRequest && answer.Status < http.StatusInternalServerError {
		return k, ErrUnproven // there is no such certificate
	}
	if answer.Status != http.StatusOK {
		return k, fmt.Errorf("fetching a certificate of SNS: it answered %d", answer.Status)
	}
	block, _ := pem.Decode(answer.Body)
	if block == nil {
		return k, errors.New("fetching a certificate of SNS: what it answered is none")
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return k, fmt.Errorf("reading a certificate of SNS: %w", err)
	}
	key, ok := cert.PublicKey.(*rsa.PublicKey)
	if now := v.now(); !ok || key.N.BitLen() < minBits || now.Before(cert.NotBefore) || now.After(cert.NotAfter) {
		return k, ErrUnproven
	}
	return known{key, cert.NotAfter}, nil
}

// Confirm says to SNS that messages of a proved SubscriptionConfirmation's topic
// may come.
func (v *Verifier) Confirm(ctx context.Context, m Message) error {
	answer, err := v.get(ctx, confirmation(m))
	if err == nil && answer.Status != http.StatusOK {
		err = fmt.Errorf("it answered %d", answer.Status)
	}
	if err != nil {
		return fmt.Errorf("confirming the subscription to the topic %s: %w", m.Topic, err)
	}
	return nil
}

func (v *Verifier) get(ctx context.Context, at string) (outbound.Answer, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return outbound.Answer{}, err
	}
	return v.client.Do(ctx, r)
}
