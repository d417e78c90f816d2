package chain

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/endpointcreds"

	"tidings/internal/awsconf"
)

// container asks the address that ECS and EKS give to what they run.
type container struct{ getenv func(string) string }

const ecsAddress = "http://169.254.170.2"

func (c container) Retrieve(ctx context.Context) (aws.Credentials, error) {
	from := c.getenv("AWS_CONTAINER_CREDENTIALS_FULL_URI")
	if relative := c.getenv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"); relative != "" {
		from = ecsAddress + relative
	} else if from == "" {
		return aws.Credentials{}, awsconf.ErrNoKeys
	}
	if !trusted(from) {
		return aws.Credentials{}, errors.New("AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor an address of this machine: no keys are asked for there")
	}
	keys, err := endpointcreds.New(from, func(o *endpointcreds.Options) {
		o.AuthorizationTokenProvider = endpointcreds.TokenProviderFunc(c.token)
	}).Retrieve(ctx)
	if err != nil {
		err = fmt.Errorf("asking the agent of the container for AWS credentials: %w", err)
	}
	return keys, err
}

// token is read again each time: a file of it changes.
func (c container) token() (string, error) {
	path := c.getenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
	if path == "" {
		return c.getenv("AWS_CONTAINER_AUTHORIZATION_TOKEN"), nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("reading the token for AWS credentials: %w", err)
	}
	return strings.TrimSpace(string(text)), nil
}

// trusted are addresses that keys may be asked from: over TLS any, in the open
// those of this machine and of the agents of ECS and EKS.
func trusted(from string) bool {
	u, err := url.Parse(from)
	if err != nil || u.Host == "" {
		return false
	}
	if u.Scheme == "https" {
		return true
	}
	ip, _ := netip.ParseAddr(cmp.Or(map[string]string{"localhost": "127.0.0.1"}[u.Hostname()], u.Hostname()))
	return u.Scheme == "http" && (ip.IsLoopback() || slices.Contains([]string{"169.254.170.2", "169.254.170.23", "fd00:ec2::23"}, ip.String()))
}
