// Package parameters reads secrets from the parameters of a stack (SSM,
// SecureString), each at most once a minute. It must never know what they open.
package parameters

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/aws/smithy-go"

	"tidings/internal/awscall"
	"tidings/internal/boot/cloud/world"
)

// Prefix is the environment variable that says where the parameters of a stack
// begin, such as "/tidings/status/".
const Prefix = "TIDINGS_PARAMETERS"

// The parameters of every stack.
const (
	origin      = "origin"       // what CloudFront adds to each request, a line each while it is rotated
	Key         = "key"          // 32 bytes in hexadecimal digits: seals secrets and accounts
	ContactsKey = "contacts-key" // the same for the private book
	secretPath  = "secret/"      // what sources and channels name
)

// fresh is for how long a value is believed.
const fresh = time.Minute

// Store is the parameters of a stack.
type Store struct {
	service *awscall.Service
	prefix  string
	now     func() time.Time

	mu   sync.Mutex
	read map[string]value
}

type value struct {
	text  string
	until time.Time
}

// Open opens the parameters of the stack. Nothing is asked of it yet.
func Open(w world.World) (*Store, error) {
	prefix, err := w.Need(Prefix)
	if err != nil {
		return nil, err
	}
	conf, err := w.Client("SSM")
	if err != nil {
		return nil, err
	}
	return &Store{service: awscall.New(conf, "ssm", "ssm"), prefix: strings.TrimSuffix(prefix, "/") + "/", now: w.Now, read: map[string]value{}}, nil
}

// Lines are the lines of a parameter, the newest value first; none where there is
// no such parameter.
func (s *Store) Lines(ctx context.Context, name string) ([]string, error) {
	text, err := s.Text(ctx, name)
	if strings.HasPrefix(text, "-----BEGIN ") {
		return []string{text}, err // a key in PEM is one value
	}
	return strings.Fields(text), err
}

// Text is a parameter as it is; empty where there is none.
func (s *Store) Text(ctx context.Context, name string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v, ok := s.read[name]; ok && s.now().Before(v.until) {
		return v.text, nil
	}
	text, err := s.ask(ctx, name)
	if err != nil {
		return "", err
	}
	s.read[name] = value{text, s.now().Add(fresh)}
	return text, nil
}

// Origin is what CloudFront proves itself by, the newest value first.
func (s *Store) Origin(ctx context.Context) ([]string, error) { return s.Lines(ctx, origin) }

func (s *Store) ask(ctx context.Context, name string) (string, error) {
	var out struct{ Parameter struct{ Value string } }
	in := struct {
		Name           string
		WithDecryption bool
	}{s.prefix + name, true}
	err := s.service.JSON(ctx, "1.1", "AmazonSSM.GetParameter", in, &out)
	said, _ := errors.AsType[smithy.APIError](err)
	switch {
	case said != nil && said.ErrorCode() == "ParameterNotFound":
		return "", nil
	case err != nil:
		return "", fmt.Errorf("reading the parameter %s%s: %w", s.prefix, name, err)
	}
	return strings.TrimSpace(out.Parameter.Value), nil
}

// Bytes is a key: a parameter of hexadecimal digits.
func (s *Store) Bytes(ctx context.Context, name string) ([]byte, error) {
	lines, err := s.Lines(ctx, name)
	if err != nil {
		return nil, err
	}
	if len(lines) == 0 {
		return nil, fmt.Errorf("the parameter %s%s is not set: make deploy makes it", s.prefix, name)
	}
	key, err := hex.DecodeString(lines[0])
	if err != nil {
		return nil, fmt.Errorf("the parameter %s%s is no key of hexadecimal digits", s.prefix, name)
	}
	return key, nil
}
