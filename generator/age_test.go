package generator_test

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html/atom"
)

// TestLivePagesLookAfterTheirAge holds that the pages which say what is now, and
// they alone, have a note in their language and a script that is there.
func TestLivePagesLookAfterTheirAge(t *testing.T) {
	w := newWorld(t, 3)
	w.fill(10, 1)
	w.config.Site.Languages = []string{"en", "de"}
	w.live = true
	site := full(t, w.input(t))
	for _, name := range pages(site) {
		now := strings.HasSuffix(name, "index.html") || strings.HasSuffix(name, "404.html") || strings.Contains(name, "components/")
		note, script := "", ""
		for _, n := range elements(parse(t, name, site[name])) {
			if attr(n, "id") == "age" {
				note = attr(n, "data-made") + attr(n, "data-heart") + textOf(n)
			}
			if n.DataAtom == atom.Script && strings.Contains(attr(n, "src"), "assets/age-") {
				script = strings.TrimLeft(attr(n, "src"), "./")
			}
		}
		if now != (note != "") || now != (site[script] != "") {
			t.Errorf("%s has the note %q and the script %q", name, note, script)
		}
		if now && strings.HasPrefix(name, "de/") != strings.Contains(note, "Diese Kopie") {
			t.Errorf("%s says %q", name, note)
		}
		if home := strings.HasSuffix(name, "index.html"); home != strings.Contains(note, w.at.Format(time.RFC3339)) {
			t.Errorf("%s says %q", name, note)
		}
	}
	if home := textOf(parse(t, "index.html", site["index.html"])); !strings.Contains(home, "This page was made 22 Nov 2026, 13:40 CET (12:40 UTC). It is made again at least once a day") {
		t.Error("without scripts nobody learns when to worry")
	}
}

// TestScriptsAreFew holds what readers may be asked to load, besides pages.
func TestScriptsAreFew(t *testing.T) {
	w := newWorld(t, 3)
	w.live = true
	total := 0
	for path, body := range full(t, w.input(t)) {
		if strings.HasSuffix(path, ".js") && path != "widget.js" {
			total += len(body)
		}
	}
	if total == 0 || total > 4<<10 {
		t.Errorf("the optional scripts have %d bytes", total)
	}
}

func TestStaticPagesHaveNoAge(t *testing.T) {
	for path, body := range full(t, newWorld(t, 3).input(t)) {
		if strings.Contains(body, "heartbeat.json") || strings.Contains(path, "assets/age-") {
			t.Errorf("%s asks for a heartbeat that nobody writes", path)
		}
	}
}
