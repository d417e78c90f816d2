package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// asks sends a form of the dashboard's page with changes, and gives the answer.
func (p *operator) asks(base, page string, changes ...string) (string, http.Header) {
	p.Helper()
	text, _ := p.reads(base+page, nil)
	form := pairs(changes)
	form.Set("key", regexp.MustCompile(`name="key" value="([0-9a-f]+)"`).FindStringSubmatch(text)[1])
	to := regexp.MustCompile(`<form method="post" action="([^"]+)" class="compose"`).FindStringSubmatch(text)[1]
	if form.Get("do") == "page" {
		to += "/page"
	}
	return p.reads(base+to, form)
}

// Planned work of the dashboard is previewed by what will make it, a far-off
// time of work that recurs too, and is then on the page and in the calendar.
func TestPlannedWorkOfTheDashboard(t *testing.T) {
	dir := newSite(t)
	s := serve(t, dir, "--undo", "0s")
	link := strings.TrimSpace(tidings(t, dir, "", "user", "add", "bob@example.com", "--role", "edit"))
	bob := newOperator(t)
	bob.opens(303, link, "password", "seven otters rent a kayak", "again", "seven otters rent a kayak")

	soon := time.Now().UTC().Add(48 * time.Hour).Truncate(time.Hour)
	one := []string{"title", "Upgrade of the core", "body", "Writes **stop**.", "starts", soon.Format("2006-01-02T15:04"), "ends", soon.Add(time.Hour).Format("2006-01-02T15:04"), "reminder", "0", "tell", "yes", "do"}
	review, _ := bob.asks(s.url, "/admin/announce", append(one, "preview")...)
	for _, want := range []string{"Upgrade of the core", "&lt;entry&gt;", "&#34;scheduled_for&#34;", "&#34;status&#34;: &#34;scheduled&#34;", "The mail", "Writes **stop**."} {
		if !strings.Contains(review, want) {
			t.Errorf("the review lacks %q:\n%s", want, review)
		}
	}
	page, header := bob.asks(s.url, "/admin/announce", append(one, "page")...)
	if !strings.Contains(page, "<strong>stop</strong>") || strings.Contains(header.Get("Content-Security-Policy"), "allow-scripts") {
		t.Errorf("the preview is\n%s", page)
	}
	if _, header = bob.asks(s.url, "/admin/announce", append(one, "publish")...); !strings.HasPrefix(header.Get("Location"), "/admin/maintenance?") {
		t.Fatalf("announcing leads to %q", header.Get("Location"))
	}
	s.eventually(t, "/", contains("Upgrade of the core"))
	s.eventually(t, "/maintenance.ics", contains("Upgrade of the core"))

	far := soon.AddDate(0, 0, 150)
	rule := []string{"title", "Yearly test", "body", "We test.", "starts", far.Format("2006-01-02T15:04"), "ends", far.Add(time.Hour).Format("2006-01-02T15:04"), "every", "year", "reminder", "0", "do"}
	page, _ = bob.asks(s.url, "/admin/recur", append(rule, "page")...)
	if !strings.Contains(page, "Yearly test") || !strings.Contains(page, "We test.") {
		t.Errorf("the preview of what is announced in months is\n%s", page)
	}
	if _, header = bob.asks(s.url, "/admin/recur", append(rule, "publish", "sure", "yes")...); !strings.HasPrefix(header.Get("Location"), "/admin/maintenance?") {
		t.Fatalf("making it recur leads to %q", header.Get("Location"))
	}
	list, _ := bob.reads(s.url+"/admin/maintenance", nil)
	if !strings.Contains(list, "every year") || strings.Contains(list, "told="+url.QueryEscape("pending")) {
		t.Errorf("the list is\n%s", list)
	}
}
