package generator_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v5"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tidings/internal/status"
)

// TestBadgesPageIsCopied takes what the page offers as HTML and puts it on
// another page: the pictures and links must be those of the site, and a hostile
// name stays a name.
func TestBadgesPageIsCopied(t *testing.T) {
	w := newWorld(t, 2)
	w.config.Site.URL = "https://acme.example/status"
	w.config.Site.Name = `Acme "A" <b>&`
	w.config.Site.Languages = []string{"en", "de"}
	site := full(t, w.input(t))
	var offered []string
	for _, n := range elements(parse(t, "de/badges.html", site["de/badges.html"])) {
		if n.DataAtom == atom.Code && strings.HasPrefix(textOf(n), "<a ") {
			offered = append(offered, textOf(n))
		}
	}
	var got []string
	for _, n := range elements(parse(t, "elsewhere", strings.Join(offered, "\n"))) {
		switch n.DataAtom {
		case atom.A:
			got = append(got, attr(n, "href"))
		case atom.Img:
			got = append(got, attr(n, "src")+" "+attr(n, "alt"))
		case atom.B:
			t.Error("a name has become an element")
		}
	}
	const root = "https://acme.example/status/"
	want := []string{
		root + "de/", root + `badge.svg Acme "A" <b>&`, root + "de/", root + `badge-status.svg Acme "A" <b>&`, root + "de/", root + `badge-plain.svg Acme "A" <b>&`,
		root + "de/components/c0", root + "components/c0/badge.svg API", root + "de/components/c1", root + "components/c1/badge.svg Website",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if text := textOf(parse(t, "badges.html", site["badges.html"])); !strings.Contains(text, `<script async src="`+root+`widget.js" data-lang="en"></script>`) ||
		!strings.Contains(text, `[![Acme "A" \<b>&](`+root+"badge.svg)]("+root+")") {
		t.Errorf("badges.html shows\n%s", text)
	}
}

// TestBadgesSpeakTheFirstLanguage holds that a badge has the words of the
// language whose address it has.
func TestBadgesSpeakTheFirstLanguage(t *testing.T) {
	w := newWorld(t, 2)
	w.config.Site.Languages = []string{"de", "en"}
	w.say("c0", status.MajorOutage)
	site := full(t, w.input(t))
	for path, want := range map[string]string{
		"badge.svg": "Acme: Schwerer Ausfall", "components/c0/badge-plain.svg": "API: Schwerer Ausfall", "components/c1/badge-status.svg": "Website: In Betrieb",
	} {
		if doc, err := html.Parse(strings.NewReader(site[path])); err != nil || !strings.Contains(textOf(doc), want) {
			t.Errorf("%s says %s, %v", path, site[path], err)
		}
	}
}

// TestWidgetIsSmall holds the script below what it may weigh with all languages
// that there are, and that each leads to a file.
func TestWidgetIsSmall(t *testing.T) {
	w := newWorld(t, 2)
	w.config.Site.Languages = []string{"en", "de", "fr", "es", "pt", "ja", "zh", "ar"}
	site := full(t, w.input(t))
	script := site["widget.js"]
	if len(script) >= 3000 {
		t.Errorf("the widget has %d bytes", len(script))
	}
	_, list, _ := strings.Cut(script, "const languages = ")
	list, _, _ = strings.Cut(list, ";")
	var languages map[string][2]string
	if err := json.Unmarshal([]byte(list), &languages); err != nil || len(languages) != 8 || !strings.HasPrefix(list, `{"en":`) {
		t.Fatalf("%v: %s", err, list)
	}
	for tag, about := range languages {
		if site[about[0]+"status.json"] == "" || about[1] == "" || strings.Contains(about[1], "⟨") {
			t.Errorf("%s: %q", tag, about)
		}
	}
	for _, never := range []string{"cookie", "localStorage", "innerHTML", "eval", "setAttribute('style", "http://www.w3.org/1999"} {
		if strings.Contains(script, never) {
			t.Errorf("the widget has %s", never)
		}
	}
}

// TestDigestSaysWhatThePageSays reads status.json by its schema.
func TestDigestSaysWhatThePageSays(t *testing.T) {
	compiler := jsonschema.NewCompiler()
	schema, err := os.Open("../schemas/public/status.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	defer schema.Close()
	if err := compiler.AddResource("status.json", schema); err != nil {
		t.Fatal(err)
	}
	valid := compiler.MustCompile("status.json")
	for name, w := range map[string]*world{"quiet": newWorld(t, 0), "rich": rich(t), "evil": evil(t)} {
		site := full(t, w.input(t))
		var said any
		if err := json.Unmarshal([]byte(site["status.json"]), &said); err != nil {
			t.Fatal(name, err)
		}
		if err := valid.Validate(said); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		verdict, _ := said.(map[string]any)["verdict"].(string)
		if home := textOf(parse(t, "index.html", site["index.html"])); !strings.Contains(home, strings.Join(strings.Fields(verdict), " ")) {
			t.Errorf("%s: the home page does not say %q", name, verdict)
		}
	}
}

func TestDigestKnowsUnknownAndHidesNothingElse(t *testing.T) {
	w := newWorld(t, 2)
	w.say("c0", status.Unknown)
	w.incidents["x"] = &status.Incident{ID: "x", Title: "Slow", Impact: status.ImpactNone, Components: map[string]status.Status{"c1": status.Operational, "gone": status.MajorOutage},
		Updates: []status.Update{{ID: "1", At: now.Add(-time.Hour), State: status.Identified}}}
	var said struct {
		Status, Verdict string
		Incidents       []struct {
			ID, Title, URL, Impact, State, Started string
			Components                             []string
		}
	}
	if err := json.Unmarshal([]byte(full(t, w.input(t))["status.json"]), &said); err != nil {
		t.Fatal(err)
	}
	if said.Status != "unknown" || said.Verdict != "The status of API is unknown" || len(said.Incidents) != 1 {
		t.Fatalf("%+v", said)
	}
	inc := said.Incidents[0]
	if inc.URL != "https://status.acme.example/incidents/x" || inc.State != "identified" || inc.Impact != "none" || !slices.Equal(inc.Components, []string{"c1"}) {
		t.Errorf("%+v", inc)
	}
}
