package admin_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"tidings/internal/access"
	"tidings/internal/status"
)

// works are all maintenances, the first one made first.
func (o *office) works() (all []*status.Maintenance) {
	o.Helper()
	rows, _, err := o.house.board.Roll(o.Context(), status.AboutMaintenance, status.RollQuery{Limit: 200})
	o.must(err)
	for _, r := range rows {
		m, err := o.house.board.Maintenance(o.Context(), r.ID)
		o.must(err)
		all = append(all, m)
	}
	return all
}

// announced has one maintenance of the API, tomorrow from 2 to 3.
func (o *office) announced(b *browser) string {
	o.Helper()
	b.do("POST", "/admin/announce", filled(b.get("/admin/announce?c.api=yes"), "title", "Upgrade", "body", "Writes stop.", "do", "publish")).to(o.T, "/admin/maintenance?told=published")
	return "/admin/maintenance/" + o.works()[0].ID
}

func (o *office) at(clock string) time.Time {
	o.Helper()
	at, err := time.Parse("2006-01-02 15:04", clock)
	o.must(err)
	return at
}

// From the announcement over another time, the beginning, more time and the
// look at it to the end; what turns it says first what it will do.
func TestAMaintenanceFromTheFirstWordToTheLast(t *testing.T) {
	o := newOffice(t, 0)
	b := o.first()
	form := filled(b.get("/admin/announce?c.api=yes"), "title", "Upgrade", "body", "Writes stop.", "starts", "2026-11-22T14:00", "ends", "2026-11-22T15:00", "do", "preview")
	review := b.do("POST", "/admin/announce", form)
	review.says(t, 200, "The page stays at operational; 1,204 people get mail, 3 channels are told.", "Sun 22 Nov 2026, 14:00–15:00 UTC", "announced less than a day ahead", "The mail", "The document for programs")
	if len(o.works()) != 0 {
		t.Fatal("it was announced before it was shown")
	}
	b.do("POST", "/admin/announce/page", filled(review)).says(t, 200, `<head><base href="/maintenance/upgrade-`)
	b.do("POST", "/admin/announce", filled(review, "do", "publish")).to(t, "/admin/maintenance?told=published")
	b.do("POST", "/admin/announce", filled(review, "do", "publish")) // tapped twice
	if all := o.works(); len(all) != 1 || !all[0].Starts.Equal(o.at("2026-11-22 14:00")) || all[0].Reminder != 24*time.Hour || all[0].Components[0] != "api" || all[0].Updates[0].Quiet || !all[0].Updates[0].At.Equal(o.clock()) {
		t.Fatalf("announced as %+v", all)
	}
	page := "/admin/maintenance/" + o.works()[0].ID
	b.get("/admin/maintenance").says(t, 200, "To come", "Upgrade", page)

	b.do("POST", page, filled(b.get(page), "starts", "2026-11-22T16:00", "ends", "2026-11-22T17:30", "do", "publish")).to(t, page+"?told=published")
	m := o.works()[0]
	if u := m.Updates[1]; !m.Starts.Equal(o.at("2026-11-22 16:00")) || !m.Ends.Equal(o.at("2026-11-22 17:30")) || u.Body != "This maintenance is moved to another time." || u.State != status.Scheduled {
		t.Errorf("moved to %+v", m)
	}
	o.wait(3 * time.Hour) // 15:00
	begin := b.do("POST", page, filled(b.get(page), "do", "begin"))
	begin.says(t, 200, "The page goes from operational to under maintenance", "The work has begun.")
	b.do("POST", page, filled(begin, "do", "publish")).to(t, page+"?told=published")
	b.get("/admin/").says(t, 200, "Under maintenance")
	o.wait(2 * time.Hour) // 17:00
	b.do("POST", page, filled(b.get(page), "state", "verifying", "longer", "60", "body", "We look.", "do", "publish")).to(t, page+"?told=published")
	if m = o.works()[0]; !m.Ends.Equal(o.at("2026-11-22 18:30")) || m.StateAt(o.clock()) != status.Verifying || m.StateAt(o.at("2026-11-22 18:30")) != status.Completed {
		t.Errorf("longer: %+v", m)
	}
	end := b.do("POST", page, filled(b.get(page), "do", "end", "body", "All went well."))
	end.says(t, 200, "All went well.", "The page goes from under maintenance to operational")
	b.do("POST", page, filled(end, "do", "publish")).to(t, page+"?told=published")
	if m = o.works()[0]; m.StateAt(o.clock()) != status.Completed || len(m.Updates) != 5 {
		t.Errorf("in the end %+v", m)
	}
	b.get(page).says(t, 200, "Completed", "All went well.", "planned from 22 Nov, 16:00 UTC until 22 Nov, 17:30 UTC")
	b.get("/admin/maintenance").says(t, 200, "Past", "Upgrade")
}

func TestWhatCannotBePlannedIsRefused(t *testing.T) {
	o := newOffice(t, 0)
	b := o.first()
	for what, c := range map[string]struct{ field, value, says string }{
		"no title":     {"title", " ", "Write a title"},
		"long title":   {"title", strings.Repeat("x", 301), "Write a title"},
		"no text":      {"body", "", "Write what people have to know"},
		"no time":      {"starts", "tomorrow", "Write the times as"},
		"backwards":    {"ends", "2026-11-23T01:00", "The end must be later"},
		"the past":     {"both", "2026-11-20T01:00", "The end lies in the past"},
		"odd reminder": {"reminder", "-5", "Choose when people are reminded"},
		"far reminder": {"reminder", "9999999", "Choose when people are reminded"},
		"no key":       {"key", "x", "The form is not complete"},
	} {
		form := filled(b.get("/admin/announce?c.api=yes"), "title", "Kept words", "body", "Writes stop.", "do", "publish", c.field, c.value)
		if c.field == "both" {
			form.Set("starts", "2026-11-20T01:00")
			form.Set("ends", "2026-11-20T02:00")
		}
		if a := b.do("POST", "/admin/announce", form); a.StatusCode != 422 && a.StatusCode != 400 || !strings.Contains(a.text, c.says) {
			t.Errorf("%s: %d\n%s", what, a.StatusCode, a.text)
		}
	}
	if len(o.works()) != 0 {
		t.Error("something was announced")
	}
	page := o.announced(b)
	for what, c := range map[string]struct{ field, value, says string }{
		"nothing new": {"body", "", "Write what is new"},
		"backwards":   {"ends", "2026-11-23T01:00", "The end must be later"},
		"no state":    {"state", "investigating", "Choose a state"},
		"no time":     {"ends", "soon", "Write the times as"},
	} {
		b.do("POST", page, filled(b.get(page), "do", "publish", c.field, c.value)).says(t, 422, c.says)
		_ = what
	}
	for _, id := range []string{"..%2fx", strings.Repeat("x", 3000), "%00", "A", "nowhere"} {
		b.get("/admin/maintenance/"+id).says(t, 404)
		b.get("/admin/recurring/"+id).says(t, 404)
	}
	b.get(page+"/updates/7").says(t, 404)
}

func TestSomebodyElsesPlanIsShown(t *testing.T) {
	o := newOffice(t, 0)
	ada := o.first()
	_, bob := o.person("bob@example.com", access.Edit, access.Site)
	page := o.announced(ada)
	mine := filled(ada.get(page), "body", "Mine, of Ada.", "ends", "2026-11-23T04:00", "do", "publish")
	details := url.Values{"title": {"Ada's title"}, "reminder": {"60"}, "seen": {find(t, ada.get(page).text, `(?s)/details">\s*<input type="hidden" name="seen" value="([^"]*)"`)}}
	o.wait(time.Minute)
	bob.do("POST", page, filled(bob.get(page), "body", "Theirs, of Bob.", "do", "publish")).to(t, page+"?told=published")
	bobs := url.Values{"title": {"Bob's title"}, "reminder": {"60"}, "c.web": {"yes"}, "seen": details["seen"]}
	bob.do("POST", page+"/details", bobs).to(t, page+"?told=saved")
	ada.do("POST", page+"/details", details).says(t, 409, "Bob&#39;s title (Website)", "Ada&#39;s title")
	clash := ada.do("POST", page, mine)
	clash.says(t, 409, "Theirs, meanwhile", "Theirs, of Bob.", ">Mine, of Ada.</textarea>", `value="2026-11-23T04:00"`)
	ada.do("POST", page, filled(clash, "do", "publish")).to(t, page+"?told=published")
	if m := o.works()[0]; len(m.Updates) != 3 || m.Updates[2].Body != "Mine, of Ada." || m.Title != "Bob's title" || !m.Ends.Equal(o.at("2026-11-23 04:00")) {
		t.Errorf("in the end %+v", m)
	}
}

func TestAPlanCanBeTakenBack(t *testing.T) {
	o := newOffice(t, 10*time.Second)
	b := o.first()
	b.do("POST", "/admin/announce", filled(b.get("/admin/announce?c.api=yes"), "title", "Upgrade", "body", "Writes stop.", "do", "publish")).to(t, "/admin/maintenance?told=pending")
	list := b.get("/admin/maintenance?told=pending")
	list.says(t, 200, "Published in 10 seconds", "Upgrade", "Undo", "Nothing is announced.")
	if r := list.Header.Get("Refresh"); r != "12; url=/admin/maintenance" {
		t.Errorf("the page is loaded anew by %q", r)
	}
	b.post(find(t, list.text, `formaction="(/admin/pending/[0-9a-f]+/undo)"`)).to(t, "/admin/maintenance?told=undone")
	o.wait(time.Minute)
	_, err := o.pending.PublishDue(t.Context(), o.house, o.clock())
	if o.must(err); len(o.works()) != 0 {
		t.Error("it was published all the same")
	}
	b.do("POST", "/admin/announce", filled(b.get("/admin/announce"), "title", "Upgrade", "body", "Writes stop.", "do", "publish"))
	o.wait(10 * time.Second)
	_, err = o.pending.PublishDue(t.Context(), o.house, o.clock())
	if o.must(err); len(o.works()) != 1 || !o.works()[0].Updates[0].At.Equal(o.clock()) {
		t.Errorf("published %+v", o.works())
	}
	page := "/admin/maintenance/" + o.works()[0].ID
	b.do("POST", page, filled(b.get(page), "body", "More.", "do", "publish")).to(t, page+"?told=pending")
	b.get(page).says(t, 200, "More.", "Publish now")
}

func TestWhatAFilePlansIsItsOwn(t *testing.T) {
	o := newOffice(t, 0)
	b := o.first()
	_, err := o.house.board.PutMaintenance(t.Context(), status.Actor{Kind: status.OriginContent, ID: "content"}, status.Maintenance{ID: "filed", Title: "Filed", Starts: o.clock().Add(time.Hour), Ends: o.clock().Add(2 * time.Hour),
		Origin: status.Origin{Kind: status.OriginContent, Ref: "maintenance/filed.md"}, Updates: []status.Update{{ID: "1", At: o.clock(), State: status.Scheduled, Body: "In the file."}}}, o.clock())
	o.must(err)
	page := b.get("/admin/maintenance/filed")
	page.says(t, 200, "<code>maintenance/filed.md</code>", "In the content file.")
	if strings.Contains(page.text, "/filed/details") || strings.Contains(page.text, "/filed/delete") {
		t.Error("it can be changed here")
	}
	b.get("/admin/maintenance/filed/updates/1").says(t, 200, "maintenance/filed.md")
	b.post("/admin/maintenance/filed/delete").says(t, 409, "maintenance/filed.md")
	b.post("/admin/maintenance/filed/updates/1/redact").says(t, 409, "maintenance/filed.md")
	b.post("/admin/maintenance/filed/details", "title", "Mine", "reminder", "0").says(t, 409)
	b.do("POST", "/admin/maintenance/filed", filled(page, "ends", "2026-11-22T15:00", "do", "publish")).to(t, "/admin/maintenance/filed?told=published")
	if m := o.works()[0]; !m.Updates[1].Added || !m.Ends.Equal(o.at("2026-11-22 15:00")) || m.Title != "Filed" {
		t.Errorf("now %+v", m)
	}
}

func TestTextsOfAMaintenanceAreCorrected(t *testing.T) {
	o := newOffice(t, 0)
	b := o.first()
	_, editor := o.person("ed@example.com", access.Edit, access.Site)
	page := o.announced(b)
	edit := b.get(page + "/updates/1")
	edit.says(t, 200, "Writes stop.", "Nobody gets mail for an edit")
	o.wait(time.Minute)
	b.do("POST", page+"/updates/1", filled(edit, "body", "Writes stop for long.")).to(t, page+"?told=saved")
	editor.do("POST", page+"/updates/1", filled(edit, "body", "No.")).says(t, 409, "Writes stop for long.", ">No.</textarea>")
	b.do("POST", page, filled(b.get(page), "ends", "2026-11-23T09:00", "do", "publish"))
	mistake := page + "/updates/" + o.works()[0].Updates[1].ID
	b.post(mistake+"/delete", "seen", find(t, b.get(mistake).text, `(?s)/delete"><input type="hidden" name="seen" value="([^"]+)"`)).to(t, page+"?told=removed")
	if m := o.works()[0]; len(m.Updates) != 1 || !m.Ends.Equal(o.at("2026-11-23 03:00")) {
		t.Errorf("without its second update %+v", m)
	}
	editor.post(page+"/updates/1/redact").says(t, 403)
	editor.post(page+"/delete").says(t, 403)
	b.post(page+"/updates/1/redact").to(t, page+"?told=redacted")
	if m := o.works()[0]; m.Updates[0].Redacted.IsZero() || m.Updates[0].Body != "" {
		t.Errorf("taken out: %+v", m.Updates[0])
	}
	b.post(page+"/delete").to(t, "/admin/maintenance?told=unplanned")
	b.get(page).says(t, 404)
}
