package web

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// FuzzSite asks for any address with any headers: nothing private may come out,
// and nothing may be the server's fault.
func FuzzSite(f *testing.F) {
	f.Add("/", "", "")
	f.Add("/incidents/slow.html", "br;q=0.5, gzip", "bytes=0-9")
	f.Add("/../.git/config", "*", "bytes=-1")
	f.Add("/.well-known/security.txt", "identity;q=0", "")
	f.Add("/assets/.hidden/", "gzip;q=1.0000", "bytes=9-1")
	h := SiteHandler(published(f), SiteOptions{})
	f.Fuzz(func(t *testing.T, path, encoding, ranges string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.URL = &url.URL{Path: path}
		r.Header.Set("Accept-Encoding", encoding)
		if ranges != "" {
			r.Header.Set("Range", ranges)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code >= 500 || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%q with %q, %q answers %d %.40q", path, encoding, ranges, w.Code, w.Body)
		}
		if to := w.Header().Get("Location"); to != "" && !strings.HasPrefix(to, "./") && !strings.HasPrefix(to, "../") {
			t.Errorf("%q leads to %q", path, to)
		}
	})
}
