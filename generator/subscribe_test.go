package generator_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html/atom"

	"tidings/internal/message"
	"tidings/internal/status"
)

// TestHomeOffersEveryChannel holds that a reader finds each way to hear of news.
func TestHomeOffersEveryChannel(t *testing.T) {
	home := full(t, rich(t).input(t))["index.html"]
	_, block, found := strings.Cut(home, `<h2 id="subscribe">`)
	block, _, _ = strings.Cut(block, "</section>")
	if !found {
		t.Fatal("nothing says how to subscribe")
	}
	for _, file := range []string{"history.atom", "history.rss", "history.json", "updates.atom", "updates.rss", "updates.json", "maintenance.ics"} {
		if !strings.Contains(block, `href="`+file+`"`) {
			t.Errorf("%s is not offered", file)
		}
	}
}

// TestFormIsThereWhereSomebodyTakesIt holds that no page asks for an address
// that nobody would read.
func TestFormIsThereWhereSomebodyTakesIt(t *testing.T) {
	for _, x := range []struct {
		mail, live    bool
		dynamic, want string
	}{
		{false, true, "", ""},
		{false, false, "https://api.acme.example", ""},
		{true, false, "", ""},
		{true, true, "", "subscribe"},
		{true, false, "https://api.acme.example", "https://api.acme.example/subscribe"},
	} {
		w := newWorld(t, 6)
		w.live = x.live
		w.config.Site.DynamicURL = x.dynamic
		in := w.input(t)
		in.Mail = x.mail
		site := full(t, in)
		for _, name := range []string{"index.html", "subscribe.html"} {
			got := ""
			for _, n := range elements(parse(t, name, site[name])) {
				if n.DataAtom == atom.Form {
					got = attr(n, "action")
				}
			}
			if got != x.want {
				t.Errorf("%+v: %s posts to %q", x, name, got)
			}
		}
	}
}

// TestWhereNoMailGoesOutThePageSaysSo holds that nobody is asked for an address
// without being told what becomes of it, and that the feeds are offered in its place.
func TestWhereNoMailGoesOutThePageSaysSo(t *testing.T) {
	for _, x := range []struct {
		letters message.Mail
		taken   bool // whether somebody takes what a form posts
		says    string
		form    bool
	}{
		{message.MailSent, true, "", true},
		{message.MailFiled, true, "its letters wait with whoever runs the page", true},
		{message.MailOff, true, "Mail is not enabled on this page yet.", false},
		{message.MailOff, false, "Mail is not enabled on this page yet.", false},
	} {
		w := newWorld(t, 6)
		w.live, w.mail, w.letters = true, x.taken, x.letters
		site := full(t, w.input(t))
		for _, name := range []string{"index.html", "subscribe.html"} {
			page, made := site[name]
			if name == "subscribe.html" && made != x.taken {
				t.Errorf("%+v: there is a page with all that can be chosen: %t", x, made)
			}
			if !made {
				continue
			}
			if says := strings.Contains(page, "Mail is not enabled"); says != (x.says != "") || !strings.Contains(page, x.says) {
				t.Errorf("%+v: %s says that there is no mail: %t", x, name, says)
			}
			if promised := strings.Contains(page, "A mail with a link comes first."); promised && x.says != "" {
				t.Errorf("%+v: %s promises a mail all the same", x, name)
			}
			if form := strings.Contains(page, `name="email"`); form != x.form {
				t.Errorf("%+v: %s asks for an address: %t", x, name, form)
			}
			if feeds := strings.Contains(page, `<ul class="channels">`); feeds != (name == "index.html" || x.says != "") {
				t.Errorf("%+v: %s offers feeds: %t", x, name, feeds)
			}
		}
		samePaths(t, w.input(t), site)
	}
}

// TestFormHasTheFieldsOfTheAddressBehindIt looks at the form as a program that
// reads what it posts does.
func TestFormHasTheFieldsOfTheAddressBehindIt(t *testing.T) {
	w := newWorld(t, 6)
	w.live = true
	w.config.Site.Languages = []string{"en", "de"}
	in := w.input(t)
	in.Mail = true
	got := map[string][]string{}
	for _, n := range elements(parse(t, "subscribe", full(t, in)["de/subscribe.html"])) {
		switch n.DataAtom {
		case atom.Input, atom.Select:
			got[attr(n, "name")] = append(got[attr(n, "name")], attr(n, "value"))
		case atom.Option:
			got["options"] = append(got["options"], attr(n, "value"))
		case atom.Form:
			if attr(n, "action") != "../subscribe" || attr(n, "method") != "post" {
				t.Errorf("posts to %q", attr(n, "action"))
			}
		}
	}
	for name, want := range map[string][]string{
		"email": {""}, "scope": {"all", "some"}, "group": {"g0", "g1", "g2", "g3", "g4"}, "component": {"c0", "c1", "c2", "c3", "c4", "c5"},
		"severity": {""}, "maintenance": {"true"}, "language": {""}, "zone": {""}, "website": {""},
		"options": {"none", "minor", "major", "critical", "en", "de"},
	} {
		if !slices.Equal(got[name], want) {
			t.Errorf("%s: got %q, want %q", name, got[name], want)
		}
	}
}

// TestHomeSaysWhenTheNextUpdateIsDue holds that the first promise stands by the
// verdict, and each one by its story.
func TestHomeSaysWhenTheNextUpdateIsDue(t *testing.T) {
	w := newWorld(t, 3)
	for id, next := range map[string]time.Duration{"slow": 40 * time.Minute, "down": 20 * time.Minute, "quiet": 0} {
		inc := &status.Incident{ID: id, Title: id, Updates: []status.Update{{ID: "1", At: now.Add(-time.Hour), State: status.Investigating, Body: "We look."}}}
		if next > 0 {
			inc.Updates[0].Next = now.Add(next)
		}
		w.incidents[id] = inc
	}
	site := full(t, w.input(t))
	verdict, rest, _ := strings.Cut(textOf(parse(t, "home", site["index.html"])), "Open incidents")
	if !strings.Contains(verdict, "Next update by 22 Nov 2026, 14:00 CET (13:00 UTC)") {
		t.Errorf("the verdict says %q", verdict)
	}
	if n := strings.Count(rest, "Next update by"); n != 2 {
		t.Errorf("%d stories say when their next update is due", n)
	}
	if page := textOf(parse(t, "slow", site["incidents/slow.html"])); !strings.Contains(page, "Next update by 22 Nov 2026, 14:20 CET") {
		t.Errorf("its page says %q", page)
	}
}

// TestAnIncidentIsFollowedFromItsPage holds that the page of one that goes on
// leads, for a few bytes, to where it is followed, and that of another does not.
func TestAnIncidentIsFollowedFromItsPage(t *testing.T) {
	w := newWorld(t, 3)
	w.live = true
	w.config.Site.Languages = []string{"en", "de"}
	w.incidents["slow"] = &status.Incident{ID: "slow", Title: "Slow", Updates: []status.Update{{ID: "1", At: now.Add(-time.Hour), State: status.Investigating, Body: "We look."}}}
	w.incidents["over"] = &status.Incident{ID: "over", Title: "Over", Updates: []status.Update{{ID: "1", At: now.Add(-time.Hour), State: status.Resolved, Body: "Done."}}}
	in := w.input(t)
	without := full(t, in)["incidents/slow.html"]
	in.Mail = true
	site := full(t, in)
	for file, want := range map[string]string{"incidents/slow.html": `href="../subscriptions/incident/slow"`, "de/incidents/slow.html": `href="../../subscriptions/incident/slow?language=de"`} {
		if !strings.Contains(site[file], want) {
			t.Errorf("%s lacks %s", file, want)
		}
	}
	if strings.Contains(site["incidents/over.html"]+without, "subscriptions/") {
		t.Error("a link leads to where nobody takes it")
	}
	if more := brotlied(t, site["incidents/slow.html"]) - brotlied(t, without); more > 64 {
		t.Errorf("the link weighs %d bytes", more)
	}
	in.Live, in.Config.Site.DynamicURL = false, "https://api.acme.example"
	if got := full(t, in)["incidents/slow.html"]; !strings.Contains(got, `href="https://api.acme.example/subscriptions/incident/slow"`) {
		t.Error("the link does not lead to where forms are taken")
	}
}
