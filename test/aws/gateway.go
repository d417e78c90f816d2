package aws

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"tidings/test/kept"
)

// InstallGateway is the command that brings the other server, for error messages.
const InstallGateway = "go install github.com/versity/versitygw/cmd/versitygw@v1.8.0"

const (
	gatewayKey    = "testkey"
	gatewaySecret = "testsecret"
	websiteDomain = "web.localhost"
)

// Gateway is a running versitygw (https://github.com/versity/versitygw): S3 that
// refuses what the real one refuses, and serves buckets as websites.
type Gateway struct {
	Endpoint string
	website  string // host:port
	*kept.Program
}

// StartGateway runs versitygw on free addresses of the loopback and waits until it
// answers. Stop it with Close.
func StartGateway(ctx context.Context) (*Gateway, error) {
	program, err := findGateway()
	if err != nil {
		return nil, err
	}
	address, err := FreeAddress()
	if err != nil {
		return nil, err
	}
	site, err := FreeAddress()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "versitygw")
	if err != nil {
		return nil, err
	}
	g := &Gateway{Endpoint: "http://" + address, website: site}
	g.Program, err = begin(ctx, dir, g.Endpoint+"/healthz", nil, program, "--quiet", "--access", gatewayKey, "--secret", gatewaySecret,
		"--port", address, "--health", "/healthz", "--website", site, "--website-domain", websiteDomain, "posix", dir)
	return g, err
}

// findGateway looks on the PATH, then where `go install` puts programs.
func findGateway() (string, error) {
	if program, err := exec.LookPath("versitygw"); err == nil {
		return program, nil
	}
	for _, dir := range []string{os.Getenv("GOBIN"), filepath.Join(os.Getenv("GOPATH"), "bin"), filepath.Join(os.Getenv("HOME"), "go", "bin")} {
		program := filepath.Join(dir, "versitygw")
		if _, err := os.Stat(program); err == nil && filepath.IsAbs(program) {
			return program, nil
		}
	}
	return "", fmt.Errorf("these tests need versitygw, which is not on the PATH: run %s", InstallGateway)
}

// Config is for clients of the server, which need addresses by path.
func (g *Gateway) Config() aws.Config {
	return aws.Config{
		Region: "us-east-1", BaseEndpoint: &g.Endpoint,
		Credentials:                credentials.NewStaticCredentialsProvider(gatewayKey, gatewaySecret, ""),
		RequestChecksumCalculation: aws.RequestChecksumCalculationWhenSupported,
		ResponseChecksumValidation: aws.ResponseChecksumValidationWhenSupported,
	}
}

// Environment is how a program is told of the server.
func (g *Gateway) Environment() []string {
	return []string{"AWS_REGION=us-east-1", "AWS_ENDPOINT_URL_S3=" + g.Endpoint, "AWS_ACCESS_KEY_ID=" + gatewayKey, "AWS_SECRET_ACCESS_KEY=" + gatewaySecret}
}

// Website asks for a page of a bucket as a visitor of its website does.
func (g *Gateway) Website(ctx context.Context, bucket, path string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+g.website+path, nil)
	if err != nil {
		return nil, err
	}
	r.Host = bucket + "." + websiteDomain
	return http.DefaultClient.Do(r)
}
