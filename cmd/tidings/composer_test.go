package main

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// reads asks for a page, by a form if there is one.
func (p *operator) reads(address string, form url.Values) (string, http.Header) {
	p.Helper()
	resp, err := p.Get(address)
	if form != nil {
		resp, err = p.PostForm(address, form)
	}
	if err != nil {
		p.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		p.Fatal(err)
	}
	return string(body), resp.Header
}

// A post of the dashboard is on no page while it can be taken back, outlives a
// restart, and is then published by the running program; its preview is the
// page that is published.
func TestAPostOfTheDashboard(t *testing.T) {
	dir := newSite(t)
	clock, own := standing(time.Now()), ownAddress(t)
	s := serveByClock(t, dir, clock.now, "--addr", own, "--undo", "3s")
	link := strings.TrimSpace(tidings(t, dir, "", "user", "add", "bob@example.com", "--role", "edit"))
	bob := newOperator(t)
	bob.opens(303, link, "password", "seven otters rent a kayak", "again", "seven otters rent a kayak")
	home, _ := bob.reads(s.url+"/admin/", nil)
	component := regexp.MustCompile(`/admin/components/([a-z0-9-]+)"`).FindStringSubmatch(home)[1]
	report, _ := bob.reads(s.url+"/admin/report?c."+component+"=major_outage", nil)
	key := regexp.MustCompile(`name="key" value="([0-9a-f]+)"`).FindStringSubmatch(report)[1]
	form := pairs([]string{"key", key, "title", "All dark", "body", "We see **no light**.", "impact", "critical", "state", "investigating", "next", "30", "tell", "yes", "c." + component, "major_outage", "do", "preview"})
	review, _ := bob.reads(s.url+"/admin/report", form)
	for _, want := range []string{"The page goes from operational to major outage", "[Major outage] All dark", "We see **no light**.", "&lt;entry&gt;", `&#34;shortlink&#34;: `, `&#34;impact&#34;: &#34;critical&#34;`} {
		if !strings.Contains(review, want) {
			t.Errorf("the review lacks %q:\n%s", want, review)
		}
	}
	page, header := bob.reads(s.url+"/admin/report/page", form)
	if !strings.Contains(page, "<strong>no light</strong>") || !strings.Contains(page, "All dark") || strings.Contains(header.Get("Content-Security-Policy"), "allow-scripts") {
		t.Errorf("the preview is (%s)\n%s", header.Get("Content-Security-Policy"), page)
	}
	form.Set("do", "publish")
	bob.reads(s.url+"/admin/report", form)
	path := "/incidents/all-dark-" + key
	if code, _ := s.get(path); code != http.StatusNotFound {
		t.Fatalf("it is published at once: %d", code)
	}
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	s = serveByClock(t, dir, clock.now, "--addr", own, "--undo", "3s")
	clock.move(3 * time.Second)
	s.eventually(t, path, contains("no light"))
	if home, _ = bob.reads(s.url+"/admin/", nil); !strings.Contains(home, "All dark") || strings.Contains(home, "Publish now") {
		t.Errorf("the dashboard says\n%s", home)
	}
}
