package admin_test

import (
	"net/url"
	"strings"
	"testing"

	"tidings/internal/access"
	"tidings/internal/status"
)

func (o *office) templates() []status.MadeTemplate {
	o.Helper()
	all, err := o.house.board.Templates(o.Context())
	o.must(err)
	return all
}

// A template is made, tried on a component, proposed by the composer beside
// those of files, changed and deleted.
func TestATemplateFromItsMakingToItsEnd(t *testing.T) {
	o := newOffice(t, 0)
	b := o.first()
	b.get("/admin/templates").says(t, 200, "{{component}} is not available", "templates/outage.md")
	b.get("/admin/templates/outage").says(t, 200, "<code>templates/outage.md</code>", "does not answer. We look.")
	b.post("/admin/templates/outage", "title", "x", "impact", "minor", "body.investigating", "x").says(t, 409, "templates/outage.md")
	b.post("/admin/templates/outage/delete").says(t, 409, "templates/outage.md")

	form := filled(b.get("/admin/template"), "title", "{{ component }} is slow", "impact", "minor", "do", "preview",
		"body.investigating", "{% if components|length > 1 %}They are{% else %}It is{% endif %} {{ status }}. See {{ runbook }}.", "body.resolved", "{{component}} is quick again.")
	b.do("POST", "/admin/template", form).says(t, 200, "API is slow", "It is degraded performance. See {{ runbook }}.", "API is quick again.")
	b.do("POST", "/admin/template/page", form).says(t, 200, "the page")
	if len(o.templates()) != 0 || o.house.wrote != 0 {
		t.Fatal("it was made before it was saved")
	}
	form.Set("do", "save")
	for range 2 {
		b.do("POST", "/admin/template", form).to(t, "/admin/templates?told=template")
	}
	made := o.templates()
	if len(made) != 1 || made[0].Origin.Kind != status.OriginPerson || made[0].Impact != status.ImpactMinor {
		t.Fatalf("made %+v", made)
	}
	page := "/admin/templates/" + made[0].ID
	b.get("/admin/report?c.api=degraded_performance").says(t, 200, `value="API is slow"`, "It is degraded performance. See {{ runbook }}.", "… is slow")
	report := b.get("/admin/report?c.api=major_outage&c.web=major_outage&template=" + made[0].ID)
	report.says(t, 200, "API and Website is slow", "They are major outage.")
	b.do("POST", "/admin/report", filled(report, "do", "publish")).says(t, 200, "The variable {{ runbook }} is not filled in.")
	b.do("POST", "/admin/report", filled(report, "do", "publish", "sure", "yes"))
	incident := "/admin/incidents/" + o.only().ID
	b.do("POST", incident, filled(b.get(incident), "do", "resolve")).says(t, 200, "API and Website is quick again.")

	edit := filled(b.get(page), "title", "Slow: {{component}}", "do", "save")
	b.do("POST", page, edit).to(t, "/admin/templates?told=template")
	b.do("POST", page, edit).says(t, 409, "Somebody else has changed this", "Slow: {{component}}")
	_, editor := o.person("ed@example.com", access.Edit, access.Site)
	editor.post(page+"/delete").says(t, 403)
	b.post(page+"/delete").to(t, "/admin/templates?told=removed")
	b.get(page).says(t, 404)
}

func TestTemplatesThatCannotBe(t *testing.T) {
	o := newOffice(t, 0)
	b := o.first()
	for what, c := range map[string][3]string{
		"no title":     {"title", "", "Write a title"},
		"no text":      {"body.investigating", "", "Write at least one text"},
		"no impact":    {"impact", "huge", "Choose an impact"},
		"a bad title":  {"title", "{{component", "The title cannot be filled in: line 1, column 1: {{ is never closed"},
		"a bad text":   {"body.investigating", "We look.\n{% include 'x' %}", "The text for Investigating cannot be filled in: line 2, column 1: there is no tag &#34;include&#34;"},
		"work":         {"body.investigating", "{{ 1 / 0 }}", "line 1, column 6: something is divided by 0"},
		"two lines":    {"title", "a\nb", "one line"},
		"a long text":  {"body.investigating", strings.Repeat("x", status.MaxTemplateText+1), "at most 20000 bytes"},
		"hard to read": {"body.resolved", "It is over.\n" + strings.Repeat("> ", 200), "for the text for Resolved: line 2 of the text: quotes and lists stand more than 100 deep"},
		"hard filled":  {"body.resolved", strings.Repeat("{{ '' }}> ", 200), "for the text for Resolved once it is filled in: line 1 of the text: quotes and lists"},
	} {
		form := filled(b.get("/admin/template"), "title", "Kept", "body.investigating", "We look.", "do", "save", c[0], c[1])
		if a := b.do("POST", "/admin/template", form); a.StatusCode != 422 || !strings.Contains(a.text, c[2]) {
			t.Errorf("%s: %d, want %q\n%s", what, a.StatusCode, c[2], a.text)
		}
	}
	if len(o.templates()) != 0 {
		t.Error("something was made")
	}
}

func TestTemplatesOfCachetComeOverWholeOrNotAtAll(t *testing.T) {
	o := newOffice(t, 0)
	b := o.first()
	const good = `{"meta":{},"data":[{"id":1,"name":"Slow logins","slug":"slow-logins","template":"{% if incident.component %}{{ incident.component.name|escape }}{% else %}Something{% endif %} is slow: {{ reason }}."},
{"id":2,"name":"Down","slug":"down","template":"Down."}]}`
	for what, c := range map[string][2]string{
		"no JSON":     {"{\"data\": [\n{\"name\" 1}]}", "Line 2, column 9: this is no JSON"},
		"other kinds": {`[{"name": 7}]`, "name has to be a text and is a number"},
		"none":        {"[]", "There have to be 1 to 200 templates"},
		"no text":     {`[{"name":"Empty","template":""}]`, "The template &#34;Empty&#34; has no name or no text"},
		"a bad one":   {`[{"name":"Fine","template":"x"},{"name":"Bad","template":"a\n{{ b|shout }}"}]`, "Of the template &#34;Bad&#34;: The text for Investigating cannot be filled in: line 2, column 6: there is no filter"},
		"a heavy one": {`[{"name":"Fine","template":"x"},{"name":"Heavy","template":"` + strings.Repeat("> ", 200) + `"}]`, "Of the template &#34;Heavy&#34;: Readers&#39; programs would take too long for the text for Investigating: line 1"},
		"of a file":   {`[{"name":"Outage","slug":"outage","template":"x"}]`, "There is another template &#34;outage&#34; already"},
		"twice":       {`[{"name":"A","template":"x"},{"name":"A","template":"y"}]`, "There is another template &#34;a&#34; already"},
	} {
		if a := b.post("/admin/templates-import", "templates", c[0]); a.StatusCode != 422 && a.StatusCode != 409 || !strings.Contains(a.text, c[1]) {
			t.Errorf("%s: %d, want %q\n%s", what, a.StatusCode, c[1], a.text)
		}
	}
	if len(o.templates()) != 0 {
		t.Fatal("something came over")
	}
	for range 2 {
		b.do("POST", "/admin/templates-import", url.Values{"templates": {good}}).to(t, "/admin/templates?told=templates")
	}
	if all := o.templates(); len(all) != 2 || all[1].ID != "slow-logins" || all[1].Title != "Slow logins" {
		t.Errorf("brought over %+v", all)
	}
	b.get("/admin/report?c.api=major_outage&template=slow-logins").says(t, 200, "API is slow: {{ reason }}.")
}
