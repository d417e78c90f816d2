package browser

import (
	"os"
	"testing"

	"tidings/test/browser/chromium"
)

// findings runs axe on the page that is shown and returns what it finds.
func (v *visitor) findings() (found []string) {
	v.Helper()
	axe, err := os.ReadFile(tool(v.T, "axe-core/axe.min.js"))
	if err != nil {
		v.Fatal(err)
	}
	v.eval(string(axe)+`;axe.run({resultTypes: ['violations'], rules: {'label-content-name-mismatch': {enabled: true}, 'target-size': {enabled: true}}}).then((r) => r.violations.flatMap((rule) =>
		rule.nodes.map((node) => rule.id + ': ' + node.html.slice(0, 200) + ' ' + (node.failureSummary || ''))))`, &found)
	return found
}

// accessible holds that axe finds nothing, in both schemes and with all unfolded.
func accessible(t *testing.T, b *chromium.Browser, s *site) {
	for _, scheme := range []string{"light", "dark"} {
		t.Run(scheme, func(t *testing.T) {
			t.Parallel()
			v := visit(t, b, s, chromium.Look{Dark: scheme == "dark"})
			for name, path := range pages {
				v.open(path)
				v.passes(name)
			}
			v.open("/ar/")
			v.passes("Arabic")
		})
	}
}

// passes fails for all that axe finds on the page that is shown, unfolded but
// for the navigation, whose menus would cover the rest.
func (v *visitor) passes(name string) {
	v.Helper()
	v.eval("document.querySelectorAll('details:not(nav *)').forEach((d) => d.open = true)", nil)
	for _, found := range v.findings() {
		v.Errorf("%s: %s", name, found)
	}
}

// accessibilityLens holds that axe would find something.
func accessibilityLens(t *testing.T, b *chromium.Browser, s *site) {
	v := visit(t, b, s, chromium.Look{})
	v.open("/about")
	v.eval("document.querySelector('main').append(new Image())", nil)
	if found := v.findings(); len(found) == 0 {
		t.Error("axe does not find a picture without a text")
	}
}
