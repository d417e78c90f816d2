package httpapi

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
)

// mostBytes is the longest body that fits into an answer of Lambda, which may
// have six megabytes, in base64 if need be.
const mostBytes = 4 << 20

// writer gathers an answer.
type writer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (w *writer) Header() http.Header { return w.header }

// WriteHeader implements http.ResponseWriter.
func (w *writer) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK {
		w.status = status
	}
}

// Write implements http.ResponseWriter.
func (w *writer) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p)
}

// answer is what the API gives back.
func (w *writer) answer(method string) events.APIGatewayV2HTTPResponse {
	w.WriteHeader(http.StatusOK)
	if w.body.Len() > mostBytes {
		return plain(http.StatusInternalServerError)
	}
	if w.header.Get("Content-Type") == "" && w.body.Len() > 0 {
		w.header.Set("Content-Type", http.DetectContentType(w.body.Bytes()))
	}
	out := events.APIGatewayV2HTTPResponse{StatusCode: shown(w.status, method), Headers: map[string]string{}, Cookies: w.header.Values("Set-Cookie")}
	for name, values := range w.header {
		if name != "Set-Cookie" {
			out.Headers[name] = strings.Join(values, ", ")
		}
	}
	if method == http.MethodHead {
		out.Headers["Content-Length"] = strconv.Itoa(w.body.Len())
		return out
	}
	out.Body, out.IsBase64Encoded = w.body.String(), !utf8.Valid(w.body.Bytes())
	if out.IsBase64Encoded {
		out.Body = base64.StdEncoding.EncodeToString(w.body.Bytes())
	}
	return out
}

// shown is the status that readers get to see through CloudFront.
func shown(status int, method string) int {
	switch {
	case status != http.StatusForbidden:
		return status
	case method == http.MethodGet || method == http.MethodHead:
		return http.StatusNotFound
	}
	return http.StatusConflict
}
