package rehearsal

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"

	"tidings/test/iam"
)

// meter stands between the doors and a server: it counts what is asked, lets one
// request through at a time, and may step in before one.
type meter struct {
	service string
	server  *httptest.Server
	under   *httputil.ReverseProxy

	mu     sync.Mutex
	counts map[string]int
	before func(r *http.Request) (status int, body string) // 0: let it through
	after  func(r *http.Request, asked []byte)             // of what was let through, and went well
	roles  *roles                                          // who may ask for what
	alone  sync.Mutex
}

func newMeter(t *testing.T, service, endpoint string) *meter {
	t.Helper()
	to, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	m := &meter{service: service, counts: map[string]int{}}
	m.under = &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to)
			r.Out.Host = r.In.Host // it is signed
		},
		Transport:    &http.Transport{DisableKeepAlives: true},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
	}
	m.server = httptest.NewServer(m)
	t.Cleanup(m.server.Close)
	return m
}

// ServeHTTP implements http.Handler.
func (m *meter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	asked, ok := m.roles.admit(w, r)
	if !ok {
		return
	}
	if status, body := m.stepIn(r); status != 0 {
		w.WriteHeader(status)
		w.Write([]byte(body))
		return
	}
	m.alone.Lock()
	defer m.alone.Unlock()
	m.pass(w, asked)
}

// stepIn counts a request, and may answer it.
func (m *meter) stepIn(r *http.Request) (status int, body string) {
	what := operation(r)
	m.mu.Lock()
	m.counts[what]++
	before := m.before
	m.mu.Unlock()
	if before == nil {
		return 0, ""
	}
	return before(r)
}

func (m *meter) pass(w http.ResponseWriter, asked iam.Request) {
	if err := m.sign(asked.Request); err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	seen := &outcome{ResponseWriter: w, status: http.StatusOK, hides: func() bool { return m.roles.hide(w, asked) }}
	m.under.ServeHTTP(seen, asked.Request)
	if seen.status == http.StatusOK && m.after != nil {
		m.after(asked.Request, asked.Body)
	}
}

// outcome is an answer whose status is looked at. That something is not there may be
// hidden from who asks: then that is answered in its place.
type outcome struct {
	http.ResponseWriter
	status int
	hides  func() bool
	hidden bool
}

// WriteHeader implements http.ResponseWriter.
func (o *outcome) WriteHeader(status int) {
	o.status = status
	if o.hidden = status == http.StatusNotFound && o.hides(); !o.hidden {
		o.ResponseWriter.WriteHeader(status)
	}
}

// Write implements http.ResponseWriter.
func (o *outcome) Write(p []byte) (int, error) {
	if o.hidden {
		return len(p), nil
	}
	return o.ResponseWriter.Write(p)
}

// operation is what a request asks for.
func operation(r *http.Request) string {
	if _, name, ok := strings.Cut(r.Header.Get("X-Amz-Target"), "."); ok {
		return name
	}
	return r.Method
}

// changes reports whether a request to S3 changes an object of the site.
func changesSite(r *http.Request) bool {
	return (r.Method == http.MethodPut || r.Method == http.MethodDelete) && !strings.Contains(r.URL.Path, "/.tidings/")
}

// intervene has something done before each request, until the next call.
func (m *meter) intervene(before func(r *http.Request) (int, string)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.before = before
}

// reset forgets the counts.
func (m *meter) reset() {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.counts)
}

// asked is how often anything was asked, by operation.
func (m *meter) asked() (total int, by map[string]int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, n := range m.counts {
		total += n
	}
	return total, maps.Clone(m.counts)
}
