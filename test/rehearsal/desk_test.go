package rehearsal

import (
	"html"
	"maps"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

var (
	field = regexp.MustCompile(`<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"`)
	ended = regexp.MustCompile(`name="signal" value="([^"]*)"`)
	whole = regexp.MustCompile(`/admin/deliveries/([A-Za-z0-9_-]+)"`)
)

// fills gives the form of a page with what stands in its hidden fields and with more, as
// name and value.
func (o *operator) fills(page string, more ...string) url.Values {
	o.t.Helper()
	form := url.Values{}
	for _, f := range field.FindAllStringSubmatch(o.opens(200, page, nil), -1) {
		if strings.Contains(f[0], `type="hidden"`) {
			form.Set(f[1], html.UnescapeString(f[2]))
		}
	}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

func (o *operator) finds(page string, what *regexp.Regexp) string {
	o.t.Helper()
	found := what.FindStringSubmatch(o.opens(200, page, nil))
	if found == nil {
		o.t.Fatalf("%s has no %s", page, what)
	}
	return html.UnescapeString(found[1])
}

// What the dashboard makes of components, metrics, templates and planned work is on the
// page, and gone once it is taken away.
func TestWhatTheDashboardMakes(t *testing.T) {
	s := published(t)
	bob, _ := s.administrator()
	form := bob.fills("/admin/components", "name", "Shops", "mode", "open", "visible", "yes")
	bob.opens(303, "/admin/groups", form)
	group := "shops-" + form.Get("key")
	form = bob.fills("/admin/components", "name", "Checkout", "visible", "yes", "group", group)
	bob.opens(303, "/admin/components", form)
	shop := "checkout-" + form.Get("key")
	bob.opens(303, "/admin/components/"+shop, url.Values{"status": {"partial_outage"}, "for": {"60"}})
	form = bob.fills("/admin/metrics", "name", "Orders", "suffix", "a minute", "calc", "average", "window", "hour", "visible", "public", "display", "yes", "places", "1", "threshold", "5", "order", "0")
	bob.opens(303, "/admin/metrics", form)
	orders := "/admin/metrics/orders-" + form.Get("key")
	bob.opens(303, orders+"/points", url.Values{"key": {"0123456789ab"}, "value": {"17"}})
	bob.opens(303, "/admin/template", bob.fills("/admin/template", "title", "Slow", "impact", "minor", "body.investigating", "It is slow.", "do", "save"))
	day := time.Now().AddDate(0, 0, 2).Format(time.DateOnly)
	planned := []string{"body", "To another house.", "c.api", "yes", "starts", day + "T10:00", "ends", day + "T11:00", "reminder", "0", "do", "publish", "sure", "yes"}
	bob.opens(303, "/admin/announce", bob.fills("/admin/announce", append(planned, "title", "We move")...))
	bob.opens(303, pendingPost.FindString(bob.opens(200, bob.sent, nil)), url.Values{})
	bob.opens(303, "/admin/recur", bob.fills("/admin/recur", append(planned, "title", "We dust", "every", "day")...))
	bob.opens(303, pendingPost.FindString(bob.opens(200, bob.sent, nil)), url.Values{})
	s.clock()
	for _, want := range []string{"Shops", "Checkout", "Orders", "We move", "We dust"} {
		if !strings.Contains(s.read("/"), want) {
			t.Errorf("%s is not on the page", want)
		}
	}
	s.whole()

	bob.opens(303, "/admin/components/"+shop+"/clear", url.Values{})
	bob.opens(303, "/admin/components/"+shop+"/delete", url.Values{})
	bob.opens(303, "/admin/groups/"+group+"/delete", url.Values{})
	bob.opens(303, orders+"/delete", url.Values{})
	s.clock()
	for _, gone := range []string{"Shops", "Checkout", "Orders"} {
		if strings.Contains(s.read("/"), gone) {
			t.Errorf("%s is still on the page", gone)
		}
	}
	s.whole()
}

// What the dashboard does about monitors, channels and letters: an alert whose end got
// lost is ended, a delivery worked out again, a secret set, everything stopped and begun.
func TestTheDashboardOfOperators(t *testing.T) {
	s := withMail(t)
	files := maps.Clone(content)
	files["channels/team.yaml"] = "kind: webhook\nurl: https://hooks.invalid/tidings\nsign: team\n"
	s.parameter("secret/team", "whsec_bm8tb3RoZXItc2VjcmV0LWlzLWxpa2UtdGhpcw==")
	s.apply(files)
	s.clock()
	s.tell()
	bob, _ := s.administrator()
	s.accept(s.alert("firing"))
	s.clock()
	bob.opens(303, "/admin/signals/clear", url.Values{"source": {"monitor"}, "signal": {bob.finds("/admin/signals", ended)}})
	s.clock()
	if got := s.incidents(); len(got) != 0 {
		t.Errorf("of an alert that was ended, unresolved are %q", got)
	}
	delivery := bob.finds("/admin/deliveries", whole)
	bob.opens(303, "/admin/deliveries/"+delivery+"/replay", url.Values{})
	bob.opens(303, "/admin/sources/monitor/secret", url.Values{"do": {"keep"}, "value": {"a-secret-of-the-dashboard"}})
	bob.opens(303, "/admin/channels/team", url.Values{"do": {"off"}})
	bob.opens(303, "/admin/channels/team", url.Values{"do": {"on"}})
	bob.opens(303, "/admin/delivery/stop", url.Values{})
	if page := bob.opens(200, "/admin/delivery", nil); !strings.Contains(page, "/admin/delivery/resume") {
		t.Errorf("it does not say that everything is stopped: %.900s", page)
	}
	bob.opens(303, "/admin/delivery/resume", url.Values{})
}
