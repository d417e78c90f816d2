package importer

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"tidings/test/wait"
)

// serve answers as a page does: by path, 404 for what it does not have.
func serve(t *testing.T, answers map[string]http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, ok := answers[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	return server
}

func file(t *testing.T, name string) http.HandlerFunc {
	t.Helper()
	body, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) }
}

func TestFetch(t *testing.T) {
	server := serve(t, map[string]http.HandlerFunc{
		"/s/api/v2/summary.json": file(t, "testdata/maintenance.json"),
		"/s/history.atom":        file(t, "testdata/history.atom"),
	})
	for _, address := range []string{"/s", "/s/", "/s/api/v2/summary.json", "/s/api/v2/incidents.json?x=1"} {
		documents, notes, err := Fetch(context.Background(), server.Client(), server.URL+address)
		if err != nil || len(documents) != 2 || len(notes) != 2 {
			t.Fatalf("%s: %d documents, %v, %v", address, len(documents), notes, err)
		}
		if !strings.Contains(notes[0].String(), "incidents.json: not read") || !strings.Contains(notes[0].String(), "404") {
			t.Errorf("got %s", notes[0])
		}
		page, err := Statuspage(documents, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Incidents) != 3 || len(page.Maintenances) != 1 || page.Site.Name != "GitHub" {
			t.Errorf("got %d incidents, %d maintenances of %q", len(page.Incidents), len(page.Maintenances), page.Site.Name)
		}
	}
}

func TestFetchRefuses(t *testing.T) {
	endless := func(w http.ResponseWriter, _ *http.Request) {
		for chunk := strings.Repeat(" ", 1<<20); ; {
			if _, err := io.WriteString(w, chunk); err != nil {
				return
			}
		}
	}
	gone := serve(t, nil)
	large := serve(t, map[string]http.HandlerFunc{"/api/v2/summary.json": endless})
	slow := serve(t, map[string]http.HandlerFunc{"/api/v2/summary.json": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }})
	for name, tt := range map[string]struct{ address, want string }{
		"not there":  {gone.URL, "404"},
		"too large":  {large.URL, "more than 32 MB"},
		"too slow":   {slow.URL, "no answer in time"},
		"no address": {"ftp://example.com", "is no web address"},
		"no host":    {"https:///x", "is no web address"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), wait.Long)
			defer cancel()
			if name == "too slow" {
				ctx, cancel = context.WithTimeout(ctx, 50*time.Millisecond)
				defer cancel()
			}
			if _, _, err := Fetch(ctx, http.DefaultClient, tt.address); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}
