package importer

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
)

// cachetServer answers as Cachet 2.4 does, two items a page whatever is asked for.
func cachetServer(t *testing.T, zoned bool) *httptest.Server {
	t.Helper()
	src, err := os.ReadFile("testdata/cachet.json")
	if err != nil {
		t.Fatal(err)
	}
	var lists map[string][]json.RawMessage
	if err := json.Unmarshal(src, &lists); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		list, api := strings.CutPrefix(r.URL.Path, "/status/api/v1/")
		all, known := lists[list]
		switch {
		case r.URL.Path == "/status/":
			fmt.Fprint(w, "<html><head><title>Acme &amp; Co | Status</title></head></html>")
		case api && strings.HasPrefix(list, "incidents/") && !known:
			if !zoned {
				r.Header.Del("Time-Zone")
			}
			fmt.Fprintf(w, `{"data":{"id":4,"occurred_at":"in %s"}}`, r.Header.Get("Time-Zone"))
		case api && known:
			page, _ := strconv.Atoi(r.URL.Query().Get("page"))
			pages := (len(all) + 1) / 2
			data, _ := json.Marshal(all[min(2*page-2, len(all)):min(2*page, len(all))])
			fmt.Fprintf(w, `{"meta":{"pagination":{"total":%d,"total_pages":%d,"current_page":%d}},"data":%s}`, len(all), pages, page, data)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return server
}

func cachetPageOf(t *testing.T, zoned bool) *Page {
	t.Helper()
	server := cachetServer(t, zoned)
	answers, err := FetchCachet(t.Context(), server.Client(), server.URL+"/status/api/v1/components?x=1")
	if err != nil {
		t.Fatal(err)
	}
	answers.Address = "https://status.example.com/status" // not a port of this run
	page, err := Cachet(answers)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// Nothing that visitors did not see comes along.
func TestNothingHiddenComesFromCachet(t *testing.T) {
	page := cachetPageOf(t, true)
	for _, f := range page.Files() {
		for _, hidden := range []string{"Secret project", "Old thing", "Internal", "Tell nobody", "Staff only"} {
			if strings.Contains(string(f.Body), hidden) {
				t.Errorf("%s tells of %q", f.Path, hidden)
			}
		}
	}
}

func TestCachetThatTellsTimesInItsOwnZone(t *testing.T) {
	for zoned, want := range map[bool]int{true: 0, false: 1} {
		found := 0
		for _, n := range cachetPageOf(t, zoned).Notes {
			if n.About == "times" {
				found++
			}
		}
		if found != want {
			t.Errorf("asked zone kept: %v, %d notes about times", zoned, found)
		}
	}
}

func TestWhatIsNoCachet(t *testing.T) {
	for answer, want := range map[string]string{
		`<html>`: "is no list of Cachet's API",
		``:       "is no list of Cachet's API",
	} {
		server := serve(t, map[string]http.HandlerFunc{"/api/v1/components": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, answer) }})
		if _, err := FetchCachet(t.Context(), server.Client(), server.URL); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", answer, err)
		}
	}
	server := serve(t, nil)
	if _, err := FetchCachet(t.Context(), server.Client(), server.URL); err == nil || !strings.Contains(err.Error(), "404") {
		t.Errorf("no API: %v", err)
	}
	if _, err := FetchCachet(t.Context(), server.Client(), "status.example.com"); err == nil {
		t.Error("an address without a scheme was taken")
	}
}
