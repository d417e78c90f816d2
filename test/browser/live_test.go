package browser

import (
	"strings"
	"testing"
	"time"

	"tidings/test/browser/chromium"
)

// reload holds that who has the page open sees a webhook's news by reloading.
func reload(t *testing.T, b *chromium.Browser, s *site) {
	dir := t.TempDir()
	copyContent(t, dir)
	s = serve(t, s.program, dir) // one of its own, for it changes
	v := visit(t, b, s, chromium.Look{})
	v.open("/")
	before := ask[string](v, "heading")
	s.alert(t, "firing")
	v.reloadUntil("Major outage", func(heading string) bool { return heading != before && strings.Contains(heading, "Hosted checkout") })
	s.alert(t, "resolved")
	v.reloadUntil("Operational", func(heading string) bool { return heading == before })
}

// reloadUntil reloads until the checkout has a state, and the page a heading.
func (v *visitor) reloadUntil(state string, is func(heading string) bool) {
	v.Helper()
	got, heading := "", ""
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		v.do("reload", v.tab.Reload)
		got, heading = ask[string](v, "state", "Hosted checkout"), ask[string](v, "heading")
		if got == state && is(heading) {
			return
		}
	}
	v.Fatalf("the checkout is %q and the page says %q", got, heading)
}
