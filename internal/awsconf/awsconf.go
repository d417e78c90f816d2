// Package awsconf makes the configuration of one AWS client from environment
// variables, as the SDK's own loader would, at a fraction of its size and of
// the time it takes to start: a program that only has keys in its environment,
// as a function on Lambda does, links nothing else. Its child chain finds keys
// on a host. It also names what adapters hold of a client: Call.
//
// It must never know which services there are, nor what is asked of them.
//
// What it reads, with the meaning that the SDK gives it:
//
//	AWS_REGION, else AWS_DEFAULT_REGION
//	AWS_ENDPOINT_URL_<SERVICE>, else AWS_ENDPOINT_URL, unless AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is true
//	AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
package awsconf

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
)

// Options are what a client's configuration is made from.
type Options struct {
	Getenv func(string) string
	Region string // empty: that of the environment
	// Credentials are nil where the keys stand in the environment.
	Credentials aws.CredentialsProvider
}

// ErrNoRegion says that nothing names the region of a client.
var ErrNoRegion = errors.New("the AWS region is not known: set AWS_REGION, as in AWS_REGION=eu-central-1")

// New is the configuration for a client of a service, which is named as in the
// environment variables of its address: "SESV2", "S3", "SQS", "DYNAMODB". The
// error is ErrNoRegion.
func New(service string, o Options) (aws.Config, error) {
	c := aws.Config{
		Region:                     cmp.Or(o.Region, o.Getenv("AWS_REGION"), o.Getenv("AWS_DEFAULT_REGION")),
		BaseEndpoint:               endpoint(service, o.Getenv),
		Credentials:                o.Credentials,
		Retryer:                    func() aws.Retryer { return retry.NewStandard() },
		RequestChecksumCalculation: aws.RequestChecksumCalculationWhenSupported,
		ResponseChecksumValidation: aws.ResponseChecksumValidationWhenSupported,
		AccountIDEndpointMode:      aws.AccountIDEndpointModePreferred,
	}
	if c.Credentials == nil {
		c.Credentials = Environment(o.Getenv)
	}
	if c.Region == "" {
		return c, ErrNoRegion
	}
	return c, nil
}

func endpoint(service string, getenv func(string) string) *string {
	if strings.EqualFold(getenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"), "true") {
		return nil
	}
	if url := cmp.Or(getenv("AWS_ENDPOINT_URL_"+service), getenv("AWS_ENDPOINT_URL")); url != "" {
		return &url
	}
	return nil
}

// ErrNoKeys says that a place holds no credentials.
var ErrNoKeys = errors.New("there are no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")

// Environment finds keys in environment variables. Its error is ErrNoKeys.
func Environment(getenv func(string) string) aws.CredentialsProvider {
	return aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		c := aws.Credentials{
			AccessKeyID: getenv("AWS_ACCESS_KEY_ID"), SecretAccessKey: getenv("AWS_SECRET_ACCESS_KEY"),
			SessionToken: getenv("AWS_SESSION_TOKEN"), AccountID: getenv("AWS_ACCOUNT_ID"), Source: "environment",
		}
		if !c.HasKeys() {
			return aws.Credentials{}, ErrNoKeys
		}
		return c, nil
	})
}
