package httpapi_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"tidings/internal/boot/cloud/httpapi"
)

// door answers by a handler, with two values of the origin that are good.
func door(t *testing.T, h http.HandlerFunc) *httpapi.Door {
	t.Helper()
	site, err := httpapi.ParseSite("https://status.example.com")
	if err != nil {
		t.Fatal(err)
	}
	return &httpapi.Door{Site: site, Handler: h, Log: slog.New(slog.DiscardHandler), Origin: func(context.Context) ([]string, error) { return []string{"new", "old"}, nil }}
}

func request(method string, change func(*events.APIGatewayV2HTTPRequest)) events.APIGatewayV2HTTPRequest {
	e := events.APIGatewayV2HTTPRequest{RawPath: "/api/v1/x", Headers: map[string]string{
		"host": "abc.execute-api.eu-central-1.amazonaws.com", "x-tidings-origin": "new", "x-tidings-viewer": "198.51.100.7",
		"x-forwarded-for": "203.0.113.9", "x-forwarded-host": "evil.example.com", "x-forwarded-proto": "http",
	}}
	e.RequestContext.HTTP.Method, e.RequestContext.HTTP.SourceIP, e.RequestContext.Stage = method, "130.176.0.1", "$default"
	if change != nil {
		change(&e)
	}
	return e
}

func ask(t *testing.T, d *httpapi.Door, e events.APIGatewayV2HTTPRequest) (r events.APIGatewayV2HTTPResponse) {
	t.Helper()
	payload, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	out, err := d.Invoke(t.Context(), payload)
	if err == nil {
		err = json.Unmarshal(out, &r)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// seen is what a handler gets to know of a request.
type seen struct{ Method, Target, Host, Client, Body, Cookie, Header, Origin, Forwarded string }

func TestWhatAHandlerSees(t *testing.T) {
	binary := string([]byte{0, 0xff, 0xfe, 'x'})
	plain := seen{Method: "POST", Target: "/api/v1/x", Host: "status.example.com", Client: "198.51.100.7:0"}
	for name, x := range map[string]struct {
		change func(*events.APIGatewayV2HTTPRequest)
		want   func(*seen)
	}{
		"as it is": {nil, nil},
		"a query": {func(e *events.APIGatewayV2HTTPRequest) { e.RawPath, e.RawQueryString = "/a%2Fb/%C3%A9", "q=1&q=2%20x" },
			func(s *seen) { s.Target = "/a%2Fb/%C3%A9?q=1&q=2%20x" }},
		"a body": {func(e *events.APIGatewayV2HTTPRequest) { e.Body = `{"name":"é"}` }, func(s *seen) { s.Body = `{"name":"é"}` }},
		"a binary body": {func(e *events.APIGatewayV2HTTPRequest) {
			e.Body, e.IsBase64Encoded = base64.StdEncoding.EncodeToString([]byte(binary)), true
		}, func(s *seen) { s.Body = binary }},
		"cookies": {func(e *events.APIGatewayV2HTTPRequest) { e.Cookies = []string{"a=1", "__Host-session=2"} }, func(s *seen) { s.Cookie = "a=1; __Host-session=2" }},
		"IPv6": {func(e *events.APIGatewayV2HTTPRequest) { e.Headers["x-tidings-viewer"] = "2001:db8::7" },
			func(s *seen) { s.Client = "[2001:db8::7]:0" }},
		"no viewer":       {func(e *events.APIGatewayV2HTTPRequest) { delete(e.Headers, "x-tidings-viewer") }, func(s *seen) { s.Client = "0.0.0.0:0" }},
		"an odd viewer":   {func(e *events.APIGatewayV2HTTPRequest) { e.Headers["x-tidings-viewer"] = "me:you" }, func(s *seen) { s.Client = "0.0.0.0:0" }},
		"a named stage":   {func(e *events.APIGatewayV2HTTPRequest) { e.RequestContext.Stage, e.RawPath = "prod", "/prod/api/v1/x" }, nil},
		"the older value": {func(e *events.APIGatewayV2HTTPRequest) { e.Headers["x-tidings-origin"] = "old" }, nil},
		"a header in capitals": {func(e *events.APIGatewayV2HTTPRequest) {
			delete(e.Headers, "x-tidings-origin")
			e.Headers["X-Tidings-Origin"], e.Headers["X-Cachet-Token"] = "new", "t"
		}, func(s *seen) { s.Header = "t" }},
	} {
		t.Run(name, func(t *testing.T) {
			want, got := plain, seen{}
			if x.want != nil {
				x.want(&want)
			}
			answer := ask(t, door(t, func(w http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				if err != nil || r.TLS == nil || r.ContentLength != int64(len(body)) || r.URL.RequestURI() != r.RequestURI {
					t.Errorf("%v, TLS %v, %d bytes of %d, %s", err, r.TLS, r.ContentLength, len(body), r.RequestURI)
				}
				got = seen{r.Method, r.RequestURI, r.Host, r.RemoteAddr, string(body), r.Header.Get("Cookie"), r.Header.Get("X-Cachet-Token"),
					r.Header.Get(httpapi.OriginHeader), r.Header.Get("X-Forwarded-For") + r.Header.Get("X-Forwarded-Host") + r.Header.Get("X-Forwarded-Proto")}
			}), request("POST", x.change))
			if diff := cmp.Diff(want, got); diff != "" || answer.StatusCode != http.StatusOK {
				t.Errorf("%d, want (-), got (+):\n%s", answer.StatusCode, diff)
			}
		})
	}
}

func TestWhoComesPastCloudFrontFindsNothing(t *testing.T) {
	d := door(t, func(http.ResponseWriter, *http.Request) { t.Error("the handler was asked") })
	for name, header := range map[string]string{"none": "", "a guess": "guess", "part of it": "ne", "more than it": "new "} {
		e := request("GET", func(e *events.APIGatewayV2HTTPRequest) { e.Headers["x-tidings-origin"] = header })
		if answer := ask(t, d, e); answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", name, answer.StatusCode)
		}
	}
	for name, origin := range map[string]func(context.Context) ([]string, error){
		"nothing is set":      func(context.Context) ([]string, error) { return nil, nil },
		"nobody can tell now": func(context.Context) ([]string, error) { return nil, errors.New("throttled") },
	} {
		d.Origin = origin
		e := request("GET", func(e *events.APIGatewayV2HTTPRequest) { e.Headers["x-tidings-origin"] = "" })
		if answer := ask(t, d, e); answer.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("%s: %d", name, answer.StatusCode)
		}
	}
}

func TestWhatComesBack(t *testing.T) {
	for name, x := range map[string]struct {
		method  string
		handler http.HandlerFunc
		want    events.APIGatewayV2HTTPResponse
	}{
		"text": {"GET", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			w.Header().Add("Vary", "A")
			w.Header().Add("Vary", "B")
			io.WriteString(w, "é")
		}, events.APIGatewayV2HTTPResponse{StatusCode: 200, Headers: map[string]string{"Content-Type": "text/plain", "Vary": "A, B"}, Body: "é"}},
		"bytes": {"GET", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "image/png")
			w.Write([]byte{0xff, 0})
		}, events.APIGatewayV2HTTPResponse{StatusCode: 200, Headers: map[string]string{"Content-Type": "image/png"}, Body: "/wA=", IsBase64Encoded: true}},
		"cookies": {"POST", func(w http.ResponseWriter, r *http.Request) {
			http.SetCookie(w, &http.Cookie{Name: "a", Value: "1"})
			http.SetCookie(w, &http.Cookie{Name: "b", Value: "2"})
			w.Header().Set("Location", "/admin/")
			w.WriteHeader(http.StatusSeeOther)
		}, events.APIGatewayV2HTTPResponse{StatusCode: 303, Headers: map[string]string{"Location": "/admin/"}, Cookies: []string{"a=1", "b=2"}}},
		"refused to a reader": {"GET", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }, events.APIGatewayV2HTTPResponse{StatusCode: 404}},
		"refused to a writer": {"POST", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }, events.APIGatewayV2HTTPResponse{StatusCode: 409}},
		"a head":              {"HEAD", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "four") }, events.APIGatewayV2HTTPResponse{StatusCode: 200, Headers: map[string]string{"Content-Length": "4", "Content-Type": "text/plain; charset=utf-8"}}},
		"a panic":             {"GET", func(http.ResponseWriter, *http.Request) { panic("secret") }, events.APIGatewayV2HTTPResponse{StatusCode: 500, Headers: map[string]string{"Cache-Control": "no-store"}}},
		"too much": {"GET", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, strings.Repeat("x", 5<<20)) },
			events.APIGatewayV2HTTPResponse{StatusCode: 500, Headers: map[string]string{"Cache-Control": "no-store"}}},
	} {
		got := ask(t, door(t, x.handler), request(x.method, nil))
		if len(got.Headers) == 0 {
			got.Headers = nil
		}
		if diff := cmp.Diff(x.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
