package feed

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// told is what programs that scrape Statuspage's feeds read in an update.
type told struct{ month, day, clock, zone, state, begins string }

var skeleton = regexp.MustCompile(`<p> <small>(\w+) <var data-var='date'>(\d+)</var>, <var data-var='time'>(\d\d:\d\d)</var> (\w+)</small><br> <strong>([^<]+)</strong> - (.{0,12})`)

func scrape(content string) []told {
	var all []told
	for _, m := range skeleton.FindAllStringSubmatch(content, -1) {
		all = append(all, told{m[1], m[2], m[3], m[4], m[5], m[6]})
	}
	return all
}

func TestScrapersOfStatuspageReadOurs(t *testing.T) {
	recorded, err := os.ReadFile("testdata/github-history.atom")
	if err != nil {
		t.Fatal(err)
	}
	first := scrape(parse(t, recorded).Items[0].Content)
	if len(first) != 12 || first[0] != (told{"Aug", "21", "00:37", "UTC", "Resolved", "This inciden"}) {
		t.Fatalf("this test does not read what Statuspage writes: %d %q", len(first), first)
	}

	got := parse(t, history(t, site(), items()).Atom)
	want := []told{
		{"Nov", "18", "10:31", "UTC", "Resolved", "A cache node"},
		{"Nov", "18", "10:04", "UTC", "Investigating", "We see <stro"},
	}
	if diff := cmp.Diff(want, scrape(got.Items[1].Content), cmp.AllowUnexported(told{})); diff != "" {
		t.Error(diff)
	}
}

func TestDatesAreInThePagesZone(t *testing.T) {
	s := site()
	s.Zone = berlin(t)
	s.Months[10] = "Nov."
	if got := parse(t, history(t, s, items()).RSS).Items[1].Description; !strings.HasPrefix(got, "<p> <small>Nov. <var data-var='date'>18</var>, <var data-var='time'>11:31</var> CET</small><br> <strong>Resolved</strong> - A cache") {
		t.Error(got)
	}
}

// Block content cannot continue a paragraph: the state's own is closed first.
func TestListsAreNotPutIntoAParagraph(t *testing.T) {
	got := items()[0].story(site())
	if !strings.Contains(got, "<strong>Scheduled</strong> - </p><ul><li>Writes stop</li></ul><p>Planned for") {
		t.Error(got)
	}
}

func TestSummaryIsTheBeginningInOneLine(t *testing.T) {
	if got := oneLine("  First\nsecond.\n\nThird. "); got != "First second. Third." {
		t.Error(got)
	}
	if got, want := oneLine(strings.Repeat("grün ", 100)), strings.Repeat("grün ", summaryLength/5)+"…"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
