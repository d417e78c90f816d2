package awscall_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"

	"tidings/internal/awscall"
)

var keys = aws.Credentials{AccessKeyID: "AKID", SecretAccessKey: "secret", SessionToken: "token"}

// serve answers the nth request, counted from 1.
func serve(t *testing.T, answer func(n int64, w http.ResponseWriter, r *http.Request)) (aws.Config, *atomic.Int64) {
	t.Helper()
	var count atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { answer(count.Add(1), w, r) }))
	t.Cleanup(server.Close)
	return aws.Config{
		Region: "eu-west-1", BaseEndpoint: &server.URL,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return keys, nil }),
		Retryer: func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) { o.MaxBackoff = time.Millisecond })
		},
	}, &count
}

// What fails for a while is asked again, the whole of it; what it answers is read.
func TestTriedAgain(t *testing.T) {
	conf, count := serve(t, func(n int64, w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch {
		case string(body) != `{"Name":"a"}` || r.Header.Get("X-Amz-Target") != "Some.Thing" || r.Header.Get("Content-Type") != "application/x-amz-json-1.1":
			t.Errorf("request %d is %s, %v", n, body, r.Header)
		case n == 1:
			w.WriteHeader(http.StatusInternalServerError)
		case n == 2:
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"__type":"com.amazonaws.x#ThrottlingException","message":"slow down"}`)
		default:
			_, _ = io.WriteString(w, `{"Value":"b"}`)
		}
	})
	var out struct{ Value string }
	err := awscall.New(conf, "some", "some").JSON(t.Context(), "1.1", "Some.Thing", map[string]string{"Name": "a"}, &out)
	if err != nil || out.Value != "b" || count.Load() != 3 {
		t.Errorf("after %d requests: %q, %v", count.Load(), out.Value, err)
	}
}

// What a service says is wrong has the SDK's types, however it says it.
func TestWhatAServiceSays(t *testing.T) {
	for name, c := range map[string]struct {
		status                            int
		header, body, code, message, asks string
	}{
		"by header":        {400, "MessageRejected:http://internal.amazon.com/", `{"message":"no"}`, "MessageRejected", "no", "once"},
		"by type":          {400, "", `{"__type":"ParameterNotFound","Message":"gone"}`, "ParameterNotFound", "gone", "once"},
		"by long type":     {400, "", `{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"none"}`, "QueueDoesNotExist", "none", "once"},
		"as XML":           {404, "", `<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>no key</Message></Error>`, "NoSuchKey", "no key", "once"},
		"a machine's page": {403, "", `<html>Forbidden</html>`, "UnknownError", "", "once"},
		"nothing":          {412, "", ``, "UnknownError", "", "once"},
		"for ever":         {503, "", `<Error><Code>SlowDown</Code><Message>less</Message></Error>`, "SlowDown", "less", "3 times"},
	} {
		t.Run(name, func(t *testing.T) {
			conf, count := serve(t, func(_ int64, w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("X-Amzn-Errortype", c.header)
				w.Header().Set("X-Amzn-Requestid", "id1")
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, c.body)
			})
			_, err := awscall.New(conf, "s3", "s3").Do(t.Context(), awscall.Request{Method: http.MethodGet, Path: "/x"})
			answer, ok := errors.AsType[*awshttp.ResponseError](err)
			if !ok || answer.HTTPStatusCode() != c.status || answer.RequestID != "id1" {
				t.Fatalf("got %v", err)
			}
			said, ok := errors.AsType[smithy.APIError](err)
			if !ok || said.ErrorCode() != c.code || said.ErrorMessage() != c.message {
				t.Errorf("got %q, %q", said.ErrorCode(), said.ErrorMessage())
			}
			if want := map[string]int64{"once": 1, "3 times": 3}[c.asks]; count.Load() != want {
				t.Errorf("asked %d times, want %d", count.Load(), want)
			}
		})
	}
}

// What comes over the line is what was signed.
func TestSigned(t *testing.T) {
	for service, path := range map[string]string{"s3": "/bucket/a%20b/%C3%BC+%2B.html", "ssm": "/"} {
		conf, _ := serve(t, func(_ int64, w http.ResponseWriter, r *http.Request) {
			if want, got := signature(t, service, r), r.Header.Get("Authorization"); got != want {
				t.Errorf("%s: the request has\n%s, and what it is has\n%s", service, got, want)
			}
		})
		_, err := awscall.New(conf, service, service).Do(t.Context(), awscall.Request{
			Method: http.MethodPut, Path: path, Query: url.Values{"prefix": {"a b/ü"}, "x": {""}},
			Header: http.Header{"If-Match": {`"tag"`}, "X-Amz-Meta-A": {"1"}}, Body: []byte("text"),
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// signature is that of a request as it came.
func signature(t *testing.T, service string, r *http.Request) string {
	t.Helper()
	body, _ := io.ReadAll(r.Body)
	again, err := http.NewRequest(r.Method, "http://"+r.Host+r.RequestURI, bytes.NewReader(body))
	if err != nil {
		t.Error(err)
		return ""
	}
	_, list, _ := strings.Cut(r.Header.Get("Authorization"), "SignedHeaders=")
	list, _, _ = strings.Cut(list, ",")
	for name := range strings.SplitSeq(list, ";") {
		if name != "host" && name != "content-length" {
			again.Header[http.CanonicalHeaderKey(name)] = r.Header.Values(name)
		}
	}
	at, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
	if err != nil {
		t.Error(err)
	}
	sum := sha256.Sum256(body)
	signer := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = service == "s3" })
	if err := signer.SignHTTP(t.Context(), keys, again, hex.EncodeToString(sum[:]), service, "eu-west-1", at); err != nil {
		t.Error(err)
	}
	return again.Header.Get("Authorization")
}

// Who gives up waits no longer, however often it would be tried.
func TestGivenUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	conf, count := serve(t, func(_ int64, w http.ResponseWriter, _ *http.Request) {
		cancel()
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	conf.Retryer = func() aws.Retryer { return retry.NewStandard(func(o *retry.StandardOptions) { o.MaxAttempts = 0 }) }
	_, err := awscall.New(conf, "s3", "s3").Do(ctx, awscall.Request{Method: http.MethodGet, Path: "/"})
	if !errors.Is(err, context.Canceled) || count.Load() != 1 {
		t.Errorf("after %d requests: %v", count.Load(), err)
	}
}

func TestAddress(t *testing.T) {
	for region, want := range map[string]string{"eu-west-1": "https://email.eu-west-1.amazonaws.com", "cn-north-1": "https://email.cn-north-1.amazonaws.com.cn"} {
		if got := awscall.Address(aws.Config{Region: region}, "email"); got != want {
			t.Errorf("%s: %s", region, got)
		}
	}
	if got := awscall.Address(aws.Config{Region: "eu-west-1", BaseEndpoint: aws.String("http://127.0.0.1:1/")}, "email"); got != "http://127.0.0.1:1" {
		t.Error(got)
	}
}
