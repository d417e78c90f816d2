package app

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tidings/internal/config"
	"tidings/internal/web"
)

func TestHealthSaysWhetherTheProgramIsReady(t *testing.T) {
	a := &App{}
	ask := func() (int, string) {
		w := httptest.NewRecorder()
		a.health(w, httptest.NewRequest(http.MethodGet, "/healthz", nil))
		return w.Code, w.Body.String()
	}
	if code, body := ask(); code != http.StatusServiceUnavailable {
		t.Errorf("before the first publish: %d %s", code, body)
	}
	a.ready.Store(true)
	if code, body := ask(); code != http.StatusOK || body != "ok\n" {
		t.Errorf("ready: %d %s", code, body)
	}
	a.refused.Store(true)
	if code, body := ask(); code != http.StatusOK || !strings.Contains(body, "the content folder is not applied as it is now") {
		t.Errorf("with content that was refused: %d %s", code, body)
	}
}

// What comes to a door of AWS, and proves itself there, has no address.
func TestASourceOfAWSHasNoAddress(t *testing.T) {
	a := &App{}
	a.rules.Store(&rules{config: &config.Config{Sources: []config.Source{{ID: "alarms", Auth: config.Auth{Type: config.AuthIAM}}}}})
	if _, _, err := a.Source(t.Context(), "alarms", time.Now()); !errors.Is(err, web.ErrNoSource) {
		t.Errorf("%v, want %v", err, web.ErrNoSource)
	}
}
