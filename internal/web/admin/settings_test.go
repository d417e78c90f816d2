package admin_test

import (
	"strings"
	"testing"

	"tidings/internal/access"
)

// What the site and the program run with is shown to who administers, with the
// file that says it, and nothing can be changed.
func TestSettingsAreShown(t *testing.T) {
	o := newTower(t)
	b := o.first()
	a := b.get("/admin/settings")
	a.says(t, 200, "Ferrywell", "site.yaml", "UTC", "<code>--undo</code>", "10s", "&lt;script&gt;", "tidings v1 (&lt;b&gt;)", "sources/")
	main, _, _ := strings.Cut(a.text, "</main>")
	if strings.Contains(main, "<form") || strings.Contains(main, "<script>") {
		t.Errorf("the page is\n%s", main)
	}
	_, editor := o.person("editor@example.com", access.Manage, access.Site)
	editor.get("/admin/settings").says(t, 403)
	_, auditor := o.person("auditor@example.com", access.View, access.Administration)
	auditor.get("/admin/settings").says(t, 200)
}
