package browser

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"testing"
	"time"

	"tidings/test/browser/chromium"
)

// measure makes two metrics of the Payments API and pushes points to them, so
// that home page and component page show charts. The last word on each metric
// has its page made with all points there are.
func measure(t *testing.T, s *site, dir string) {
	t.Helper()
	cmd := exec.Command(s.program, "token", "create", "--name", "probe", "--role", "manage")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	token := strings.TrimSpace(string(out))
	s.metric(t, token, url.Values{"name": {longWord}, "suffix": {title}, "calc_type": {"0"}, "default_view": {"2"}}, 1e9)
	s.metric(t, token, url.Values{"name": {"Answer time"}, "suffix": {"ms"}, "calc_type": {"1"}}, 13)
}

// metric makes one metric, with a gap in its points.
func (s *site) metric(t *testing.T, token string, form url.Values, scale float64) {
	t.Helper()
	form.Set("default_value", "0")
	form.Set("component_id", "1")
	var made struct {
		Data struct {
			ID     int    `json:"id"`
			Public string `json:"public_id"`
		}
	}
	s.call(t, token, http.MethodPost, "/api/v1/metrics", form, &made)
	path := fmt.Sprintf("/api/v1/metrics/%d", made.Data.ID)
	for n := range 40 {
		ago := time.Duration(n) * 3 * time.Minute
		if n > 20 {
			ago += 4 * time.Hour
		}
		s.call(t, token, http.MethodPost, path+"/points", url.Values{
			"value": {fmt.Sprint(scale * float64(1+n*n%7))}, "timestamp": {fmt.Sprint(time.Now().Add(-ago).Unix())},
		}, nil)
	}
	s.call(t, token, http.MethodPut, path, url.Values{"description": {"As our probes see it"}}, nil)
	pages["metric"] = "/metrics/" + made.Data.Public
	s.eventually(t, pages["metric"], "As our probes see it")
}

func (s *site) call(t *testing.T, token, method, path string, form url.Values, into any) {
	t.Helper()
	req, err := http.NewRequest(method, s.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Cachet-Token", token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s %s is answered %s %s, %v", method, path, resp.Status, body, err)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(body, into); err != nil {
		t.Fatal(err)
	}
}

// eventually waits until a page says something.
func (s *site) eventually(t *testing.T, path, says string) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if strings.Contains(string(s.get(t, path)), says) {
			return
		}
	}
	t.Fatalf("%s never says %q", path, says)
}

// charts holds that the charts are where they belong, that each says in words
// what it shows, and that in a language from right to left time runs that way.
func charts(t *testing.T, b *chromium.Browser, s *site) {
	v := visit(t, b, s, chromium.Look{})
	for path, want := range map[string]int{"/": 2, pages["component"]: 2, pages["metric"]: 4, "/components/docs": 0} {
		v.open(path)
		var said []string
		v.eval(`[...document.querySelectorAll('.chart svg')].map((svg) => svg.getBoundingClientRect().width > 200 && svg.querySelector('title').textContent + svg.querySelector('desc').textContent)`, &said)
		if len(said) != want {
			t.Errorf("%s has %d charts, want %d", path, len(said), want)
		}
		for _, words := range said {
			if !strings.Contains(words, "minimum") || !strings.Contains(words, "No data in") {
				t.Errorf("%s: a chart says %q", path, words)
			}
		}
	}
	for lang, newestFirst := range map[string]bool{"": false, "/ar": true} {
		v.open(lang + pages["metric"])
		var flipped bool
		v.eval(`(() => { const labels = [...document.querySelector('.xs').children].map((l) => l.getBoundingClientRect().left); return labels[0] > labels[2] })()`, &flipped)
		if flipped != newestFirst {
			t.Errorf("%q: the newest label stands first: %v", lang, flipped)
		}
	}
}
