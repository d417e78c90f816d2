package main

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A page that is imported by Cachet's API answers clients of that API by the same
// numbers, those of what was deleted in between left free.
func TestAnImportedPageKeepsCachetsNumbers(t *testing.T) {
	dir := newSite(t)
	appendTo(t, dir+"/content/components.yaml", "  - {id: last, name: The last one, number: 40}\nmetrics:\n  - {id: speed, name: Speed, suffix: ms, number: 7}\n")
	from := serve(t, dir)
	other := t.TempDir()
	launched(t, other, "import", "cachet", from.url, "--content", filepath.Join(other, "content"))
	to := serve(t, other)
	for _, list := range []string{"components", "components/groups", "metrics"} {
		before, after := namesByNumber(t, from, list), namesByNumber(t, to, list)
		if diff := cmp.Diff(before, after); diff != "" || len(before) == 0 {
			t.Errorf("%s: %s", list, diff)
		}
	}
	if named := namesByNumber(t, to, "components"); named[40] != "The last one" {
		t.Errorf("number 40 is %q", named[40])
	}
}

func namesByNumber(t *testing.T, s *server, list string) map[int]string {
	t.Helper()
	_, body := s.get("/api/v1/" + list + "?per_page=1000")
	var answer struct {
		Data []struct {
			ID   int
			Name string
		}
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatalf("%v\n%s", err, body)
	}
	named := map[int]string{}
	for _, item := range answer.Data {
		named[item.ID] = item.Name
	}
	return named
}
