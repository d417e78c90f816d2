package httpapi

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/aws/aws-lambda-go/events"
)

// viewerHeader is the network address of who asks, as a function of ours at
// CloudFront says (template.yaml). CloudFront's own header of that kind can only be had
// together with the viewer's Host, by which an HTTP API finds nothing.
const viewerHeader = "X-Tidings-Viewer"

// forgotten are headers that say something of the way here, by whoever wrote them.
var forgotten = []string{OriginHeader, viewerHeader, "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Proto", "X-Real-Ip", "Host"}

func (d *Door) request(ctx context.Context, e events.APIGatewayV2HTTPRequest) (*http.Request, error) {
	body, err := bodyOf(e)
	if err != nil {
		return nil, err
	}
	path := e.RawPath
	if stage := e.RequestContext.Stage; stage != "" && stage != "$default" {
		path = strings.TrimPrefix(path, "/"+stage)
	}
	target := path
	if e.RawQueryString != "" {
		target += "?" + e.RawQueryString
	}
	u, err := url.ParseRequestURI(target)
	if err != nil {
		return nil, err
	}
	r := &http.Request{
		Method: e.RequestContext.HTTP.Method, URL: u, RequestURI: target, Host: d.Site.Host,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: headersOf(e),
		Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
		RemoteAddr: viewer(header(e.Headers, viewerHeader)),
	}
	if d.Site.Scheme == "https" {
		r.TLS = &tls.ConnectionState{ServerName: d.Site.Hostname()}
	}
	return r.WithContext(ctx), nil
}

func bodyOf(e events.APIGatewayV2HTTPRequest) ([]byte, error) {
	if !e.IsBase64Encoded {
		return []byte(e.Body), nil
	}
	body, err := base64.StdEncoding.DecodeString(e.Body)
	if err != nil {
		return nil, fmt.Errorf("decoding the body: %w", err)
	}
	return body, nil
}

func headersOf(e events.APIGatewayV2HTTPRequest) http.Header {
	h := make(http.Header, len(e.Headers)+1)
	for name, value := range e.Headers {
		h.Set(name, value)
	}
	for _, name := range forgotten {
		h.Del(name)
	}
	if len(e.Cookies) > 0 {
		h.Set("Cookie", strings.Join(e.Cookies, "; "))
	}
	return h
}

// header is a header of the event, whatever the case of its name.
func header(headers map[string]string, name string) string {
	if v, ok := headers[strings.ToLower(name)]; ok {
		return v
	}
	for n, v := range headers {
		if strings.EqualFold(n, name) {
			return v
		}
	}
	return ""
}

// viewer is an address of the net package; the zero address where there is none
// to believe, so that all of those share one throttle.
func viewer(said string) string {
	address, err := netip.ParseAddr(said)
	if err != nil {
		return "0.0.0.0:0"
	}
	return net.JoinHostPort(address.Unmap().WithZone("").String(), "0")
}
