package blackbox

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

var (
	formKey   = regexp.MustCompile(`name="key" value="([0-9a-f]+)"`)
	formSeen  = regexp.MustCompile(`name="seen" value="([^"]*)"`)
	pending   = regexp.MustCompile(`formaction="(/admin/pending/[^/"]+)/publish"`)
	madeID    = regexp.MustCompile(`"data":\{"id":([0-9]+)`)
	madeToken = regexp.MustCompile(`<p class="secret"><code>([^<]+)</code>`)
)

// find is what a pattern finds in a page.
func (v *visitor) find(what *regexp.Regexp, page string) string {
	v.Helper()
	found := what.FindStringSubmatch(page)
	if found == nil {
		v.Fatalf("no %s in %.800s", what, page)
	}
	return found[1]
}

// signsUp makes somebody the first administrator.
func (v *visitor) signsUp() {
	v.Helper()
	u, err := url.Parse(v.FirstLink())
	if err != nil {
		v.Fatal(err)
	}
	v.reads(u.Path)
	v.fills(http.StatusSeeOther, u.Path, "email", "bob@example.com", "password", "seven otters rent a kayak", "again", "seven otters rent a kayak")
	v.reads("/admin/account")
	v.another().asks(http.StatusGone, http.MethodGet, u.Path, "")
}

// Bob reports an incident, publishes it at once, and ends it. What he takes back is
// never published.
func theDashboard(v *visitor) {
	bob := v.another()
	bob.signsUp()
	report := bob.reads("/admin/report?c.api=major_outage")
	fields := func(title string) []string {
		return []string{"key", v.find(formKey, report), "title", title, "body", "We see no light.", "impact", "critical", "state", "investigating",
			"next", "30", "tell", "yes", "c.api", "major_outage", "do", "publish"}
	}
	bob.fills(http.StatusSeeOther, "/admin/report", fields("A slip")...)
	slip := v.find(pending, bob.reads("/admin/"))
	bob.fills(http.StatusSeeOther, slip+"/undo")
	report = bob.reads("/admin/report?c.api=major_outage")
	bob.fills(http.StatusSeeOther, "/admin/report", fields("All dark")...)
	bob.fills(http.StatusSeeOther, v.find(pending, bob.reads("/admin/"))+"/publish")
	v.eventually("/", "All dark")
	v.eventually("/api/v2/incidents/unresolved.json", "All dark")

	var open struct{ Incidents []struct{ Shortlink string } }
	if err := json.Unmarshal([]byte(v.reads("/api/v2/incidents/unresolved.json")), &open); err != nil || len(open.Incidents) != 1 {
		v.Fatalf("unresolved are %+v, %v", open, err)
	}
	id := open.Incidents[0].Shortlink[strings.LastIndex(open.Incidents[0].Shortlink, "/")+1:]
	page := bob.reads("/admin/incidents/" + id)
	bob.fills(http.StatusSeeOther, "/admin/incidents/"+id, "key", v.find(formKey, page), "seen", v.find(formSeen, page), "body", "There is light.", "state", "resolved", "sure", "yes", "do", "publish")
	bob.fills(http.StatusSeeOther, v.find(pending, bob.reads("/admin/"))+"/publish")
	v.never("/api/v2/incidents/unresolved.json", "All dark")
	v.eventually("/incidents/"+id, "There is light.")
	v.eventually("/history.json", "All dark", "There is light.")
	if strings.Contains(v.reads("/history.json"), "A slip") {
		v.Error("what was taken back is published")
	}
}

// A program writes by Cachet's API what a token of its own allows, and reads it back.
func theAPI(v *visitor) {
	bob := v.another()
	bob.signsUp()
	token := func(name, role, kind string) string {
		return v.find(madeToken, bob.fills(http.StatusOK, "/admin/tokens", "name", name, "role", role, "kind", kind))
	}
	robot, reader := token("robot", "edit", "automation"), token("reader", "view", "automation")
	does := func(want int, token, method, path, body string) string {
		v.Helper()
		return v.asks(want, method, "/api/v1/"+path, body, "X-Cachet-Token", token, "Content-Type", "application/json")
	}
	if all := does(http.StatusOK, "", http.MethodGet, "components", ""); !strings.Contains(all, `"name":"API"`) || !strings.Contains(all, `"name":"Website"`) {
		v.Errorf("components: %s", all)
	}
	incident := `{"name":"Slow logins","message":"Logins take a minute.","status":1,"visible":1}`
	does(cmp.Or(v.Forbidden, http.StatusForbidden), reader, http.MethodPost, "incidents", incident)
	id := v.find(madeID, does(http.StatusOK, robot, http.MethodPost, "incidents", incident))
	v.eventually("/", "Slow logins")
	v.eventually("/history.atom", "Logins take a minute.")
	does(http.StatusOK, robot, http.MethodPut, "components/1", `{"status":4}`)
	v.eventually("/api/v2/components.json", `"major_outage"`)
	does(http.StatusOK, robot, http.MethodPut, "components/1", `{"status":1}`)
	does(http.StatusOK, robot, http.MethodPost, "incidents/"+id+"/updates", `{"status":4,"message":"Logins are fast."}`)
	v.eventually("/history.atom", "Logins are fast.")
	v.eventually("/api/v2/status.json", `"none"`)
	if one := does(http.StatusOK, "", http.MethodGet, "incidents/"+id, ""); !strings.Contains(one, `"is_resolved":true`) {
		v.Errorf("the incident: %s", one)
	}
}
