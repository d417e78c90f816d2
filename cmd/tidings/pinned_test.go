package main

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// An incident that a client pins stays at the top of the page when it is over,
// and goes when it is let go.
func TestAPinnedIncidentStaysOnThePage(t *testing.T) {
	dir := t.TempDir()
	if err := writeContent(filepath.Join(dir, "content")); err != nil {
		t.Fatal(err)
	}
	s := serve(t, dir)
	token := newToken(t, dir, "manage", "person")
	pinned := func(want bool) {
		t.Helper()
		s.eventually(t, "/", func(home string) bool {
			at, board := strings.Index(home, `id="pinned"`), strings.Index(home, `id="components"`)
			return (at >= 0) == want && at < board && strings.Contains(home[max(at, 0):board], "The move of all data") == want
		})
	}
	s.asks(t, token, http.MethodPost, "/incidents", map[string]any{
		"name": "The move of all data", "status": 4, "message": "It is done.", "stickied": true, "occurred_at": "2020-01-02 03:04:05",
	})
	pinned(true)
	s.asks(t, token, http.MethodPut, "/incidents/1", map[string]any{"stickied": false})
	pinned(false)
}
