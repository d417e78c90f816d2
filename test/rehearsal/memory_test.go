package rehearsal

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// archived are the incidents that there are when memory is measured: 10,000 in a soak, or
// as many as TIDINGS_SOAK says.
func archived(t *testing.T) map[string]string {
	t.Helper()
	soak := os.Getenv("TIDINGS_SOAK")
	many := map[string]int{"": 200, "1": 10_000}[soak]
	if many == 0 {
		var err error
		if many, err = strconv.Atoi(soak); err != nil {
			t.Fatalf("TIDINGS_SOAK is %q, no number", soak)
		}
	}
	files := maps.Clone(content)
	for i := range many {
		at := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC).Add(-time.Duration(i) * 97 * time.Minute)
		files[fmt.Sprintf("incidents/%d/i%06d.md", at.Year(), i)] = fmt.Sprintf("---\ntitle: Slow answers %d\nimpact: minor\ncomponents: {api: degraded_performance}\n---\n## %s investigating\nWe see **slow answers** on the API and look into it.\n\n## %s resolved\nA bad cache node was replaced.\n",
			i, at.Format(time.RFC3339), at.Add(31*time.Minute).Format(time.RFC3339))
	}
	return files
}

// room is the share of its memory that a function may use.
const room = 0.5

var highWater = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// peak is the most memory that a door's process has had, in MB.
func (f *function) peak(t *testing.T) int {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", f.process.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(highWater.FindStringSubmatch(string(text))[1])
	if err != nil {
		t.Fatal(err)
	}
	return n >> 10
}

// unhurried lets doors take their time: the stand-ins are slow.
func (s *stack) unhurried(doors ...string) {
	for _, door := range doors {
		s.door(door).limit = 3 * time.Hour
	}
}

// haveRoom holds that doors have had memory left.
func (s *stack) haveRoom(incidents int, doors ...string) {
	s.t.Helper()
	for _, door := range doors {
		has, used := s.describe(door).Memory, s.door(door).peak(s.t)
		s.t.Logf("%s: %d MB of %d with %d incidents", door, used, has, incidents)
		if float64(used) > room*float64(has) {
			s.t.Errorf("%s uses %d MB of %d", door, used, has)
		}
	}
}

// The whole archive is taken in, the whole site made from it and all of it exported, and
// the functions that do it have memory left.
func TestDoorsHaveMemoryLeft(t *testing.T) {
	s := newStack(t)
	s.unhurried("archive", "publish", "export")
	files := archived(t)
	s.apply(files)
	s.strikes("rate(1 minute)")
	s.deliver(s.publish, "publish")
	if page := s.read("/history.html"); !strings.Contains(page, "Acme") {
		t.Fatalf("the site is not published: %.300s", page)
	}
	s.strikes(night)
	s.haveRoom(len(files), "archive", "publish", "export")
}

// So it is where the archive is the first commit of a repository.
func TestTheContentDoorHasMemoryLeft(t *testing.T) {
	files := archived(t)
	f := begun(t, files)
	f.unhurried("content")
	f.strikes("rate(1 minute)")
	f.deliver(f.ref("ContentQueue"), "content")
	if !f.log.says("a commit of the content was applied") {
		t.Fatal("the content is not taken in")
	}
	f.haveRoom(len(files), "content")
}
