package v1_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tidings/internal/access"
)

// Whatever is sent, the answer is JSON of Cachet's shape, and never a crash.
func FuzzRequest(f *testing.F) {
	for _, x := range tour {
		f.Add(x.method, x.path, x.body, "")
	}
	f.Add("POST", "/components?tags[][a][]=1&components[0][id]=%00", "a[b[c]]]=1&[=2&]=3", "multipart/form-data; boundary=")
	f.Add("PUT", "/incidents/1", `{"components":{"":null},"vars":[[]],"lang":{"de":7}}`, "application/json")
	l := newLab(f, -1)
	c := l.as(access.Manage, access.Person)
	f.Fuzz(func(t *testing.T, method, path, body, kind string) {
		r, ok := request(method, path, body)
		if !ok {
			return
		}
		r.Header.Set("X-Cachet-Token", c.token)
		if kind != "" {
			r.Header.Set("Content-Type", kind)
		}
		w := httptest.NewRecorder()
		c.api.ServeHTTP(w, r)
		if w.Body.Len() > 0 && !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s %s answers %d %q", method, path, w.Code, w.Body)
		}
		if w.Code >= 500 {
			t.Errorf("%s %s %q answers %d: %s\n%s", method, path, body, w.Code, w.Body, l.log)
		}
	})
}

// request makes a request, unless no client could send it.
func request(method, path, body string) (*http.Request, bool) {
	r, err := http.NewRequest(method, "http://status.example/api/v1"+path, strings.NewReader(body))
	if err != nil || r.URL.Host != "status.example" {
		return nil, false
	}
	r.RemoteAddr = "192.0.2.1:1234"
	return r, true
}
