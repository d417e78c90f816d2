package blackbox

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tidings/test/wait"
)

// visitor is somebody at a site, with what a browser remembers.
type visitor struct {
	*testing.T
	*Site
	content map[string]string
	cookies map[string]string
}

// another is somebody else.
func (v *visitor) another() *visitor {
	return &visitor{T: v.T, Site: v.Site, content: v.content, cookies: map[string]string{}}
}

// browser takes no redirects by itself.
var browser = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// asks sends a request, and holds its status.
func (v *visitor) asks(want int, method, path, body string, header ...string) string {
	v.Helper()
	r, err := http.NewRequestWithContext(v.Context(), method, v.URL+path, strings.NewReader(body))
	if err != nil {
		v.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	for name, value := range v.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	answer, err := browser.Do(r)
	if err != nil {
		v.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		v.Fatal(err)
	}
	for _, c := range answer.Cookies() {
		v.cookies[c.Name] = c.Value
	}
	if answer.StatusCode != want {
		v.Fatalf("%s %s answers %d, not %d: %.600s", method, path, answer.StatusCode, want, text)
	}
	return string(text)
}

// reads opens a page.
func (v *visitor) reads(path string) string {
	v.Helper()
	return v.asks(http.StatusOK, http.MethodGet, path, "")
}

// isServed holds that a file comes with headers that say all of something.
func (v *visitor) isServed(path string, headers map[string]string) {
	v.Helper()
	r, err := http.NewRequestWithContext(v.Context(), http.MethodGet, v.URL+path, nil)
	if err != nil {
		v.Fatal(err)
	}
	r.Header.Set("Origin", "https://elsewhere.example.com")
	answer, err := browser.Do(r)
	if err != nil {
		v.Fatal(err)
	}
	answer.Body.Close()
	for name, want := range headers {
		if is := answer.Header.Get(name); !strings.Contains(is, want) {
			v.Errorf("%s: %s is %q, and does not say %s", path, name, is, want)
		}
	}
}

// fills posts a form as a browser does: names and values in turn.
func (v *visitor) fills(want int, path string, fields ...string) string {
	v.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return v.asks(want, http.MethodPost, path, form.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "same-origin")
}

// until waits for something to be so; seen is what there is instead.
func (v *visitor) until(what string, is func() bool, seen func() string) {
	v.Helper()
	wait.Until(v, func() bool {
		if is() {
			return true
		}
		if v.Carry != nil {
			v.Carry()
		}
		return false
	}, func() string { return "it never comes to this: " + what + "\n" + seen() })
}

// eventually waits until a page says all of something.
func (v *visitor) eventually(path string, says ...string) {
	v.Helper()
	page := ""
	v.until(path+" says "+strings.Join(says, " and "), func() bool {
		page = v.tries(path)
		for _, text := range says {
			if !strings.Contains(page, text) {
				return false
			}
		}
		return true
	}, func() string { return page })
}

// never waits until a page says something no more.
func (v *visitor) never(path, text string) {
	v.Helper()
	page := ""
	v.until(path+" does not say "+text, func() bool {
		page = v.tries(path)
		return page != "" && !strings.Contains(page, text)
	}, func() string { return page })
}

// tries is a page that may not be there yet; then it is empty.
func (v *visitor) tries(path string) string {
	answer, err := http.Get(v.URL + path)
	if err != nil {
		return ""
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		return ""
	}
	return string(text)
}

// says holds that pages say something, now.
func (v *visitor) says(pages map[string]string) {
	v.Helper()
	for path, text := range pages {
		if page := v.tries(path); !strings.Contains(page, text) {
			v.Errorf("%s does not say %q: %.300s", path, text, page)
		}
	}
}
