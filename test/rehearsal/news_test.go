package rehearsal

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// What was refused is told again once somebody says so, and what was dropped is told
// nobody. Nothing is held for its number of readers on AWS, so there is nothing to approve.
func TestWhatIsDecidedAboutNews(t *testing.T) {
	s := withMail(t)
	bob, _ := s.administrator()
	ann := "ann-" + s.name + "@example.com"
	s.follow(ann)
	s.posts.intervene(func(r *http.Request) (int, string) {
		if r.Method == http.MethodPost {
			return http.StatusBadRequest, `{"__type":"BadRequestException","message":"Illegal address"}`
		}
		return anAccount(r)
	})
	s.accept(s.alert("firing"))
	s.tell()
	s.heal()
	found := openIncident.FindStringSubmatch(s.read("/"))
	if found == nil || len(s.letters(ann)) != 1 {
		t.Fatalf("open is %q, and ann has %d messages", found, len(s.letters(ann)))
	}
	news := "/admin/delivery/incident/" + found[1]
	goesOn := func(want int) {
		t.Helper()
		s.strikes("rate(1 minute)")
		s.tell()
		if got := s.letters(ann); len(got) != want {
			t.Errorf("ann has %d messages, want %d", len(got), want)
		}
	}
	bob.opens(409, news, url.Values{"do": {"approve"}})
	goesOn(1)
	bob.opens(303, news, url.Values{"do": {"retry"}})
	goesOn(2)

	bob.opens(303, "/admin/delivery/stop", url.Values{})
	s.accept(s.alert("resolved"))
	goesOn(2)
	bob.opens(303, news, url.Values{"do": {"drop"}})
	bob.opens(303, "/admin/delivery/resume", url.Values{})
	goesOn(2)
	s.accept(s.alert("firing"))
	goesOn(3)
	if got := s.letters(ann); !strings.Contains(got[len(got)-1].Subject, "API is down") {
		t.Errorf("ann is told %q", got[len(got)-1].Subject)
	}
}
