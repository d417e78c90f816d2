package browser

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// shown is the title as pages show it: without what turns text round.
var shown = strings.ReplaceAll(title, direction, "")

// What is on the site besides the sample content.
const (
	incident    = "certificate"
	maintenance = "vault"
	title       = `<script>hostile=1</script><img src=x onerror=hostile=1> & "quotes" ` + direction + "now"
	direction   = "\u202e" // turns what follows round, so it is left out of pages
	longWord    = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
)

// write makes a folder with the sample content and an incident and a
// maintenance that are open now.
func write(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	copyContent(t, dir)
	speak(t, dir, spoken(t))
	now := time.Now().UTC()
	ago := func(d time.Duration) string { return now.Add(-d).Format(time.RFC3339) }
	put(t, dir, "incidents/2026/"+incident+".md", fmt.Sprintf(`---
title: '%s'
impact: critical
components: {api: major_outage, webhooks: degraded_performance}
---
## %s investigating
Charges fail at %s.

%s

## %s identified
A **certificate** ran out, see [the rules](https://example.com/rules).

    curl https://api.example.com/v1/charges --header "Authorization: Bearer a-very-long-token-that-does-not-break-anywhere"
`, title, ago(50*time.Minute), longWord, strings.Repeat("unbroken", 30), ago(20*time.Minute)))
	put(t, dir, "maintenance/2026/"+maintenance+".md", fmt.Sprintf(`---
title: Sandbox moves to a new vault
starts: %s
ends: %s
components: [sandbox]
---
## %s scheduled
Nothing is lost.
`, ago(time.Hour), ago(-3*time.Hour), ago(30*time.Hour)))
	return dir
}

// copyContent copies the sample content into a folder.
func copyContent(t *testing.T, dir string) {
	t.Helper()
	if err := os.CopyFS(filepath.Join(dir, "content"), os.DirFS("../../content")); err != nil {
		t.Fatal(err)
	}
}

// spoken are the languages that there are words of, English first.
func spoken(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../../internal/message/words/*.json")
	if err != nil || len(files) < 2 {
		t.Fatalf("words of languages: %v, %v", files, err)
	}
	all := []string{"en"}
	for _, file := range files {
		if lang := strings.TrimSuffix(filepath.Base(file), ".json"); lang != "en" {
			all = append(all, lang)
		}
	}
	return all
}

// speak makes a site speak these languages.
func speak(t *testing.T, dir string, languages []string) {
	t.Helper()
	site, err := os.ReadFile(filepath.Join(dir, "content", "site.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	before, after := "languages: [en]", "languages: ["+strings.Join(languages, ", ")+"]"
	if !strings.Contains(string(site), before) {
		t.Fatalf("the sample site does not say %q", before)
	}
	put(t, dir, "site.yaml", strings.Replace(string(site), before, after, 1))
}

func put(t *testing.T, dir, path, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "content", filepath.FromSlash(path)), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// site is a running `tidings serve`.
type site struct {
	program string
	url     string // without a slash at the end
	began   string // when its alerts begin to fire
	out     *bufio.Reader
}
