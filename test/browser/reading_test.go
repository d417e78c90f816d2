package browser

import (
	"strings"
	"testing"

	"tidings/test/browser/chromium"
)

// withoutScripts holds that pages say everything although they may run nothing.
func withoutScripts(t *testing.T, b *chromium.Browser, s *site) {
	v := visit(t, b, s, chromium.Look{NoScript: true})
	for path, says := range map[string][]string{
		"/": {"Payments API is down", "Major outage", shown, "A certificate ran out", "Payments API", "Sandbox moves to a new vault", "Under maintenance",
			"Last changes before the holidays", "Documentation not reachable"},
		pages["incident"]:    {shown, "Charges fail", "A certificate ran out", "Payments API", "Webhooks"},
		pages["maintenance"]: {"Sandbox moves to a new vault", "Nothing is lost.", "Sandbox"},
		pages["component"]:   {"Payments API", "Major outage", shown},
		pages["history"]:     {"November 2026", "December 2024"},
		pages["month"]:       {"September 2026"},
		pages["lost"]:        {"There is no such page", "Payments API is down"},
	} {
		v.open(path)
		text := strings.ToLower(ask[string](v, "text"))
		for _, part := range says {
			if !strings.Contains(text, strings.ToLower(part)) {
				t.Errorf("%s does not show %q:\n%s", path, part, text)
			}
		}
	}
	v.open("/")
	v.unfolds()
}

// hostileText holds that a title is text, wherever it stands.
func hostileText(t *testing.T, b *chromium.Browser, s *site) {
	v := visit(t, b, s, chromium.Look{})
	for _, page := range []string{"home", "incident", "component"} {
		v.open(pages[page])
		var ran bool
		if v.eval("'hostile' in window || !!document.querySelector('img[src=x], body script')", &ran); ran {
			t.Errorf("%s: the title is more than text", page)
		}
		if got := ask[string](v, "text"); !strings.Contains(got, shown) {
			t.Errorf("%s: the title is not shown as it is:\n%s", page, got)
		}
	}
	v.open(pages["incident"])
	var head string
	if v.eval("document.title", &head); !strings.HasPrefix(head, `<script>hostile=1</script><img src=x onerror=hostile=1> & "quotes"`) {
		t.Errorf("the incident's page is called %q", head)
	}
}

// structure holds one heading, landmarks, and an outline without gaps.
func structure(t *testing.T, b *chromium.Browser, s *site) {
	v := visit(t, b, s, chromium.Look{})
	for name, path := range pages {
		v.open(path)
		v.none(name, "shape")
	}
}
