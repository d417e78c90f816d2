package admin_test

import (
	"encoding/json"
	"html"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"tidings/internal/access"
	"tidings/internal/status"
)

func unescape(s string) string { return html.UnescapeString(s) }

// Opened by a tap on the component and one on Publish, updated by writing and a
// tap, resolved by two taps of which the first says what the second does.
func TestAnIncidentFromTheFirstTapToTheLast(t *testing.T) {
	o := newOffice(t, 0)
	b := o.first()
	home := b.get("/admin/")
	home.says(t, 200, "All systems operational", "Something is wrong", `href="/admin/report?c.api=major_outage"`)

	report := b.get("/admin/report?c.api=major_outage")
	report.says(t, 200, "API is not available", "API does not answer. We look.")
	a := b.do("POST", "/admin/report", filled(report, "do", "publish"))
	inc := o.only()
	a.to(t, "/admin/incidents/"+inc.ID+"?told=published")
	if u := inc.Updates[0]; inc.Title != "API is not available" || inc.Impact != status.ImpactCritical || inc.Components["api"] != status.MajorOutage || inc.Origin.Kind != status.OriginPerson ||
		u.State != status.Investigating || u.Quiet || !u.Next.Equal(o.clock().Add(30*time.Minute)) {
		t.Errorf("opened as %+v", inc)
	}
	b.do("POST", "/admin/report", filled(report, "do", "publish")) // tapped twice
	o.only()

	o.wait(42 * time.Minute)
	b.get("/admin/").says(t, 200, "Some of our systems are down", "You promised an update 12 minutes ago.", "Major outage")
	page := "/admin/incidents/" + inc.ID
	b.do("POST", page, filled(b.get(page), "body", "It was the cache.", "state", "identified", "c.api", "degraded_performance", "c.web", "degraded_performance", "do", "publish")).to(t, page+"?told=published")
	inc = o.only()
	if u := inc.Updates[1]; u.Body != "It was the cache." || u.State != status.Identified || !maps.Equal(u.Components, map[string]status.Status{"api": status.DegradedPerformance, "web": status.DegradedPerformance}) {
		t.Errorf("updated as %+v", u)
	}

	review := b.do("POST", page, filled(b.get(page), "do", "resolve"))
	review.says(t, 200, "The page goes from major outage to operational; 1,204 people get mail, 3 channels are told.", "API and Website works again.", "The mail", "&lt;entry&gt;")
	if !o.only().Open() {
		t.Fatal("it was resolved before it said what would happen")
	}
	b.do("POST", page, filled(review, "do", "publish")).to(t, page+"?told=published")
	if inc = o.only(); inc.Open() || len(inc.Updates) != 3 {
		t.Errorf("resolved as %+v", inc)
	}
	b.get(page).says(t, 200, "Post-mortem")
	b.do("POST", page, filled(b.get(page), "body", "What we learned.", "state", "postmortem", "do", "publish")).to(t, page+"?told=published")
	if o.only().State() != status.Postmortem {
		t.Error("no post-mortem")
	}
}

func TestNothingIsChosenAndThenIs(t *testing.T) {
	o := newOffice(t, 0)
	b := o.first()
	b.get("/admin/report").says(t, 200, "API", "Website", "Core", "Next")
	b.get("/admin/report?go=1&c.api=&c.web=partial_outage&c.docs=partial_outage").says(t, 200, "Website and Documentation: partly unavailable")
	empty := b.get("/admin/report?go=1&c.api=")
	b.do("POST", "/admin/report", filled(empty, "do", "publish")).says(t, 422, "Write a title")
	b.do("POST", "/admin/report", filled(empty, "do", "propose", "c.api", "major_outage", "template", "odd")).says(t, 200, "See {{runbook}}")
	for what, change := range map[string][2]string{
		"status": {"c.api", "purple"}, "component": {"c.nowhere", "major_outage"}, "state": {"state", "completed"}, "impact": {"impact", "9"}, "next": {"next", "-4"},
		"title": {"title", strings.Repeat("x", 301)}, "body": {"body", " "}, "key": {"key", "../x"},
	} {
		form := filled(b.get("/admin/report?c.api=major_outage"), "do", "publish", change[0], change[1])
		if a := b.do("POST", "/admin/report", form); a.StatusCode != 422 && a.StatusCode != 400 {
			t.Errorf("%s: %d", what, a.StatusCode)
		}
	}
	if _, total, _ := o.house.board.Roll(t.Context(), status.AboutIncident, status.RollQuery{Hidden: true, Limit: 1}); total != 0 {
		t.Errorf("%d incidents were made", total)
	}
}

// What readers were not meant to see is shown before anything is out, and the
// preview is what the generator made.
func TestGraveMistakesAreShownFirst(t *testing.T) {
	o := newOffice(t, 0)
	b := o.first()
	report := b.get("/admin/report?c.api=major_outage&template=odd")
	review := b.do("POST", "/admin/report", filled(report, "do", "publish", "next", "0"))
	review.says(t, 200, "The variable {{runbook}} is not filled in.", "db1.prod.internal looks like", "10.1.2.3 is one of a private network", "The impact is none", "does not say when the next update comes", "Publish anyway")
	if o.house.wrote != 0 {
		t.Error("something was written")
	}
	page := b.do("POST", "/admin/report/page", filled(review))
	page.says(t, 200, `<head><base href="/incidents/odd-`, "the page")
	if p := page.Header.Get("Content-Security-Policy"); !strings.Contains(p, "sandbox") || strings.Contains(p, "allow-scripts") {
		t.Errorf("policy %s", p)
	}
	b.do("POST", "/admin/report", filled(review, "do", "edit")).says(t, 200, "See {{runbook}}", "Publish")
	b.do("POST", "/admin/report", filled(review, "do", "publish"))
	if o.only().Title != "Odd" {
		t.Error("it cannot be published anyway")
	}
}

func TestWhatSomebodyElseWroteIsShown(t *testing.T) {
	o := newOffice(t, 0)
	ada := o.first()
	_, bob := o.person("bob@example.com", access.Edit, access.Site)
	page := o.opened(ada)
	mine := filled(ada.get(page), "body", "Mine, of Ada.", "state", "monitoring", "do", "publish")
	const titleForm = `(?s)/title">\s*<input type="hidden" name="seen" value="([^"]*)"`
	title := url.Values{"title": {"Ada's title"}, "impact": {"minor"}, "seen": {find(t, ada.get(page).text, titleForm)}}
	o.wait(time.Minute)
	bob.do("POST", page, filled(bob.get(page), "body", "Theirs, of Bob.", "do", "publish"))
	b := bob.get(page)
	b.says(t, 200, "Theirs, of Bob.")
	bob.do("POST", page+"/title", url.Values{"title": {"Bob's title"}, "impact": {"major"}, "seen": {find(t, b.text, titleForm)}}).to(t, page+"?told=saved")

	clash := ada.do("POST", page, mine)
	clash.says(t, 409, "Theirs, meanwhile", "Theirs, of Bob.", "Bob&#39;s title (major)", ">Mine, of Ada.</textarea>", "Somebody else has changed this")
	if inc := o.only(); len(inc.Updates) != 2 {
		t.Fatalf("%d updates", len(inc.Updates))
	}
	ada.do("POST", page+"/title", title).says(t, 409, "Bob&#39;s title (major)", `value="Ada&#39;s title"`)
	ada.do("POST", page, filled(clash, "do", "publish")).to(t, page+"?told=published")
	if inc := o.only(); len(inc.Updates) != 3 || inc.Updates[1].Body != "Theirs, of Bob." || inc.Updates[2].Body != "Mine, of Ada." || inc.Updates[2].State != status.Monitoring || inc.Title != "Bob's title" {
		t.Errorf("in the end %+v", inc)
	}
}

func TestTextsAreCorrectedAndTakenOut(t *testing.T) {
	o := newOffice(t, 0)
	b := o.first()
	_, editor := o.person("ed@example.com", access.Edit, access.Site)
	page := o.opened(b)
	edit := b.get(page + "/updates/1")
	edit.says(t, 200, "API does not answer. We look.", "Nobody gets mail for an edit")
	o.wait(time.Minute)
	b.do("POST", page+"/updates/1", filled(edit, "body", "API does not answer in Europe.")).to(t, page+"?told=saved")
	editor.do("POST", page+"/updates/1", filled(edit, "body", "API is gone.")).says(t, 409, "API does not answer in Europe.", ">API is gone.</textarea>")
	if u := o.only().Updates[0]; u.Body != "API does not answer in Europe." || len(u.Earlier) != 1 {
		t.Errorf("edited to %+v", u)
	}
	b.do("POST", page, filled(b.get(page), "body", "A mistake.", "state", "resolved", "do", "publish", "sure", "yes"))
	mistake := page + "/updates/" + o.only().Updates[1].ID
	seen := find(t, b.get(mistake).text, `(?s)/delete"><input type="hidden" name="seen" value="([^"]+)"`)
	editor.post(mistake+"/delete", "seen", seen).says(t, 403)
	b.post(mistake+"/delete", "seen", "x").says(t, 409)
	b.post(mistake+"/delete", "seen", seen).to(t, page+"?told=removed")
	if inc := o.only(); len(inc.Updates) != 1 || !inc.Open() {
		t.Errorf("without its second update %+v", inc)
	}
	b.post(page+"/updates/1/delete", "seen", find(t, b.get(page+"/updates/1").text, `name="seen" value="([^"]+)"`)).says(t, 422, "The first update cannot be removed")
	editor.post(page+"/updates/1/redact").says(t, 403)
	editor.post(page+"/delete").says(t, 403)
	b.post(page+"/updates/1/redact").to(t, page+"?told=redacted")
	if log, _, err := o.house.board.Changes(t.Context(), "", 0); err != nil || o.only().Updates[0].Redacted.IsZero() || strings.Contains(string(must(json.Marshal(log))), "does not answer") {
		t.Errorf("taken out: %+v, %v", o.only().Updates[0], err)
	}
	editor.do("POST", page+"/updates/1", filled(edit, "body", "API does not answer.")).says(t, 409, "The text was taken out")
	for _, id := range []string{"..%2fx", strings.Repeat("x", 3000), "%00", "A"} {
		b.get("/admin/incidents/"+id).says(t, 404)
		b.get("/admin/components/"+id).says(t, 404)
		b.post("/admin/pending/"+id+"/undo").to(t, "/admin/?told=late")
	}
	b.get(page+"/updates/7").says(t, 404)
	b.get("/admin/incidents/nowhere").says(t, 404)
	b.post(page+"/delete").to(t, "/admin/incidents?told=deleted")
	b.get(page).says(t, 404)
}

func TestThePastIsEnteredQuietly(t *testing.T) {
	o := newOffice(t, 0)
	b := o.first()
	past := b.get("/admin/past")
	form := filled(past, "title", "The night", "started", "2026-11-20T01:00", "ended", "2026-11-20T03:30", "body", "It was dark.", "impact", "major", "c.web", "partial_outage")
	for _, bad := range [][2]string{{"ended", "2026-11-20T00:30"}, {"ended", "2026-11-25T00:30"}, {"started", "yesterday"}, {"title", ""}} {
		wrong := url.Values(maps.Clone(form))
		wrong.Set(bad[0], bad[1])
		b.do("POST", "/admin/past", wrong).says(t, 422, "It was dark.")
	}
	b.do("POST", "/admin/past", form)
	inc := o.only()
	if inc.Notify == nil || *inc.Notify || !inc.Started().Equal(time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC)) || !inc.Resolved().Equal(time.Date(2026, 11, 20, 3, 30, 0, 0, time.UTC)) || !inc.Updates[0].Quiet {
		t.Errorf("entered as %+v", inc)
	}
}

func TestWhatAFileDefinesIsItsOwn(t *testing.T) {
	o := newOffice(t, 0)
	b := o.first()
	_, err := o.house.board.PutIncident(t.Context(), status.Actor{Kind: status.OriginContent, ID: "content"}, status.Incident{ID: "filed", Title: "Filed", Components: map[string]status.Status{"api": status.PartialOutage},
		Origin: status.Origin{Kind: status.OriginContent, Ref: "incidents/filed.md"}, Updates: []status.Update{{ID: "1", At: o.clock(), Body: "In the file."}}}, o.clock())
	o.must(err)
	page := b.get("/admin/incidents/filed")
	page.says(t, 200, "<code>incidents/filed.md</code>", "In the content file.")
	if strings.Contains(page.text, "/filed/title") || strings.Contains(page.text, "/filed/delete") {
		t.Error("it can be changed here")
	}
	b.get("/admin/incidents/filed/updates/1").says(t, 200, "incidents/filed.md")
	b.post("/admin/incidents/filed/delete").says(t, 409, "incidents/filed.md")
	b.post("/admin/incidents/filed/updates/1/redact").says(t, 409, "incidents/filed.md")
	b.post("/admin/incidents/filed/updates/1", "body", "Other words.", "seen", find(t, page.text, ` 1=([0-9a-f]+)`)).says(t, 409, "content file")
	o.wait(time.Minute)
	b.do("POST", "/admin/incidents/filed", filled(page, "body", "From here.", "c.api", "operational", "do", "publish")).to(t, "/admin/incidents/filed?told=published")
	if inc := o.only(); inc.Updates[0].Body != "In the file." || !inc.Updates[1].Added || inc.Updates[1].Components["api"] != status.Operational {
		t.Errorf("now %+v", inc)
	}
}

func TestAPersonsWordStandsAndExpires(t *testing.T) {
	o := newOffice(t, 0)
	b := o.first()
	b.post("/admin/components/docs", "status", "partial_outage", "for", "60").to(t, "/admin/components/docs?told=override")
	b.get("/admin/components/docs").says(t, 200, "Partial outage, since", "until 22 Nov, 13:00 UTC")
	b.get("/admin/").says(t, 200, "Some of our systems are partly down", "a person&#39;s word")
	b.post("/admin/components/docs/clear").to(t, "/admin/components/docs?told=cleared")
	b.get("/admin/").says(t, 200, "All systems operational")
	b.post("/admin/components/docs", "status", "major_outage", "for", "30")
	o.wait(31 * time.Minute)
	b.get("/admin/").says(t, 200, "All systems operational")
	b.post("/admin/components/docs", "status", "purple", "for", "30").says(t, 422)
	b.post("/admin/components/nowhere", "status", "unknown", "for", "30").says(t, 404)
}

// A post waits: the board knows nothing of it until its time has come, by then
// once, whatever happens in between.
func TestAPostCanBeTakenBack(t *testing.T) {
	o := newOffice(t, 10*time.Second)
	b := o.first()
	report := filled(b.get("/admin/report?c.api=major_outage"), "do", "publish")
	empty := func(why string) {
		t.Helper()
		if _, total, _ := o.house.board.Roll(t.Context(), status.AboutIncident, status.RollQuery{Hidden: true, Limit: 1}); total != 0 {
			t.Fatal(why)
		}
	}
	b.do("POST", "/admin/report", report).to(t, "/admin/?told=pending")
	b.do("POST", "/admin/report", report).to(t, "/admin/?told=pending")
	home := b.get("/admin/?told=pending")
	home.says(t, 200, "Published in 10 seconds", "API is not available", "Undo", "Publish now", "All systems operational")
	if strings.Count(home.text, "Publish now") != 1 {
		t.Error("the second tap is a second post")
	}
	undo := find(t, home.text, `formaction="(/admin/pending/[0-9a-f]+/undo)"`)
	b.post(undo).to(t, "/admin/?told=undone")
	b.post(undo).to(t, "/admin/?told=late")
	empty("it was published before it was taken back")

	second := filled(b.get("/admin/report?c.api=major_outage"), "do", "publish")
	b.do("POST", "/admin/report", second)
	o.wait(9 * time.Second)
	next, err := o.pending.PublishDue(t.Context(), o.house, o.clock())
	if empty("it was published early"); err != nil || next.Sub(o.clock()) != time.Second {
		t.Fatalf("due at %v, %v", next, err)
	}
	o.wait(time.Second)
	for range 2 {
		if next, err = o.pending.PublishDue(t.Context(), o.house, o.clock()); err != nil || !next.IsZero() {
			t.Fatalf("due at %v, %v", next, err)
		}
	}
	inc := o.only()
	if !inc.Started().Equal(o.clock()) || inc.Origin.Kind != status.OriginPerson {
		t.Errorf("published as %+v", inc)
	}
	page := "/admin/incidents/" + inc.ID
	b.do("POST", page, filled(b.get(page), "body", "News.", "do", "publish")).to(t, page+"?told=pending")
	shown := b.get(page)
	shown.says(t, 200, "News.", "Publish now")
	b.post(find(t, shown.text, `formaction="(/admin/pending/[0-9a-f]+/publish)"`)).to(t, "/admin/?told=published")
	if got := o.only().Updates; len(got) != 2 || got[1].Body != "News." {
		t.Errorf("updates %+v", got)
	}
}

// One whose incident was deleted meanwhile stays, and says so.
func TestAPostThatCannotBePublishedIsNotLost(t *testing.T) {
	o := newOffice(t, 10*time.Second)
	b := o.first()
	b.do("POST", "/admin/report", filled(b.get("/admin/report?c.api=major_outage"), "do", "publish"))
	o.wait(time.Minute)
	_, err := o.pending.PublishDue(t.Context(), o.house, o.clock())
	o.must(err)
	page := "/admin/incidents/" + o.only().ID
	b.do("POST", page, filled(b.get(page), "body", "Too late.", "do", "publish"))
	b.post(page + "/delete")
	o.wait(time.Minute)
	_, err = o.pending.PublishDue(t.Context(), o.house, o.clock())
	o.must(err)
	home := b.get("/admin/")
	home.says(t, 200, "Not published:", "Too late.", "Discard")
	b.post(find(t, home.text, `formaction="(/admin/pending/[0-9a-f]+/undo)"`)).to(t, "/admin/?told=undone")
	if strings.Contains(b.get("/admin/").text, "Too late.") {
		t.Error("it is still there")
	}
}

func TestWhatIsStoredIsText(t *testing.T) {
	const evil = `</textarea>"><script>alert(1)</script><img src=x onerror=alert(2)>{{.}}`
	o := newOffice(t, time.Minute)
	b := o.first()
	form := filled(b.get("/admin/report?c.api=major_outage"), "do", "publish", "title", evil, "body", evil)
	pages := []answer{b.do("POST", "/admin/report", form)}
	form.Set("sure", "yes")
	b.do("POST", "/admin/report", form)
	pages = append(pages, b.get("/admin/"))
	o.wait(time.Hour)
	_, err := o.pending.PublishDue(t.Context(), o.house, o.clock())
	o.must(err)
	_, err = o.house.board.SetOverride(t.Context(), status.Actor{Kind: status.OriginPerson, ID: evil}, status.Override{Component: "docs", Status: status.Unknown, By: evil, At: o.clock()})
	o.must(err)
	page := "/admin/incidents/" + o.only().ID
	for _, path := range []string{"/admin/", "/admin/incidents", page, page + "/updates/1", "/admin/components/docs", "/admin/report?template=" + url.QueryEscape(evil) + "&go=1", "/admin/past", page + "?told=" + url.QueryEscape(evil)} {
		pages = append(pages, b.get(path))
	}
	pages = append(pages, b.do("POST", page, filled(b.get(page), "body", evil, "seen", evil, "do", "publish")), b.post("/admin/past", "title", evil, "body", evil, "started", evil, "ended", evil, "end", evil))
	plan := filled(b.get("/admin/announce?c.api=yes"), "title", evil, "body", evil, "do", "preview")
	pages = append(pages, b.do("POST", "/admin/announce", plan))
	plan.Set("do", "publish")
	plan.Set("sure", "yes")
	b.do("POST", "/admin/announce", plan)
	recurs := filled(b.get("/admin/recur"), "title", evil, "body", evil, "every", "day", "do", "publish", "sure", "yes")
	b.do("POST", "/admin/recur", recurs)
	o.wait(2 * time.Minute)
	_, err = o.pending.PublishDue(t.Context(), o.house, o.clock())
	o.must(err)
	_, err = o.house.board.ChangeTemplate(t.Context(), status.Actor{Kind: status.OriginPerson, ID: evil}, "evil", o.clock(), func(*status.MadeTemplate) (*status.MadeTemplate, error) {
		return &status.MadeTemplate{ID: "evil", Title: evil, Bodies: map[status.State]string{status.Investigating: evil}}, nil
	})
	o.must(err)
	list, err := o.house.board.Recurrences(t.Context())
	o.must(err)
	work := "/admin/maintenance/" + o.works()[0].ID
	for _, path := range []string{"/admin/maintenance", work, work + "/updates/1", "/admin/recurring/" + list[0].ID, "/admin/recurring/" + list[0].ID + "/edit", "/admin/templates", "/admin/templates/evil", "/admin/template"} {
		pages = append(pages, b.get(path))
	}
	pages = append(pages, b.do("POST", work, filled(b.get(work), "body", evil, "seen", evil, "starts", evil, "do", "publish")), b.do("POST", "/admin/recur", filled(b.get("/admin/recur"), "title", evil, "rule", evil, "except", evil, "until", evil, "every", "own", "do", "dates")),
		b.do("POST", "/admin/announce-table", filled(b.get("/admin/announce-table"), "table", "title,starts,ends\n"+evil+","+evil)), b.post("/admin/template", "title", evil, "impact", evil, "key", "0123456789ab"), b.post("/admin/templates-import", "templates", evil))
	for i, a := range pages {
		if strings.Contains(a.text, "<script>") || strings.Contains(a.text, "<img") || a.StatusCode >= 500 {
			t.Errorf("page %d (%d) is wild:\n%s", i, a.StatusCode, a.text)
		}
	}
}

// Every route of the composer, by everybody who may not, and from other sites.
func TestTheComposerAsksForRights(t *testing.T) {
	o := newOffice(t, 0)
	ada := o.first()
	page := o.opened(ada)
	_, viewer := o.person("viewer@example.com", access.View, access.Site)
	_, editor := o.person("editor@example.com", access.Edit, access.Site)
	_, clerk := o.person("clerk@example.com", access.Manage, access.Contacts, access.Administration)
	actors := map[*browser]access.Actor{
		viewer: {Kind: access.Person, ID: "x", Role: access.View, Permissions: []access.Permission{access.Site}},
		editor: {Kind: access.Person, ID: "x", Role: access.Edit, Permissions: []access.Permission{access.Site}},
		clerk:  {Kind: access.Person, ID: "x", Role: access.Manage, Permissions: []access.Permission{access.Contacts, access.Administration}},
	}
	seen := 0
	for _, r := range o.admin.Routes() {
		if r.Action != access.ReadSite && r.Action != access.WriteSite && r.Action != access.ManageSite {
			continue
		}
		path := strings.NewReplacer("/incidents/{id}", strings.TrimPrefix(page, "/admin"), "{id}", "api", "{update}", "1").Replace(r.Path)
		for b, who := range actors {
			if a := b.do(r.Method, path, nil); (a.StatusCode == 403) == access.Can(who, r.Action) {
				t.Errorf("%s %s as %s: %d", r.Method, path, who.Role, a.StatusCode)
			}
			seen++
		}
		if r.Method == "POST" {
			ada.do("POST", path, url.Values{}, "Sec-Fetch-Site", "cross-site").says(t, 403, "another site")
		}
	}
	if inc := o.only(); len(inc.Updates) != 1 || seen < 50 {
		t.Errorf("%d tries left %+v", seen, inc)
	}
	work := o.announced(ada)
	ada.do("POST", "/admin/recur", filled(ada.get("/admin/recur"), "title", "Backup", "body", "We back up.", "every", "day", "do", "publish", "sure", "yes"))
	list, err := o.house.board.Recurrences(t.Context())
	o.must(err)
	for _, path := range []string{"/admin/", page, "/admin/components/api", "/admin/maintenance", work, "/admin/recurring/" + list[0].ID, "/admin/templates", "/admin/templates/outage"} {
		if a := viewer.get(path); slices.ContainsFunc([]string{"/admin/report", "/admin/announce", "<textarea", "/clear", "/delete", "/edit", "/skip", "/end"}, func(s string) bool { return strings.Contains(a.text, s) }) {
			t.Errorf("%s offers a viewer what is refused:\n%s", path, a.text)
		}
	}
	clerk.get("/admin/").to(t, "/admin/account")
}

// A text that would hold up every publish is refused with what to mend, and stays
// in the form.
func TestATextThatTakesLongToReadIsRefused(t *testing.T) {
	o := newOffice(t, 0)
	b := o.first()
	report := b.get("/admin/report?c.api=major_outage")
	b.do("POST", "/admin/report", filled(report, "do", "publish"))
	bomb := "It is light.\n" + strings.Repeat("> ", 200)
	page := "/admin/incidents/" + o.only().ID
	b.do("POST", page, filled(b.get(page), "body", bomb, "do", "publish")).says(t, 422, "line 2 of the text: quotes and lists stand more than 100 deep", "It is light.")
	if n := len(o.only().Updates); n != 1 {
		t.Errorf("%d updates", n)
	}
}
