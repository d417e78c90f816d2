package local

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tidings/internal/doctor"
)

const (
	aManifest  = `{"format":"tidings/2","sequence":7,"published_at":"2026-11-22T10:00:00Z","files":0,"folders":{},"root":{}}`
	aHeartbeat = `{"at":"2026-11-22T12:00:00Z","sequence":7,"next":"2026-11-22T12:01:00Z"}`
)

// looks at the site of a data folder, whose address in site.yaml is given.
func looks(t *testing.T, data, address string, named ...string) doctor.Site {
	t.Helper()
	all, err := sites(t.Context(), Options{Data: data, Now: time.Now, Getenv: func(string) string { return "" }}, address, named)
	if err != nil || len(all) != 1 {
		t.Fatalf("%+v, %v", all, err)
	}
	return all[0]
}

// A machine that has served nothing looks at the site's address, and tells a site that
// is well from one that is stopped, from none, and from what cannot be looked at.
func TestTheSiteAtItsAddress(t *testing.T) {
	var files map[string]string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch text := files[r.URL.Path]; text {
		case "":
			http.NotFound(w, r)
		case "503":
			w.WriteHeader(http.StatusServiceUnavailable)
		default:
			w.Write([]byte(text))
		}
	}))
	t.Cleanup(s.Close)
	published, beat := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC), time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		manifest, heartbeat string
		published, beat     time.Time
		trouble             string
	}{
		"well":                      {aManifest, aHeartbeat, published, beat, ""},
		"published once":            {aManifest, "", published, time.Time{}, ""},
		"no site":                   {"", "", time.Time{}, time.Time{}, ""},
		"in trouble":                {"503", "503", time.Time{}, time.Time{}, "answers 503"},
		"a heartbeat out of reach":  {aManifest, "503", time.Time{}, time.Time{}, "answers 503"},
		"what is no site of anyone": {"<html>", "<html>", time.Time{}, time.Time{}, "none of ours"},
	} {
		files = map[string]string{"/page/manifest.json": test.manifest, "/page/heartbeat.json": test.heartbeat}
		got := looks(t, t.TempDir(), s.URL+"/page")
		var at time.Time
		if got.Heartbeat != nil {
			at = got.Heartbeat.At
		}
		if got.Place != s.URL+"/page" || !got.Published.Equal(test.published) || !at.Equal(test.beat) ||
			!strings.Contains(got.Trouble, test.trouble) || (got.Trouble == "") != (test.trouble == "") || (got.Mend == "") != (got.Trouble == "") {
			t.Errorf("%s: %+v", name, got)
		}
	}
	files = map[string]string{"/manifest.json": aManifest, "/heartbeat.json": "{"}
	if got := looks(t, t.TempDir(), s.URL); got.Heartbeat == nil || !got.Heartbeat.At.IsZero() {
		t.Errorf("a heartbeat that was cut off: %+v", got)
	}
	s.Close()
	if got := looks(t, t.TempDir(), s.URL); got.Trouble == "" || got.Mend == "" {
		t.Errorf("a server that is gone: %+v", got)
	}
}

// A folder remembers where its site is published to, until that is the folder again.
func TestWhereTheSiteIsIsRemembered(t *testing.T) {
	data, elsewhere := t.TempDir(), filepath.Join(t.TempDir(), "elsewhere")
	for _, dir := range []string{elsewhere, filepath.Join(data, siteFolder)} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []struct{ target, named, want string }{
		{"", "", filepath.Join(data, siteFolder)}, {elsewhere, "", elsewhere}, {elsewhere, "", elsewhere},
		{elsewhere, data, data}, {"", "", filepath.Join(data, siteFolder)},
	} {
		if err := rememberTarget(data, step.target); err != nil {
			t.Fatal(err)
		}
		var named []string
		if step.named != "" {
			named = append(named, step.named)
		}
		if got := looks(t, data, "https://status.invalid", named...); got.Place != step.want || got.Trouble != "" {
			t.Errorf("served to %q, it looks at %+v, want %s", step.target, got, step.want)
		}
	}
}
