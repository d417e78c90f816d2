package web

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tidings/test/wait"
)

func TestADeletedFolderIsServedAgainOnceItIsBack(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	write(t, dir+"/index.html", "first")
	var log bytes.Buffer
	h := SiteHandler(dir, SiteOptions{Log: slog.New(slog.NewTextHandler(&log, nil))})
	for _, want := range []string{"first", "second"} {
		write(t, dir+"/index.html", want)
		write(t, dir+"/page.html", longText+want)
		for _, path := range []string{"/", "/page"} {
			if answer, body := ask(t, h, "GET", path); answer.StatusCode != 200 || !strings.Contains(body, want) {
				t.Errorf("%s: %d %.60q, want %s", path, answer.StatusCode, body, want)
			}
		}
		if answer, _ := ask(t, h, "GET", "/page", "Accept-Encoding", "br"); answer.Header.Get("Content-Encoding") != "br" {
			t.Error("pages are no longer compressed")
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			for _, path := range []string{"/", "/page"} {
				if answer, _ := ask(t, h, "GET", path); answer.StatusCode != 503 || answer.Header.Get("Retry-After") == "" || answer.Header.Get("Cache-Control") != "no-store" {
					t.Errorf("without a folder %s answers %d", path, answer.StatusCode)
				}
			}
		}
	}
	if said := strings.Count(log.String(), "\n"); said != 2 || strings.Contains(log.String(), "ERROR") {
		t.Errorf("two deletions were told in %d lines:\n%s", said, &log)
	}
}

func TestAnotherFolderInItsPlaceIsServed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	write(t, dir+"/index.html", "first")
	write(t, dir+".next/index.html", "second")
	h := SiteHandler(dir, SiteOptions{})
	if _, body := ask(t, h, "GET", "/"); body != "first" {
		t.Fatal(body)
	}
	for _, move := range [][2]string{{dir, dir + ".old"}, {dir + ".next", dir}} {
		if err := os.Rename(move[0], move[1]); err != nil {
			t.Fatal(err)
		}
	}
	body := ""
	wait.Until(t, func() bool {
		_, body = ask(t, h, "GET", "/")
		return body == "second"
	}, func() string { return "it still shows the " + body })
}
