package web

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
)

var longText = strings.Repeat("We see slow answers on the API. ", 100)

// published makes a folder as a publish leaves it.
func published(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for file, body := range map[string]string{
		"index.html": "<title>Home</title>" + longText, "404.html": "<title>Not here</title>" + longText,
		"de/index.html": "<title>Start</title>", "de/404.html": "<title>Nicht da</title>",
		"incidents/slow.html": "<title>Slow</title>" + longText, "history/2026-11.html": "<title>November</title>",
		"components/api.html": "<title>API</title>", "robots.txt": "Allow: /",
		"history.html": "<title>History</title>", "history.atom": "<feed/>", "history.rss": "<rss/>",
		"history.json": "{}", "api/v2/status.json": `{"status":{}}`, "badge.svg": "<svg/>",
		"maintenance.ics": "BEGIN:VCALENDAR", "status.txt": "operational", "sitemap.xml": "<urlset/>",
		"assets/style.0a1b2c3d.css": longText, "assets/logo.png": "png", "empty.txt": "",
		"big.txt": strings.Repeat("0123456789", 200_000), ".well-known/security.txt": "Contact: x",
		".tidings/fence": "secret", ".git/config": "secret", "assets/.hidden": "secret", "a b+c.html": "<title>Odd</title>",
	} {
		write(t, filepath.Join(dir, file), body)
	}
	return dir
}

func write(t testing.TB, file, body string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(body), 0o644); err != nil {
		t.Fatal(err)
	}
}

// ask sends one request and returns the answer with its body read.
func ask(t testing.TB, h http.Handler, method, target string, headers ...string) (*http.Response, string) {
	t.Helper()
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result(), w.Body.String()
}

func TestSiteAddresses(t *testing.T) {
	h := SiteHandler(published(t), SiteOptions{})
	for _, c := range []struct {
		target string
		status int
		want   string // in the body, or the Location of a redirect
	}{
		{"/", 200, "Home"},
		{"/incidents/slow", 200, "Slow"},
		{"/history", 200, "History"},
		{"/history/2026-11", 200, "November"},
		{"/a%20b+c", 200, "Odd"},
		{"/de/", 200, "Start"},
		{"/.well-known/security.txt", 200, "Contact"},
		{"/api/v2/status.json", 200, "status"},
		{"/index.html", 301, "./"},
		{"/incidents/slow.html", 301, "./slow"},
		{"/incidents/slow.html?x=1", 301, "./slow?x=1"},
		{"/incidents/slow/", 301, "../slow"},
		{"/history/", 301, "../history"},
		{"/de", 301, "./de/"},
		{"/de/index.html", 301, "./"},
		{"/index", 301, "./"},
		{"/index?x=1", 301, "./?x=1"},
		{"/de/index", 301, "./"},
		{"/history/index", 404, "Not here"},
		{"/a%20b+c.html", 301, "./a%20b+c"},
		{"/404", 404, "Not here"},
		{"/404.html", 404, "Not here"},
		{"/nowhere", 404, "Not here"},
		{"/nowhere.html", 404, "Not here"},
		{"/de/nowhere", 404, "Nicht da"},
		{"/incidents", 404, "Not here"},
		{"/incidents/", 404, "Not here"},
		{"/incidents/slow/more", 404, "Not here"},
	} {
		answer, body := ask(t, h, "GET", c.target)
		if c.status == 301 {
			body = answer.Header.Get("Location")
			if body != c.want {
				t.Errorf("%s leads to %q, want %q", c.target, body, c.want)
			}
		}
		if answer.StatusCode != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%s answers %d %.60q, want %d %q", c.target, answer.StatusCode, body, c.status, c.want)
		}
	}
}

// TestSiteTellsProgramsShortly holds that a program which asks for what is not
// there gets the status alone, and may read it from another origin.
func TestSiteTellsProgramsShortly(t *testing.T) {
	h := SiteHandler(published(t), SiteOptions{})
	for _, target := range []string{"/api/v2/nothing.json", "/api/v2/nothing", "/api/", "/nothing.json", "/de/nothing.atom", "/badge-nothing.svg"} {
		answer, body := ask(t, h, "GET", target)
		if answer.StatusCode != 404 || body != "" || answer.Header.Get("Content-Type") != "" || answer.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s answers %d %v %.60q", target, answer.StatusCode, answer.Header, body)
		}
	}
}

func TestSiteHidesWhatIsPrivate(t *testing.T) {
	dir := published(t)
	write(t, filepath.Join(filepath.Dir(dir), "outside.txt"), "secret")
	if err := os.Symlink("../outside.txt", filepath.Join(dir, "link.txt")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("loop.txt", filepath.Join(dir, "loop.txt")); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(SiteHandler(dir, SiteOptions{}))
	defer server.Close()
	for _, target := range []string{
		"/.tidings/fence", "/.tidings/", "/.git/config", "/assets/.hidden", "/.well-known/../.git/config", "/.well-known/.x",
		"/../outside.txt", "/..%2foutside.txt", "/%2e%2e/outside.txt", "/assets/..%2f..%2foutside.txt", "/..%5coutside.txt", `/..\outside.txt`,
		"//outside.txt", "//example.com/", "//de", "/incidents//slow", "/./incidents/slow", "/status.txt%00", "/status.txt%00.html", "/%00",
		"/link.txt", "/loop.txt", "/%2e", "/..", "/%ff%fe", "/.", "/" + strings.Repeat("a", 300), "/" + strings.Repeat("a/", 600) + "b", "/" + strings.Repeat("b", 20_000),
	} {
		answer := rawGet(t, server.Listener.Addr().String(), target)
		body, _ := io.ReadAll(answer.Body)
		if answer.StatusCode != 404 || strings.Contains(string(body), "secret") {
			t.Errorf("%.60q answers %d %.60q, Location %q", target, answer.StatusCode, body, answer.Header.Get("Location"))
		}
	}
}

// rawGet asks for a target that a client of the standard library would clean.
func rawGet(t *testing.T, address, target string) *http.Response {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: status.example.com\r\nConnection: close\r\n\r\n", target)
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(target, err)
	}
	return answer
}

// TestOptions holds that scripts of other pages may ask with headers of their
// own for what is made for them, and for nothing else.
func TestOptions(t *testing.T) {
	h := SiteHandler(published(t), SiteOptions{})
	for target, origin := range map[string]string{"/": "", "/history": "", "/api/v2/summary.json": "*", "/history.atom": "*", "/nowhere.json": "*"} {
		answer, body := ask(t, h, "OPTIONS", target, "Origin", "https://elsewhere.example", "Access-Control-Request-Method", "GET", "Access-Control-Request-Headers", "x-poll")
		head := answer.Header
		if answer.StatusCode != 204 || body != "" || head.Get("Allow") != "GET, HEAD, OPTIONS" || head.Get("Access-Control-Allow-Origin") != origin {
			t.Errorf("OPTIONS %s answers %d, %q", target, answer.StatusCode, head)
		}
		if origin != "" && (head.Get("Access-Control-Allow-Headers") != "*" || head.Get("Access-Control-Allow-Methods") != "GET, HEAD") {
			t.Errorf("OPTIONS %s allows %q", target, head)
		}
	}
}

func TestSiteIsReadOnly(t *testing.T) {
	h := SiteHandler(published(t), SiteOptions{})
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "TRACE"} {
		answer, _ := ask(t, h, method, "/")
		if answer.StatusCode != 405 || answer.Header.Get("Allow") != "GET, HEAD, OPTIONS" {
			t.Errorf("%s answers %d, Allow %q", method, answer.StatusCode, answer.Header.Get("Allow"))
		}
	}
	for _, target := range []string{"/", "/nowhere", "/big.txt", "/empty.txt"} {
		get, full := ask(t, h, "GET", target)
		head, body := ask(t, h, "HEAD", target)
		if body != "" || head.StatusCode != get.StatusCode || head.Header.Get("Content-Length") != fmt.Sprint(len(full)) {
			t.Errorf("HEAD %s answers %d, %d bytes, length %q of %d", target, head.StatusCode, len(body), head.Header.Get("Content-Length"), len(full))
		}
	}
}

func TestSiteHeaders(t *testing.T) {
	const entry, content = "public, max-age=10, stale-while-revalidate=60, stale-if-error=86400", "public, max-age=60, stale-if-error=86400"
	h := SiteHandler(published(t), SiteOptions{ContentSecurityPolicy: func() string { return "default-src 'self'" }})
	for _, c := range []struct{ target, contentType, caching, origin, vary string }{
		{"/", "text/html; charset=utf-8", entry, "", "Accept-Encoding"},
		{"/incidents/slow", "text/html; charset=utf-8", content, "", "Accept-Encoding"},
		{"/components/api", "text/html; charset=utf-8", entry, "", "Accept-Encoding"},
		{"/robots.txt", "text/plain; charset=utf-8", content, "*", "Accept-Encoding"},
		{"/history.atom", "application/atom+xml; charset=utf-8", entry, "*", "Accept-Encoding"},
		{"/history.rss", "application/rss+xml; charset=utf-8", entry, "*", "Accept-Encoding"},
		{"/history.json", "application/feed+json; charset=utf-8", entry, "*", "Accept-Encoding"},
		{"/api/v2/status.json", "application/json; charset=utf-8", entry, "*", "Accept-Encoding"},
		{"/maintenance.ics", "text/calendar; charset=utf-8", entry, "*", "Accept-Encoding"},
		{"/badge.svg", "image/svg+xml", entry, "*", "Accept-Encoding"},
		{"/status.txt", "text/plain; charset=utf-8", entry, "*", "Accept-Encoding"},
		{"/sitemap.xml", "application/xml; charset=utf-8", content, "", "Accept-Encoding"},
		{"/assets/style.0a1b2c3d.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable", "", "Accept-Encoding"},
		{"/assets/logo.png", "image/png", content, "", ""},
		{"/nowhere", "text/html; charset=utf-8", entry, "", "Accept-Encoding"},
	} {
		answer, _ := ask(t, h, "GET", c.target)
		for name, want := range map[string]string{
			"Content-Type": c.contentType, "Cache-Control": c.caching, "Access-Control-Allow-Origin": c.origin,
			"Vary": c.vary, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "strict-origin-when-cross-origin",
		} {
			if got := answer.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", c.target, name, got, want)
			}
		}
	}
	answer, _ := ask(t, h, "GET", "/")
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'self'", "X-Frame-Options": "SAMEORIGIN", "Cross-Origin-Resource-Policy": "same-origin",
		"Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
	} {
		if got := answer.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	drawing, _ := ask(t, h, "GET", "/badge.svg")
	if got, want := drawing.Header.Get("Content-Security-Policy"), "default-src 'none'; style-src 'unsafe-inline'; sandbox"; got != want {
		t.Errorf("a drawing that is opened by itself may do %q, want %q", got, want)
	}
}

func TestSiteConditionalRequests(t *testing.T) {
	dir := published(t)
	h := SiteHandler(dir, SiteOptions{})
	first, full := ask(t, h, "GET", "/")
	tag, modified := first.Header.Get("Etag"), first.Header.Get("Last-Modified")
	at, err := http.ParseTime(modified)
	if err != nil || len(tag) < 34 || strings.HasPrefix(tag, "W/") {
		t.Fatalf("Etag %q, Last-Modified %q", tag, modified)
	}
	for _, c := range []struct {
		headers []string
		status  int
	}{
		{[]string{"If-None-Match", tag}, 304},
		{[]string{"If-None-Match", "W/" + tag}, 304},
		{[]string{"If-None-Match", `"other", ` + tag}, 304},
		{[]string{"If-None-Match", `"other"`, "If-None-Match", tag}, 304},
		{[]string{"If-None-Match", "*"}, 304},
		{[]string{"If-None-Match", `"other"`}, 200},
		{[]string{"If-None-Match", `"other"`, "If-Modified-Since", modified}, 200},
		{[]string{"If-None-Match", tag, "Accept-Encoding", "br"}, 200},
		{[]string{"If-Modified-Since", modified}, 304},
		{[]string{"If-Modified-Since", at.Add(-time.Second).Format(http.TimeFormat)}, 200},
		{[]string{"If-Modified-Since", "yesterday"}, 200},
		{[]string{"If-Match", tag}, 200},
		{[]string{"If-Match", `"other"`}, 412},
		{[]string{"If-Unmodified-Since", at.Add(-time.Second).Format(http.TimeFormat)}, 412},
	} {
		answer, body := ask(t, h, "GET", "/", c.headers...)
		if answer.StatusCode != c.status || c.status == 304 && body != "" {
			t.Errorf("%q answers %d with %d bytes, want %d", c.headers, answer.StatusCode, len(body), c.status)
		}
	}
	write(t, filepath.Join(dir, "index.html"), strings.ToUpper(full))
	answer, body := ask(t, h, "GET", "/", "If-None-Match", tag)
	if answer.StatusCode != 200 || body != strings.ToUpper(full) || answer.Header.Get("Etag") == tag {
		t.Errorf("after a publish: %d, %q", answer.StatusCode, answer.Header.Get("Etag"))
	}
}

func TestSiteSeesEveryPublish(t *testing.T) {
	dir := published(t)
	h := SiteHandler(dir, SiteOptions{})
	for n := range 300 {
		want := fmt.Sprintf("version %04d", n)
		temp := filepath.Join(dir, "next")
		write(t, temp, want)
		if err := os.Rename(temp, filepath.Join(dir, "index.html")); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, body := ask(t, h, "GET", "/"); body != want {
				t.Fatalf("%q is served after %q was published", body, want)
			}
		}
	}
}

func TestSiteRanges(t *testing.T) {
	h := SiteHandler(published(t), SiteOptions{})
	for _, target := range []string{"/", "/big.txt"} {
		whole, full := ask(t, h, "GET", target)
		tag := whole.Header.Get("Etag")
		for _, c := range []struct {
			headers []string
			status  int
			want    string
		}{
			{[]string{"Range", "bytes=0-9"}, 206, full[:10]},
			{[]string{"Range", "bytes=-5"}, 206, full[len(full)-5:]},
			{[]string{"Range", "bytes=5-", "Accept-Encoding", "gzip, br"}, 206, full[5:]},
			{[]string{"Range", "bytes=0-9", "If-Range", tag}, 206, full[:10]},
			{[]string{"Range", "bytes=0-9", "If-Range", `"other"`}, 200, full},
			{[]string{"Range", "bytes=9999999-"}, 416, ""},
			{[]string{"Range", "lines=0-9"}, 200, full},
		} {
			answer, body := ask(t, h, "GET", target, c.headers...)
			if answer.StatusCode != c.status || c.status != 416 && body != c.want || answer.Header.Get("Content-Encoding") != "" {
				t.Errorf("%s %q answers %d with %d bytes", target, c.headers, answer.StatusCode, len(body))
			}
			if c.status == 206 && answer.Header.Get("Etag") != tag {
				t.Errorf("%s %q has the tag %q, not %q", target, c.headers, answer.Header.Get("Etag"), tag)
			}
		}
	}
}

func TestSiteEncodings(t *testing.T) {
	h := SiteHandler(published(t), SiteOptions{})
	_, full := ask(t, h, "GET", "/")
	tags := map[string]string{}
	for _, c := range []struct{ accept, want string }{
		{"", ""}, {"br", "br"}, {"gzip", "gzip"}, {"gzip, deflate, br, zstd", "br"}, {"GZIP", "gzip"}, {"x-gzip", "gzip"},
		{"br;q=0", ""}, {"br;q=0, gzip", "gzip"}, {"br;q=0.5, gzip;q=0.8", "gzip"}, {"br; q=0.8 , gzip;q=0.5", "br"},
		{"*", "br"}, {"*;q=0", ""}, {"br;q=0,*", "gzip"}, {"gzip, *;q=0", "gzip"}, {"identity", ""},
		{"identity;q=1, br;q=0.5", ""}, {"identity;q=0.1, br;q=0.5", "br"}, {"identity;q=0, gzip", "gzip"},
		{"deflate", ""}, {"br;q=2", ""}, {"br;q=nonsense, gzip", "gzip"}, {"brotli", ""}, {"br;q=NaN", ""},
	} {
		answer, body := ask(t, h, "GET", "/", "Accept-Encoding", c.accept)
		if got := answer.Header.Get("Content-Encoding"); got != c.want {
			t.Errorf("%q gets %q, want %q", c.accept, got, c.want)
			continue
		}
		if unpack(t, c.want, body) != full {
			t.Errorf("%q gets other bytes", c.accept)
		}
		tags[c.want] = answer.Header.Get("Etag")
		if again, _ := ask(t, h, "GET", "/", "Accept-Encoding", c.accept, "If-None-Match", tags[c.want]); again.StatusCode != 304 {
			t.Errorf("%q with its tag answers %d", c.accept, again.StatusCode)
		}
	}
	if tags[""] == tags["br"] || tags["br"] == tags["gzip"] || tags[""] == tags["gzip"] {
		t.Errorf("different bytes share a strong tag: %q", tags)
	}
	for _, target := range []string{"/status.txt", "/assets/logo.png", "/big.txt", "/empty.txt"} {
		if answer, _ := ask(t, h, "GET", target, "Accept-Encoding", "br, gzip"); answer.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s is compressed, which gains nothing", target)
		}
	}
}

func unpack(t *testing.T, encoding, body string) string {
	t.Helper()
	var r io.Reader = strings.NewReader(body)
	switch encoding {
	case "br":
		r = brotli.NewReader(r)
	case "gzip":
		z, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		r = z
	}
	var out bytes.Buffer
	if _, err := out.ReadFrom(r); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestSiteBeforeTheFirstPublish(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	h := SiteHandler(dir, SiteOptions{})
	for _, prepare := range []func(){
		func() {},
		func() { write(t, filepath.Join(dir, ".tidings", "fence"), "1") },
	} {
		prepare()
		answer, body := ask(t, h, "GET", "/")
		if answer.StatusCode != 503 || answer.Header.Get("Retry-After") == "" || strings.Contains(body, dir) {
			t.Errorf("nothing published answers %d %q", answer.StatusCode, body)
		}
	}
	write(t, filepath.Join(dir, "index.html"), "here")
	if answer, body := ask(t, h, "GET", "/"); answer.StatusCode != 200 || body != "here" {
		t.Errorf("after the first publish: %d %q", answer.StatusCode, body)
	}
	if answer, _ := ask(t, h, "GET", "/nowhere"); answer.StatusCode != 404 {
		t.Errorf("a site without 404.html answers %d", answer.StatusCode)
	}
}
