package browser

import (
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"tidings/test/browser/chromium"
	"tidings/test/template"
)

// atTheEdge holds that pages lack nothing behind CloudFront, where files come from a
// bucket and the headers are those of the template: what they say of themselves
// holds beside that, and only what both allow is allowed.
func atTheEdge(t *testing.T, b *chromium.Browser, s *site) {
	edge := before(t, s, edgeOf(t, s))
	alone(t, b, edge)
	widget(t, b, edge)
}

// dynamic are addresses that CloudFront takes to a door, whose headers are its own.
func dynamic(path string) bool { return strings.HasPrefix(path, "/subscriptions/") }

// edgeOf puts the headers of the template in the place of all that serve has.
func edgeOf(t *testing.T, s *site) http.Handler {
	t.Helper()
	to, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	all, err := template.Read("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	headers, err := all.Headers("SiteHeaders")
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.ModifyResponse = func(r *http.Response) error {
		if dynamic(r.Request.URL.Path) {
			return nil
		}
		kept := http.Header{}
		for _, name := range []string{"Content-Type", "Content-Length", "Content-Encoding", "Cache-Control"} {
			if v := r.Header.Get(name); v != "" {
				kept.Set(name, v)
			}
		}
		for name, value := range headers {
			kept.Set(name, value)
		}
		r.Header = kept
		return nil
	}
	return proxy
}
