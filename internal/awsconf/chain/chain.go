// Package chain finds the keys by which a program on a host signs what it asks
// of AWS, in the order in which the SDK and the AWS CLI look: the environment,
// the shared file of credentials, the address that a container is given (ECS,
// EKS Pod Identity), the metadata of an EC2 instance. Keys that expire are
// fetched again before they do.
//
// It knows no single sign-on, no process and no role to assume: those who need
// one hand the keys over by one of the four.
package chain

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/ec2rolecreds"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"

	"tidings/internal/awsconf"
)

// New finds keys when they are first wanted.
func New(getenv func(string) string) aws.CredentialsProvider {
	places := []aws.CredentialsProvider{awsconf.Environment(getenv), file{getenv}, container{getenv}}
	if !strings.EqualFold(getenv("AWS_EC2_METADATA_DISABLED"), "true") {
		places = append(places, instance(getenv))
	}
	return aws.NewCredentialsCache(first(places))
}

// first asks one place after the other until one has keys.
type first []aws.CredentialsProvider

func (f first) Retrieve(ctx context.Context) (aws.Credentials, error) {
	for _, place := range f {
		c, err := place.Retrieve(ctx)
		if err == nil || !errors.Is(err, awsconf.ErrNoKeys) {
			return c, err
		}
	}
	return aws.Credentials{}, fmt.Errorf("%w, or have a profile in ~/.aws/credentials, or run where AWS gives the program a role", awsconf.ErrNoKeys)
}

// instance asks the metadata service of EC2. Elsewhere nobody answers there.
func instance(getenv func(string) string) aws.CredentialsProvider {
	role := ec2rolecreds.New(func(o *ec2rolecreds.Options) {
		o.Client = imds.New(imds.Options{Endpoint: getenv("AWS_EC2_METADATA_SERVICE_ENDPOINT")})
	})
	return aws.CredentialsProviderFunc(func(ctx context.Context) (aws.Credentials, error) {
		c, err := role.Retrieve(ctx)
		if err != nil && ctx.Err() == nil {
			return c, fmt.Errorf("%w (the metadata of an instance: %w)", awsconf.ErrNoKeys, err)
		}
		return c, err
	})
}
