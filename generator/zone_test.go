package generator_test

import (
	"strings"
	"testing"
)

// TestPagesOfNowHaveTheReadersTime holds that pages which are read while
// something goes on, and they alone, have the script for it, and that a page may
// run scripts if, and only if, it has some.
func TestPagesOfNowHaveTheReadersTime(t *testing.T) {
	w := newWorld(t, 3)
	w.fill(10, 1)
	site := full(t, w.input(t))
	for _, name := range pages(site) {
		_, after, has := strings.Cut(site[name], `<script src="`)
		src, after, _ := strings.Cut(after, `"`)
		want := name == "index.html" || strings.HasPrefix(name, "components/") || strings.Contains(name, "/open") ||
			name == "maintenance/m1.html" || name == "maintenance/m2.html"
		if has != want {
			t.Errorf("%s has the script %q", name, src)
		}
		if has && (site[strings.TrimLeft(src, "./")] == "" || !strings.HasPrefix(after, " defer>")) {
			t.Errorf("%s has the script %q, which is not there or not deferred", name, src)
		}
		if policy := strings.Contains(site[name], "script-src &#39;self"); policy != has {
			t.Errorf("%s may run scripts: %t", name, policy)
		}
	}
}
