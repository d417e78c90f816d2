package browser

import (
	"strings"
	"testing"
	"time"

	"tidings/test/browser/chromium"
)

// alone holds that pages ask for nothing elsewhere, and that the browser has
// nothing to complain of: no refused style, no failed request, no error.
func alone(t *testing.T, b *chromium.Browser, s *site) {
	v := visit(t, b, s, chromium.Look{})
	for name, path := range pages {
		v.open(path)
		for _, problem := range v.tab.Problems() {
			if !strings.HasSuffix(problem, s.url+pages["lost"]) { // which is answered 404
				t.Errorf("by %s: %s", name, problem)
			}
		}
	}
	requests := v.tab.Requests()
	for _, address := range requests {
		if !strings.HasPrefix(address, s.url+"/") && !strings.HasPrefix(address, "data:") {
			t.Errorf("asked for %s", address)
		}
	}
	if len(requests) < len(pages) {
		t.Errorf("only %d requests were seen: %v", len(requests), requests)
	}
}

// aloneLens holds that a request elsewhere, and a style that the policy
// refuses, would be seen.
func aloneLens(t *testing.T, b *chromium.Browser, s *site) {
	for what, script := range map[string]string{
		"img-src":   "document.body.append(Object.assign(new Image(), {src: 'https://example.com/x.png', alt: ''}))",
		"style-src": "document.body.append(Object.assign(document.createElement('style'), {textContent: 'p { color: red }'}))",
	} {
		v := visit(t, b, s, chromium.Look{})
		v.open("/about")
		v.eval(script, nil)
		for end := time.Now().Add(patience); !strings.Contains(strings.Join(v.tab.Problems(), " "), what); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("a breach of %s is not seen: %v", what, v.tab.Problems())
			}
		}
	}
}
