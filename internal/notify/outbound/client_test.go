package outbound

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

func TestPublic(t *testing.T) {
	for address, want := range map[string]bool{
		"8.8.8.8": true, "2606:4700::1111": true, "::ffff:8.8.8.8": true,
		"127.0.0.1": false, "::1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false,
		"fd00:ec2::254": false, "fe80::1": false, "0.0.0.0": false, "::": false, "::ffff:127.0.0.1": false, "::ffff:169.254.169.254": false,
		"100.100.100.200": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false, "224.0.0.1": false, "255.255.255.255": false, "198.18.0.1": false, "240.0.0.1": false,
	} {
		if got := Public(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: public %v, want %v", address, got, want)
		}
	}
}

func post(t *testing.T, c *Client, url string) (Answer, error) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, url, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	return c.Do(t.Context(), r)
}

func TestThisMachineIsNotReachedUnlessAllowed(t *testing.T) {
	hits := 0
	s := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits++ }))
	defer s.Close()
	for _, url := range []string{s.URL, strings.Replace(s.URL, "127.0.0.1", "localhost", 1), strings.Replace(s.URL, "127.0.0.1", "[::ffff:127.0.0.1]", 1)} {
		if _, err := post(t, New(false), url+"/secret-path"); !errors.Is(err, ErrPrivate) {
			t.Errorf("%s: %v", url, err)
		}
	}
	if hits != 0 {
		t.Errorf("%d requests came through", hits)
	}
	if _, err := post(t, New(true), strings.Replace(s.URL, "https", "http", 1)); errors.Is(err, ErrPrivate) {
		t.Errorf("where it is allowed: %v", err)
	}
	if _, err := post(t, New(false), "http://8.8.8.8/"); err == nil || !strings.Contains(err.Error(), "https://") {
		t.Errorf("without TLS: %v", err)
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	hits := 0
	inner := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits++ }))
	defer inner.Close()
	s := httptest.NewServer(http.RedirectHandler(inner.URL, http.StatusTemporaryRedirect))
	defer s.Close()
	if a, err := post(t, New(true), s.URL); a.Status != http.StatusTemporaryRedirect || err != nil || hits != 0 {
		t.Errorf("%d, %v, %d requests further on", a.Status, err, hits)
	}
}

func TestAnAnswerWithoutEnd(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 32<<10)); err != nil {
				return
			}
		}
	}))
	defer s.Close()
	began := time.Now()
	a, err := post(t, New(true), s.URL)
	if err != nil || len(a.Body) != maxAnswer || time.Since(began) > timeout {
		t.Errorf("%d bytes in %v, %v", len(a.Body), time.Since(began), err)
	}
}

func TestErrorsHideTheAddress(t *testing.T) {
	for _, url := range []string{"http://127.0.0.1:1/secret", "http://secret.invalid/secret"} {
		if _, err := post(t, New(true), url); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", url, err)
		}
	}
}
