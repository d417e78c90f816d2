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

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"tidings/internal/awsconf"
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
	get    awsconf.Call[ssm.GetParameterInput, ssm.GetParameterOutput, ssm.Options]
	prefix string
	now    func() time.Time

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
	return &Store{get: ssm.NewFromConfig(conf).GetParameter, prefix: strings.TrimSuffix(prefix, "/") + "/", now: w.Now, read: map[string]value{}}, nil
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
	out, err := s.get(ctx, &ssm.GetParameterInput{Name: aws.String(s.prefix + name), WithDecryption: aws.Bool(true)})
	var none *types.ParameterNotFound
	switch {
	case errors.As(err, &none):
		return "", nil
	case err != nil:
		return "", fmt.Errorf("reading the parameter %s%s: %w", s.prefix, name, err)
	}
	return strings.TrimSpace(aws.ToString(out.Parameter.Value)), nil
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
