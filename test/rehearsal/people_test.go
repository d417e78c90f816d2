package rehearsal

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

var (
	onePerson    = regexp.MustCompile(`/admin/subscribers/[a-z0-9]{10,}`)
	openIncident = regexp.MustCompile(`href="incidents/([a-z0-9-]+)"`)
)

// What the administrator does beside publishing: a letter to try, what was told and
// to whom, a sample in the name of a monitor, a person who wants to be forgotten.
func TestTheDashboardOfPeople(t *testing.T) {
	s := withMail(t)
	bob, _ := s.administrator()
	people := bob.enrols(12)
	bob.opens(303, "/admin/delivery/test", url.Values{})
	if got := s.letters("bob@example.com"); len(got) != 1 {
		t.Errorf("bob is sent %d letters to try", len(got))
	}
	bob.publishes("api", "All dark", "We see no light.")
	bob.publishes("web", "All slow", "It takes a while.")
	s.tell()
	if page := bob.opens(200, "/admin/delivery", nil); !strings.Contains(page, "All dark") || !strings.Contains(page, "All slow") {
		t.Errorf("the dashboard does not say what is told: %.900s", page)
	}
	if page := bob.opens(200, "/admin/sources/monitor", nil); !strings.Contains(page, "kept outside the program") {
		t.Errorf("the dashboard does not know of the secret among the parameters: %s", page)
	}
	bob.opens(200, "/admin/sources/monitor/test", url.Values{"rule": {"0"}, "state": {"fires"}})
	bob.opens(303, "/admin/sources/monitor/test", url.Values{"rule": {"0"}, "state": {"fires"}, "do": {"send"}})
	bob.opens(303, "/admin/subscribers/find", url.Values{"email": {people[7]}})
	one := onePerson.FindString(bob.sent)
	if one == "" {
		t.Fatalf("nobody is found, but %s", bob.sent)
	}
	bob.opens(200, one, nil)
	bob.opens(303, one+"/erase", url.Values{})
	bob.opens(404, one, nil)
}

// Somebody who has subscribed follows what is open now, and has everything about them
// erased.
func TestSomebodyIsForgotten(t *testing.T) {
	s := withMail(t)
	bob, _ := s.administrator()
	ann := "ann-" + s.name + "@example.com"
	s.follow(ann)
	bob.publishes("web", "All slow", "It takes a while.")
	s.accept(s.alert("firing"))
	s.tell()
	last := s.letters(ann)
	own := confirmLink.FindStringSubmatch(last[len(last)-1].Text)
	if own == nil {
		t.Fatalf("no link in %+v", last[len(last)-1])
	}
	open := url.Values{"do": {"save"}, "scope": {"all"}, "incident": {"true"}}
	for _, found := range openIncident.FindAllStringSubmatch(s.read("/"), -1) {
		open.Add("follow", found[1])
	}
	if status, page := s.form("subscribe", own[1], open); status != http.StatusOK || len(open["follow"]) < 2 {
		t.Errorf("following %q is answered %d %.300s", open["follow"], status, page)
	}
	if status, page := s.form("subscribe", own[1], url.Values{"do": {"erase"}}); status != http.StatusOK {
		t.Errorf("erasing is answered %d %.300s", status, page)
	}
	if status, _ := s.request("subscribe", httpEvent("GET", own[1], nil, "")); status == http.StatusOK {
		t.Error("her page is there afterwards")
	}
}

// A channel is told what it wants to hear, signed by a parameter of the stack; where
// it cannot be reached, that holds up nobody else.
func TestAChannelThatCannotBeReached(t *testing.T) {
	s := withMail(t)
	files := planned(time.Now().Add(time.Hour), time.Now().Add(2*time.Hour))
	files["channels/team.yaml"] = "kind: webhook\nurl: https://hooks.invalid/tidings\nsign: team\n"
	s.parameter("secret/team", "whsec_bm8tb3RoZXItc2VjcmV0LWlzLWxpa2UtdGhpcw==")
	s.apply(files)
	s.clock()
	s.tell() // from then on it is told
	ann := "ann-" + s.name + "@example.com"
	s.follow(ann)
	bob, _ := s.administrator()
	bob.publishes("web", "All slow", "It takes a while.") // a channel is told how all is
	s.accept(s.alert("firing"))
	s.tell()
	s.clock()
	s.tell() // what was made known is taken to channels with the next minute at the latest
	if got := s.letters(ann); len(got) != 3 {
		t.Errorf("ann has %d messages", len(got))
	}
	if page := bob.opens(200, "/admin/channels/team", nil); !strings.Contains(page, "fails since") || strings.Contains(page, "is not set") {
		t.Errorf("the dashboard does not say how the channel stands: %s", page)
	}
}
