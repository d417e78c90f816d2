package admin_test

import (
	"maps"
	"strings"
	"testing"

	"tidings/internal/status"
)

// What people are told of the turns that time brings is the site's word, until
// somebody says otherwise of one maintenance.
func TestTheTurnsOfAMaintenanceAreSwitched(t *testing.T) {
	o := newOffice(t, 0)
	conf := ferrywell
	conf.Site.Tell = status.Tell{"begin": false}
	o.house.config = &conf
	b := o.first()
	form := b.get("/admin/announce?c.api=yes")
	if !strings.Contains(form.text, `name="turn.end" value="yes" checked> Mail when it ends`) || !strings.Contains(form.text, `name="turn.begin" value="yes"> Mail when it begins`) {
		t.Errorf("the form does not say what the site says:\n%s", form.text)
	}
	page := o.announced(b)
	tells := func(want status.Tell) {
		t.Helper()
		if got := o.works()[0].Tell; !maps.Equal(got, want) {
			t.Errorf("tells %v, want %v", got, want)
		}
	}
	tells(status.Tell{"begin": false, "end": true})
	details := values([]string{"title", "Upgrade", "c.api", "yes", "reminder", "60", "turns", "yes", "turn.begin", "yes", "seen", find(t, b.get(page).text, `(?s)/details">\s*<input type="hidden" name="seen" value="([^"]*)"`)})
	b.do("POST", page+"/details", details).to(t, page+"?told=saved")
	tells(status.Tell{"begin": true, "end": false})
	details.Del("turns") // a form that has not shown them
	details.Set("seen", find(t, b.get(page).text, `(?s)/details">\s*<input type="hidden" name="seen" value="([^"]*)"`))
	b.do("POST", page+"/details", details).to(t, page+"?told=saved")
	tells(status.Tell{"begin": true, "end": false})
}
