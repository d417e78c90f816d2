package repo

import (
	"strings"
	"testing"
)

// What a board cannot keep is refused by the check, and not first by serve.
func TestTooLargeForABoard(t *testing.T) {
	front := "---\ntitle: Slow answers\nimpact: minor\n---\n## 2026-11-22T10:04:00Z investigating\n"
	for text, want := range map[string]string{
		strings.Repeat("word ", 70_000): "",
		strings.Repeat("word ", 90_000): "the incident takes",
		strings.Repeat("<>&'", 25_000):  "the incident takes", // grows where it is kept
	} {
		_, problems := ParseIncident("incidents/a.md", []byte(front+text+"\n"), nil)
		switch {
		case want == "" && len(problems) > 0:
			t.Errorf("%d bytes: %v", len(text), problems)
		case want != "" && (len(problems) != 1 || !strings.Contains(problems[0].String(), want)):
			t.Errorf("%d bytes: %v, want one problem with %q", len(text), problems, want)
		}
	}
}
