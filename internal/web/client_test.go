package web_test

import (
	"net/http/httptest"
	"testing"

	"tidings/internal/web"
)

func TestOnlyOurProxiesSpeakForOthers(t *testing.T) {
	proxies, err := web.ParseProxies("10.0.0.0/8, 2001:db8::1,")
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct{ peer, forwarded, want string }{
		{"192.0.2.1:1", "", "192.0.2.1"},
		{"192.0.2.1:1", "198.51.100.9", "192.0.2.1"}, // a stranger says what it likes
		{"10.0.0.1:1", "198.51.100.9", "198.51.100.9"},
		{"10.0.0.1:1", "203.0.113.66, 198.51.100.9, 10.0.0.2", "198.51.100.9"}, // the first is what the client wrote
		{"10.0.0.1:1", "203.0.113.66, nonsense", "10.0.0.1"},
		{"10.0.0.1:1", "", "10.0.0.1"},
		{"[::ffff:10.0.0.1]:1", "::ffff:198.51.100.9", "198.51.100.9"},
		{"[2001:db8::1]:1", "2001:db8:9::9", "2001:db8:9::9"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = x.peer
		if x.forwarded != "" {
			r.Header.Set("X-Forwarded-For", x.forwarded)
		}
		r.Header.Set("X-Forwarded-Proto", "https")
		if got := proxies.Client(r); got != x.want {
			t.Errorf("%s for %q: %s, want %s", x.peer, x.forwarded, got, x.want)
		}
		if got, want := proxies.Secure(r), x.peer[:4] != "192."; got != want {
			t.Errorf("%s: secure %v", x.peer, got)
		}
	}
	if _, err := web.ParseProxies("everybody"); err == nil {
		t.Error("a word was taken for a network")
	}
}
