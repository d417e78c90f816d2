package rehearsal

import (
	"maps"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

var endsAt = regexp.MustCompile(`"endsAt":"[^"]*"`)

// An alert that is over counts for as long as its rule says, and what a person says of a
// component for as long as they chose; then the page is green by time alone.
func TestAHoldElapses(t *testing.T) {
	s := published(t)
	files := maps.Clone(content)
	files["sources/monitor.yaml"] = strings.Replace(files["sources/monitor.yaml"], "incident:", "hold_up: 20s, incident:", 1)
	s.apply(files)
	s.clock()
	bob, _ := s.administrator()
	bob.opens(303, "/admin/components/web", url.Values{"status": {"partial_outage"}, "for": {"1"}})
	s.accept(s.alert("firing"))
	s.clock()
	s.down()
	s.accept(endsAt.ReplaceAllString(s.alert("resolved"), `"endsAt":"`+time.Now().UTC().Format(time.RFC3339)+`"`))
	s.until("the page is green", func() bool {
		s.clock()
		return len(s.incidents()) == 0 && strings.Contains(s.read("/api/v2/status.json"), `"indicator":"none"`)
	})
	if held := s.kept("publish", "TIDINGS_PAGE_TABLE"); strings.Contains(held, "active") {
		t.Error("what is over still counts as active")
	}
	s.whole()
}
