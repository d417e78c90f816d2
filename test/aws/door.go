package aws

import (
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
)

// Door is an address of the server for programs that cannot be told how to talk to
// it: each of their requests has a connection of its own, and waits for the one
// before. Close it before the server.
func (s *Server) Door() (*httptest.Server, error) {
	to, err := url.Parse(s.Endpoint)
	if err != nil {
		return nil, err
	}
	behind := httputil.NewSingleHostReverseProxy(to)
	behind.Transport = apart()
	return httptest.NewServer(behind), nil
}

// Environment is how a program is told of a door of the server.
func Environment(door *httptest.Server) []string {
	return []string{"AWS_REGION=eu-central-1", "AWS_ENDPOINT_URL=" + door.URL, "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test"}
}
