package rehearsal

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// operator is somebody with a browser, who keeps cookies.
type operator struct {
	*stack
	cookies map[string]string
	sent    string // where the last answer leads to
}

// opens asks the dashboard, with a form if there is one.
func (o *operator) opens(want int, path string, form url.Values) string {
	o.t.Helper()
	if form == nil {
		return o.sends(want, "GET", path, "", "")
	}
	return o.sends(want, "POST", path, "application/x-www-form-urlencoded", form.Encode())
}

// sends asks the dashboard as a browser does.
func (o *operator) sends(want int, method, path, kind, body string) string {
	o.t.Helper()
	header := map[string]string{"origin": "https://status.example.com", "content-type": kind, "sec-fetch-site": "same-origin"}
	path, query, _ := strings.Cut(path, "?")
	var event map[string]any
	o.must(json.Unmarshal(httpEvent(method, path, header, body), &event))
	var sent []string
	for name, value := range o.cookies {
		sent = append(sent, name+"="+value)
	}
	event["cookies"], event["rawQueryString"] = sent, query
	payload, err := json.Marshal(event)
	o.must(err)
	out, err := o.enter(payload)
	o.must(err)
	var r struct {
		StatusCode int `json:"statusCode"`
		Headers    map[string]string
		Cookies    []string `json:"cookies"`
		Body       string   `json:"body"`
	}
	o.must(json.Unmarshal(out, &r))
	for _, line := range r.Cookies {
		c, err := http.ParseSetCookie(line)
		o.must(err)
		o.cookies[c.Name] = c.Value
		if !c.Secure || !c.HttpOnly {
			o.t.Errorf("the cookie %s may be read by others", c.Name)
		}
	}
	o.sent = r.Headers["Location"]
	if r.StatusCode != want {
		o.t.Fatalf("%s %s answers %d, not %d: %.600s", method, path, r.StatusCode, want, r.Body)
	}
	return r.Body
}

// administrator is the first one, who comes by a link that AWS gives.
func (s *stack) administrator() (bob *operator, link string) {
	s.t.Helper()
	first := s.firstLink()
	link, ok := strings.CutPrefix(first, "https://status.example.com")
	if !ok {
		s.t.Fatalf("the link is %s", first)
	}
	bob = &operator{stack: s, cookies: map[string]string{}}
	bob.opens(200, link, nil)
	bob.opens(303, link, url.Values{"email": {"bob@example.com"}, "password": {"seven otters rent a kayak"}, "again": {"seven otters rent a kayak"}})
	bob.opens(200, "/admin/account", nil)
	return bob, link
}

// reports fills the form for a new incident of a component.
func (o *operator) reports(component, title, body string) {
	o.t.Helper()
	report := o.opens(200, "/admin/report?c."+component+"=major_outage", nil)
	key := regexp.MustCompile(`name="key" value="([0-9a-f]+)"`).FindStringSubmatch(report)
	if key == nil {
		o.t.Fatalf("no form in %.500s", report)
	}
	o.opens(303, "/admin/report", url.Values{"key": {key[1]}, "title": {title}, "body": {body}, "impact": {"critical"},
		"state": {"investigating"}, "next": {"30"}, "tell": {"yes"}, "c." + component: {"major_outage"}, "do": {"publish"}})
}

var pendingPost = regexp.MustCompile(`/admin/pending/[^/"]+/publish`)

// publishes reports an incident and does not wait until it is too late to take it back.
func (o *operator) publishes(component, title, body string) {
	o.t.Helper()
	o.reports(component, title, body)
	o.opens(303, pendingPost.FindString(o.opens(200, o.sent, nil)), url.Values{})
}

// The first administrator reports an incident, and can take it back for a while
// before it is on the page.
func TestTheDashboard(t *testing.T) {
	s := withMail(t)
	bob, link := s.administrator()
	stranger := &operator{stack: s, cookies: map[string]string{}}
	stranger.opens(303, "/admin/account", nil)
	stranger.opens(410, link, nil)
	if _, err := s.door("admin").invoke(t.Context(), []byte(`{"first_administrator": true}`)); err == nil {
		t.Error("a second first administrator is made")
	}

	reported := time.Now()
	bob.reports("api", "All dark", "We see no light.")
	s.carry()
	if got := s.incidents(); len(got) != 0 && time.Since(reported) < 10*time.Second {
		t.Fatalf("%q are published at once", got)
	}
	s.until("it is published", func() bool {
		s.deliver(s.sweep, "sweep")
		s.carry()
		return len(s.incidents()) > 0
	})
	if got := s.incidents(); len(got) != 1 || got[0] != "All dark" {
		t.Errorf("unresolved are %q", got)
	}
	s.whole()
}
