package rehearsal

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"strconv"
	"testing"
	"time"
)

// archived is how many incidents there are when memory is measured; a soak has more.
func archived() int {
	if os.Getenv("TIDINGS_SOAK") == "" {
		return 200
	}
	return 10_000
}

// room is the share of its memory that a function may use with that: an archive ten
// times as large must fit too.
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

// The whole archive is taken in and the whole site made from it, and the functions that
// do it have memory left.
func TestDoorsHaveMemoryLeft(t *testing.T) {
	s := newStack(t)
	files := maps.Clone(content)
	for i := range archived() {
		at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(i) * 97 * time.Minute)
		files[fmt.Sprintf("incidents/%d/i%06d.md", at.Year(), i)] = fmt.Sprintf("---\ntitle: Slow answers %d\nimpact: minor\ncomponents: {api: degraded_performance}\n---\n## %s investigating\nWe see **slow answers** on the API and look into it.\n\n## %s resolved\nA bad cache node was replaced.\n",
			i, at.Format(time.RFC3339), at.Add(31*time.Minute).Format(time.RFC3339))
	}
	for _, door := range []string{"archive", "publish"} {
		s.door(door).limit = time.Hour // the stand-ins are slow
	}
	s.apply(files)
	s.carry()
	s.clock()
	for _, door := range []string{"archive", "publish"} {
		has, used := s.describe(door).Memory, s.door(door).peak(t)
		t.Logf("%s: %d MB of %d with %d incidents", door, used, has, archived())
		if float64(used) > room*float64(has) {
			t.Errorf("%s uses %d MB of %d", door, used, has)
		}
	}
}
