package parameters

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
)

// service is the parameters of a stack, with how often they were asked for.
type service struct {
	values map[string]string
	fails  error
	asked  int
}

func (s *service) get(_ context.Context, in *ssm.GetParameterInput, _ ...func(*ssm.Options)) (*ssm.GetParameterOutput, error) {
	s.asked++
	if s.fails != nil {
		return nil, s.fails
	}
	value, ok := s.values[aws.ToString(in.Name)]
	if !ok || !aws.ToBool(in.WithDecryption) {
		return nil, &types.ParameterNotFound{}
	}
	return &ssm.GetParameterOutput{Parameter: &types.Parameter{Value: &value}}, nil
}

// A secret is asked for once a minute and no oftener, so that one that was rotated
// counts within the minute; a failure is not remembered.
func TestParametersAreReadAnewEachMinute(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	from := &service{values: map[string]string{"/tidings/page/origin": "old\n"}}
	s := &Store{get: from.get, prefix: "/tidings/page/", now: func() time.Time { return now }, read: map[string]value{}}
	for _, x := range []struct {
		name  string
		pass  time.Duration
		to    string
		fails error
		want  string
		asked int
	}{
		{"at first", 0, "old", nil, "old", 1},
		{"soon after, while it is rotated", 59 * time.Second, "new\nold", nil, "old", 1},
		{"a minute after", time.Second, "new\nold", nil, "new old", 2},
		{"when it cannot be read", time.Minute, "new", errors.New("throttled"), "", 3},
		{"and can again", 0, "new", nil, "new", 4},
	} {
		now = now.Add(x.pass)
		from.values["/tidings/page/origin"], from.fails = x.to, x.fails
		got, err := s.Origin(t.Context())
		if strings.Join(got, " ") != x.want || (err != nil) != (x.fails != nil) || from.asked != x.asked {
			t.Errorf("%s: %q, %v, asked %d times, want %q and %d", x.name, got, err, from.asked, x.want, x.asked)
		}
	}
}

func TestWhatIsNoKeyIsSaid(t *testing.T) {
	pem := "-----BEGIN KEY-----\nab\n-----END KEY-----"
	from := &service{values: map[string]string{"/p/key": "no digits", "/p/contacts-key": "abcd", "/p/secret/content": pem}}
	s := &Store{get: from.get, prefix: "/p/", now: time.Now, read: map[string]value{}}
	if _, err := s.Bytes(t.Context(), "other"); err == nil || !strings.Contains(err.Error(), "/p/other is not set: make deploy makes it") {
		t.Errorf("a key that is missing: %v", err)
	}
	if _, err := s.Bytes(t.Context(), Key); err == nil || strings.Contains(err.Error(), "no digits") {
		t.Errorf("a key that is none: %v", err)
	}
	if key, err := s.Bytes(t.Context(), ContactsKey); err != nil || !slices.Equal(key, []byte{0xab, 0xcd}) {
		t.Errorf("%x, %v", key, err)
	}
	if lines, err := s.Lines(t.Context(), "secret/content"); err != nil || !slices.Equal(lines, []string{pem}) {
		t.Errorf("%q, %v", lines, err)
	}
}
