package aws

import (
	"context"
	_ "embed" // what the server's Python reads
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"tidings/test/kept"
)

// Install is the command that brings the server, for error messages.
const Install = "pip install 'moto[server]==5.2.1'"

// Server is a running stand-in.
type Server struct {
	Endpoint string // http://HOST:PORT
	*kept.Program
}

// faster has the server keep less for transactions that fail.
//
//go:embed moto/sitecustomize.py
var faster []byte

// Start runs moto_server on a free address of the loopback and waits until it
// answers. Stop it with Close.
func Start(ctx context.Context) (*Server, error) {
	program, err := exec.LookPath("moto_server")
	if err != nil {
		return nil, fmt.Errorf("these tests need moto_server, which is not on the PATH: run %s", Install)
	}
	address, err := FreeAddress()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "moto")
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, "sitecustomize.py"), faster, 0o600); err != nil {
		return nil, err
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	s := &Server{Endpoint: "http://" + address}
	s.Program, err = begin(ctx, dir, s.Endpoint+"/moto-api/data.json", []string{"PYTHONPATH=" + dir}, program, "-H", host, "-p", port)
	return s, err
}

// Config is for clients of the server. Each request has a connection of its
// own: over kept ones the server now and then drops an answer, and it does not
// know the tokens by which AWS recognises a repeated request.
func (s *Server) Config() aws.Config {
	return aws.Config{
		Region: "eu-central-1", BaseEndpoint: &s.Endpoint,
		Credentials:                credentials.NewStaticCredentialsProvider("test", "test", ""),
		HTTPClient:                 &http.Client{Transport: apart()},
		RequestChecksumCalculation: aws.RequestChecksumCalculationWhenSupported,
		ResponseChecksumValidation: aws.ResponseChecksumValidationWhenSupported,
	}
}
