package browser

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"testing"
)

// answers are what stands in front of a site says for some of its addresses.
type answers map[string]http.HandlerFunc

// front is a site with something in front of it that answers some addresses
// otherwise, as a cache would that has not heard of the site for long.
func front(t *testing.T, s *site, instead answers) *site {
	t.Helper()
	to, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	behind := httputil.NewSingleHostReverseProxy(to)
	return before(t, s, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if answer, ok := instead[r.URL.Path]; ok {
			answer(w, r)
			return
		}
		behind.ServeHTTP(w, r)
	}))
}

// before is a site that is reached by what stands before it.
func before(t *testing.T, s *site, h http.Handler) *site {
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return &site{program: s.program, url: server.URL, began: s.began}
}

// says answers with a text.
func says(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Write([]byte(text))
	}
}

// fails answers with a status of HTTP.
func fails(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
}

// breaks gives no answer at all.
func breaks(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
