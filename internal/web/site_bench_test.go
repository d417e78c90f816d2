package web

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// homePage is about as large as the home page of a site with 50 components.
func homePage(b *testing.B) string {
	b.Helper()
	dir := b.TempDir()
	body := "<!doctype html><title>Status</title>" + strings.Repeat("<li>component <b>operational</b></li>\n", 700)
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte(body), 0o644); err != nil {
		b.Fatal(err)
	}
	return dir
}

func benchmark(b *testing.B, h http.Handler, encoding string) {
	server := httptest.NewServer(h)
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 16}}
	b.SetParallelism(4)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			r, _ := http.NewRequest("GET", server.URL+"/", nil)
			if encoding != "" {
				r.Header.Set("Accept-Encoding", encoding)
			}
			answer, err := client.Do(r)
			if err != nil || answer.StatusCode != 200 {
				b.Error(answer, err)
				return
			}
			io.Copy(io.Discard, answer.Body)
			answer.Body.Close()
		}
	})
}

// BenchmarkHome asks for the home page over loopback with connections kept
// open; BenchmarkFileServer is what it is held against.
func BenchmarkHome(b *testing.B) { benchmark(b, SiteHandler(homePage(b), SiteOptions{}), "") }

func BenchmarkHomeBrotli(b *testing.B) {
	benchmark(b, SiteHandler(homePage(b), SiteOptions{}), "gzip, deflate, br, zstd")
}

func BenchmarkFileServer(b *testing.B) { benchmark(b, http.FileServer(http.Dir(homePage(b))), "") }
