// Package awscall makes single requests of services of AWS: signed, and tried
// again, by the SDK's own signer and retryer, with the SDK's own errors. It is for
// services of which the program needs a request or two. The SDK's client of such a
// service describes each of its hundred shapes whenever the program starts, and a
// program with templates links all that the client could ask for.
//
// It must never know what is asked, nor why.
package awscall

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Service is one service in one region. Make it with New.
type Service struct {
	conf    aws.Config
	name    string
	address string
	signer  *v4.Signer
	retryer aws.Retryer
}

// New is a service that signatures call by a name ("ses") and whose address begins
// with another ("email"), by the configuration of package awsconf.
func New(conf aws.Config, name, host string) *Service {
	s := &Service{conf: conf, name: name, address: Address(conf, host), retryer: retry.NewStandard()}
	if conf.Retryer != nil {
		s.retryer = conf.Retryer()
	}
	if conf.HTTPClient == nil {
		s.conf.HTTPClient = awshttp.NewBuildableClient()
	}
	s.signer = v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = name == "s3" })
	return s
}

// Address is where a host of AWS in a region is, without a slash at its end.
func Address(conf aws.Config, host string) string {
	if conf.BaseEndpoint != nil {
		return strings.TrimRight(*conf.BaseEndpoint, "/")
	}
	domain := "amazonaws.com"
	if strings.HasPrefix(conf.Region, "cn-") {
		domain = "amazonaws.com.cn"
	}
	return "https://" + host + "." + conf.Region + "." + domain
}

// Request is what a service is asked.
type Request struct {
	Method string
	Path   string // below the service's address, escaped
	Query  url.Values
	Header http.Header
	Body   []byte
}

// Do makes a request until it is answered well, fails for good, or was tried often
// enough. The answer's body is the caller's to close. An error that the service
// answered is an *awshttp.ResponseError around a smithy.APIError.
func (s *Service) Do(ctx context.Context, r Request) (*http.Response, error) {
	settle := s.retryer.GetInitialToken()
	for attempt := 1; ; attempt++ {
		answer, err := s.once(ctx, r)
		_ = settle(err) // it only gives back what was held for this attempt
		if err == nil {
			return answer, nil
		}
		if most := s.retryer.MaxAttempts(); !s.retryer.IsErrorRetryable(err) || most > 0 && attempt >= most {
			return nil, err
		}
		pause, e := s.retryer.RetryDelay(attempt, err)
		if e != nil {
			return nil, err
		}
		if settle, e = s.retryer.GetRetryToken(ctx, err); e != nil {
			return nil, err // so much fails that trying again would make it worse
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil, &aws.RequestCanceledError{Err: ctx.Err()}
		}
	}
}

// once signs a request and makes it.
func (s *Service) once(ctx context.Context, r Request) (*http.Response, error) {
	q, err := http.NewRequestWithContext(ctx, r.Method, s.address+r.Path, bytes.NewReader(r.Body))
	if err != nil {
		return nil, fmt.Errorf("the address of a service of AWS: %w", err)
	}
	for name, values := range r.Header {
		q.Header[name] = values
	}
	q.URL.RawQuery = strings.ReplaceAll(r.Query.Encode(), "+", "%20") // as signatures want a space
	keys, err := s.conf.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, fmt.Errorf("the AWS credentials: %w", err)
	}
	sum := sha256.Sum256(r.Body)
	hash := hex.EncodeToString(sum[:])
	if s.name == "s3" {
		q.Header.Set("X-Amz-Content-Sha256", hash)
	}
	if err := s.signer.SignHTTP(ctx, keys, q, hash, s.name, s.conf.Region, time.Now()); err != nil {
		return nil, fmt.Errorf("signing a request: %w", err)
	}
	answer, err := s.conf.HTTPClient.Do(q)
	switch {
	case ctx.Err() != nil && err != nil:
		return nil, &aws.RequestCanceledError{Err: ctx.Err()}
	case err != nil:
		return nil, &smithyhttp.RequestSendError{Err: err}
	case answer.StatusCode/100 == 2:
		return answer, nil
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(answer.Body, maxFault)) // what cannot be read says nothing more
	return nil, &awshttp.ResponseError{
		ResponseError: &smithyhttp.ResponseError{Response: &smithyhttp.Response{Response: answer}, Err: said(answer.Header, body)},
		RequestID:     cmp.Or(answer.Header.Get("X-Amzn-Requestid"), answer.Header.Get("X-Amz-Request-Id")),
	}
}
