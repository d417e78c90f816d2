package admin_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tidings/internal/access"
	"tidings/internal/status"
)

// order are the names of the components as the public page has them.
func (o *office) order() string {
	o.Helper()
	view, err := o.house.board.View(context.Background(), ferrywell.Layout, o.clock())
	o.must(err)
	var names []string
	for _, c := range view.Layout.Components {
		names = append(names, c.Name)
	}
	return strings.Join(names, " ")
}

// added adds something by the form on a page and returns its id.
func (o *office) added(b *browser, path, name string, fields ...string) string {
	o.Helper()
	key := find(o.T, b.get(path).text, `name="key" value="([0-9a-f]+)"`)
	form := values(append([]string{"key", key, "name", name, "visible", "yes"}, fields...))
	to := map[string]string{"/admin/components": "/admin/components", "group": "/admin/groups"}[path]
	for range 2 { // tapped twice
		b.do("POST", to, form).to(o.T, "/admin/components?told=component")
	}
	return strings.ToLower(name) + "-" + key
}

func TestComponentsAreMadeMovedAndDeleted(t *testing.T) {
	o := newOffice(t, 0)
	b := o.first()
	key := find(t, b.get("/admin/components").text, `name="key" value="([0-9a-f]+)"`)
	b.post("/admin/groups", "key", key, "name", "Back office", "mode", "open", "visible", "yes").to(t, "/admin/components?told=group")
	group := "back-office-" + key
	a := o.added(b, "/admin/components", "Ada", "group", group)
	o.added(b, "/admin/components", "Bea", "group", group)
	c := o.added(b, "/admin/components", "Cleo", "group", "core", "tags", "slow, 決済, money, 重要, slow")
	if got := o.order(); got != "API Website Cleo Documentation Ada Bea" {
		t.Fatalf("the page has %s", got)
	}
	b.get("/admin/components").says(t, 200, "Back office", "always open", "in the file", `data-move="/admin/components/`+a+`/move"`)

	b.post("/admin/components/"+a+"/move", "to", "down").to(t, "/admin/components#"+a)
	b.post("/admin/components/"+a+"/move", "to", "down").to(t, "/admin/components#"+a) // it is the last
	if got := o.order(); got != "API Website Cleo Documentation Bea Ada" {
		t.Errorf("moved down: %s", got)
	}
	b.post("/admin/components/"+a+"/move", "group", "core", "before", c).to(t, "/admin/components#"+a) // dragged
	if got := o.order(); got != "API Website Ada Cleo Documentation Bea" {
		t.Errorf("dragged: %s", got)
	}
	b.post("/admin/components/"+a+"/move", "group", "nowhere", "before", "").says(t, 422, "no such group")
	b.post("/admin/components/api/move", "to", "down").says(t, 409, "components.yaml")

	edit := b.get("/admin/components/" + c + "/edit")
	edit.says(t, 200, `value="slow, 決済, money, 重要"`)
	form := values([]string{"seen", find(t, edit.text, `name="seen" value="([0-9a-f]+)"`), "name", "Cleopatra", "group", "", "tags", "slow, money"})
	b.do("POST", "/admin/components/"+c+"/edit", form).to(t, "/admin/components?told=saved")
	if got := o.order(); strings.Contains(got, "Cleo") {
		t.Errorf("it is hidden and on the page: %s", got)
	}
	form.Set("name", "Cleon")
	b.do("POST", "/admin/components/"+c+"/edit", form).says(t, 409, "Somebody has changed this component", "Cleopatra", `value="Cleon"`)

	b.post("/admin/components/"+c, "status", "major_outage", "for", "0").says(t, 404) // not on the page
	b.post("/admin/groups/"+group+"/delete").to(t, "/admin/components?told=gone")
	b.post("/admin/components/"+a+"/delete").to(t, "/admin/components?told=gone")
	if got := o.order(); got != "API Website Documentation Bea" {
		t.Errorf("in the end %s", got)
	}
	b.post("/admin/components/"+a+"/delete").says(t, 404, "no such component")
}

// Every order can be reached by dragging, whatever the places are, and what
// does not move keeps its own.
func TestAnyOrderCanBeReached(t *testing.T) {
	o := newOffice(t, 0)
	b := o.first()
	var ids []string
	for i := range 6 { // as an API client makes them: all in one place
		id := fmt.Sprint("m", i)
		ids = append(ids, id)
		m := status.MadeComponent{Created: o.clock()}
		m.ID, m.Name, m.Group = id, id, "core"
		o.must(o.house.board.PutComponent(t.Context(), status.Actor{Kind: status.OriginAutomation}, m, o.clock()))
	}
	want := slices.Clone(ids)
	for i := range 40 {
		id, before := ids[i*7%6], ids[(i*5+i/6)%6]
		if id == before {
			before = ""
		}
		b.post("/admin/components/"+id+"/move", "group", "core", "before", before).to(t, "/admin/components#"+id)
		want = slices.DeleteFunc(want, func(x string) bool { return x == id })
		n := slices.Index(want, before)
		if n < 0 {
			n = len(want)
		}
		want = slices.Insert(want, n, id)
		if got := o.order(); got != "API Website "+strings.Join(want, " ")+" Documentation" {
			t.Fatalf("after %d moves, %s before %q: %s, want %v", i+1, id, before, got, want)
		}
	}
}

func TestWhatIsWrongWithAComponentIsSaid(t *testing.T) {
	o := newOffice(t, 0)
	b := o.first()
	key := find(t, b.get("/admin/components").text, `name="key" value="([0-9a-f]+)"`)
	var tags strings.Builder
	for i := range 60 {
		fmt.Fprintf(&tags, "t%d,", i)
	}
	for said, form := range map[string][]string{
		"The name is missing":            {"name", "  "},
		"The name may have at most 200":  {"name", strings.Repeat("x", 201)},
		"has to be one line":             {"name", "a\x01b"},
		"The link has to be an absolute": {"name", "x", "link", "javascript:alert(1)"},
		"no such group":                  {"name", "x", "group", "nowhere"},
		"The description may have":       {"name", "x", "description", strings.Repeat("x", 501)},
		"at most 50":                     {"name", "x", "tags", tags.String()},
	} {
		a := b.post("/admin/components", append([]string{"key", key}, form...)...)
		if a.StatusCode != 422 || !strings.Contains(a.text, said) {
			t.Errorf("%v: %d\n%s", form, a.StatusCode, a.text)
		}
	}
	b.post("/admin/components", "name", "x").says(t, 400, "not complete")
	b.post("/admin/groups", "key", key, "name", "x", "mode", "sideways").says(t, 422, "Unknown mode", "use open, folded or auto")
	if made, err := o.house.board.Made(t.Context()); err != nil || len(made.Components)+len(made.Groups) > 0 {
		t.Errorf("made %v, %v", made, err)
	}
}

var plainMetric = []string{"name", "Queue", "suffix", "jobs", "calc", "average", "window", "hour", "visible", "public", "display", "yes", "places", "1", "threshold", "5", "order", "0", "limit", "40", "component", "api"}

func TestAMetricFromTheFormToTheChart(t *testing.T) {
	o := newOffice(t, 0)
	b := o.first()
	key := find(t, b.get("/admin/metrics").text, `name="key" value="([0-9a-f]+)"`)
	form := values(append([]string{"key", key}, plainMetric...))
	path := "/admin/metrics/queue-" + key
	for range 2 {
		b.do("POST", "/admin/metrics", form).to(t, path+"?told=metric")
	}
	b.get(path).says(t, 200, "no points yet", "There is nothing to draw yet.", "kept for 35 days, hours for 100, days for 400")
	point := find(t, b.get(path).text, `(?s)/points.*?name="key" value="([0-9a-f]+)"`)
	for range 2 { // tapped twice: one point
		b.post(path+"/points", "key", point, "value", "17,25").to(t, path+"?told=point")
	}
	b.post(path+"/points", "key", "0123456789ab", "value", "20", "at", "2026-11-22T11:30").to(t, path+"?told=point")
	b.get("/admin/metrics").says(t, 200, "Queue", "17.2 jobs")
	page := b.get(path)
	page.says(t, 200, "17.2 jobs", "2 of 2", `<path class="line"`, `<path class="limit"`)
	b.get(path+"?window=month").says(t, 200, `<a href="?window=month" aria-current="page"`)
	b.get(path+"?window=%22%3E").says(t, 200, `<a href="?window=hour" aria-current="page"`)
	b.post(path+"/points/delete", "point", find(t, page.text, `name="point" value="(\d+)"`)).to(t, path+"?told=removed")
	b.get(path).says(t, 200, "20.0 jobs", "1 of 1")

	for said, change := range map[string][]string{
		"Write the value as a number":      {"value", "much"},
		"Write the time as":                {"value", "1", "at", "yesterday"},
		"points are kept for 35 days only": {"value", "1", "at", "2020-01-01T00:00"},
		"is not a number between":          {"value", "1e16"},
		"such as 41.7":                     {"value", "NaN"},
	} {
		if a := b.post(path+"/points", append([]string{"key", "0123456789ac"}, change...)...); a.StatusCode != 422 || !strings.Contains(a.text, said) {
			t.Errorf("%v: %d\n%s", change, a.StatusCode, a.text)
		}
	}
	form.Set("seen", find(t, page.text, `name="seen" value="([0-9a-f]+)"`))
	form.Set("name", "Queue length")
	b.do("POST", path, form).to(t, path+"?told=saved")
	b.do("POST", path, form).says(t, 409, "Somebody has changed this metric")
	form.Set("seen", find(t, b.get(path).text, `name="seen" value="([0-9a-f]+)"`))
	for _, wrong := range [][2]string{{"places", "9"}, {"threshold", "0"}, {"calc", "median"}, {"limit", "x"}, {"component", "nowhere"}, {"name", ""}, {"order", "1e3"}} {
		was := form.Get(wrong[0])
		form.Set(wrong[0], wrong[1])
		b.do("POST", path, form).says(t, 422, "problem")
		form.Set(wrong[0], was)
	}
	b.post(path+"/delete").to(t, "/admin/metrics?told=gone")
	b.get(path).says(t, 404, "no such metric")
}

func TestWhatAFileDeclaresOfAMetricStays(t *testing.T) {
	o := newOffice(t, 0)
	b := o.first()
	m := status.Metric{ID: "latency", Name: "Latency", Threshold: 5, Visible: status.Public}
	_, err := o.house.board.PutMetric(t.Context(), status.Actor{Kind: status.OriginContent, ID: "content"}, m, o.clock())
	o.must(err)
	a := b.get("/admin/metrics/latency")
	a.says(t, 200, "components.yaml", "Add a point")
	if strings.Contains(a.text, "Change the metric") || strings.Contains(a.text, "Delete the metric") {
		t.Error("the page offers what is refused")
	}
	b.post("/admin/metrics/latency", plainMetric...).says(t, 409, "components.yaml")
	b.post("/admin/metrics/latency/delete").says(t, 409, "components.yaml")
	b.post("/admin/metrics/latency/points", "key", "0123456789ab", "value", "1").to(t, "/admin/metrics/latency?told=point")
}

// What is typed stands on every page as text.
func TestTheCatalogShowsText(t *testing.T) {
	const evil = `</textarea>"><script>alert(1)</script><img src=x onerror=alert(2)>{{.}}`
	o := newOffice(t, 0)
	b := o.first()
	key := find(t, b.get("/admin/components").text, `name="key" value="([0-9a-f]+)"`)
	b.post("/admin/groups", "key", key, "name", evil, "mode", "open", "visible", "yes").to(t, "/admin/components?told=group")
	b.post("/admin/components", "key", key, "name", evil, "description", evil, "tags", evil, "link", "https://x.example/"+evil, "visible", "yes").to(t, "/admin/components?told=component")
	form := values(append([]string{"key", key}, plainMetric...))
	form.Set("name", evil)
	form.Set("suffix", evil)
	form.Set("description", evil)
	path := strings.TrimSuffix(b.do("POST", "/admin/metrics", form).Header.Get("Location"), "?told=metric")
	b.post(path+"/points", "key", key, "value", "1")
	pages := []answer{b.get("/admin/components"), b.get("/admin/metrics"), b.get(path), b.get(path + "?window=" + evil), b.get("/admin/audit")}
	made, err := o.house.board.Made(t.Context())
	o.must(err)
	pages = append(pages, b.get("/admin/components/"+made.Components[0].ID+"/edit"), b.get("/admin/groups/"+made.Groups[0].ID), b.get("/admin/components/"+made.Components[0].ID))
	form.Set("value", evil)
	form.Set("seen", evil)
	pages = append(pages, b.do("POST", path+"/points", form), b.do("POST", path, form),
		b.post("/admin/components/"+made.Components[0].ID+"/edit", "seen", evil, "name", evil, "group", evil), b.post("/admin/groups/"+made.Groups[0].ID, "seen", evil, "name", evil))
	for i, a := range pages {
		if strings.Contains(a.text, "<script>") || strings.Contains(a.text, "<img") || a.StatusCode >= 500 {
			t.Errorf("page %d (%d) is wild:\n%s", i, a.StatusCode, a.text)
		}
	}
}

// Who may not change the page is offered nothing of it.
func TestTheCatalogAsksForRights(t *testing.T) {
	o := newOffice(t, 0)
	ada := o.first()
	id := o.added(ada, "/admin/components", "Ledger")
	_, viewer := o.person("viewer@example.com", access.View, access.Site)
	_, editor := o.person("editor@example.com", access.Edit, access.Site)
	for _, b := range []*browser{viewer, editor} {
		for _, path := range []string{"/admin/components", "/admin/metrics"} {
			if a := b.get(path); a.StatusCode != 200 || strings.Contains(a.text, "Add a") || strings.Contains(a.text, "/move") {
				t.Errorf("%s: %d\n%s", path, a.StatusCode, a.text)
			}
		}
		b.post("/admin/components/"+id+"/delete").says(t, 403)
	}
}
