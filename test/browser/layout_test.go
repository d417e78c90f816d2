package browser

import (
	"testing"

	"tidings/test/browser/chromium"
)

// smallest is the smallest phone that is still around.
var smallest = chromium.Look{Width: 320, Height: 568, Phone: true}

// whole holds that nothing of the page is out of reach or covered.
func (v *visitor) whole(what string) {
	v.Helper()
	v.none(what, "sideways")
	v.none(what, "covered")
	v.none(what, "cut")
}

func phone(t *testing.T, b *chromium.Browser, s *site) {
	v := visit(t, b, s, smallest)
	for name, path := range pages {
		v.open(path)
		v.whole(name)
		v.none(name, "small")
	}
}

// firstScreen holds that somebody with a small phone sees what is wrong without
// scrolling.
func firstScreen(t *testing.T, b *chromium.Browser, s *site) {
	v := visit(t, b, s, smallest)
	v.open("/")
	for _, seen := range []string{"h1", ".story h3"} {
		if bottom := ask[float64](v, "bottom", seen); bottom > float64(smallest.Height) {
			t.Errorf("%s ends at %.0f px of %d", seen, bottom, smallest.Height)
		}
	}
}

// largeText holds that twice the size of text loses nothing.
func largeText(t *testing.T, b *chromium.Browser, s *site) {
	v := visit(t, b, s, chromium.Look{FontSize: 32})
	for name, path := range pages {
		v.open(path)
		v.whole(name)
		v.look(chromium.Look{Width: 640, Height: 800, FontSize: 32})
		v.whole(name + " at 640 px")
		v.look(chromium.Look{FontSize: 32})
	}
	v.open("/")
	var size float64
	if v.eval("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)", &size); size < 28 {
		t.Errorf("text is %.0f px although the browser is set to 32", size)
	}
}

// languages holds that the page is told in every language that there are words
// of, and fits on a phone in each.
func languages(t *testing.T, b *chromium.Browser, s *site) {
	v := visit(t, b, s, smallest)
	v.open("/")
	english := ask[string](v, "heading")
	for _, lang := range spoken(t)[1:] {
		for _, page := range []string{"home", "incident", "component"} {
			v.open("/" + lang + pages[page])
			v.whole(lang + " " + page)
			var got string
			if v.eval("document.documentElement.lang", &got); got != lang {
				t.Errorf("%s in %s says it is in %s", page, lang, got)
			}
		}
		v.open("/" + lang + "/")
		if got := ask[string](v, "heading"); got == english {
			t.Errorf("%s says %q", lang, got)
		}
	}
}

// rightToLeft holds that pages are their own mirror image in such a language.
func rightToLeft(t *testing.T, b *chromium.Browser, s *site) {
	v := visit(t, b, s, smallest)
	for name, path := range pages {
		v.open(inArabic(path))
		var dir string
		if v.eval("document.dir", &dir); dir != "rtl" {
			t.Errorf("%s runs %q", name, dir)
		}
		v.whole(name)
	}
	v.look(chromium.Look{})
	for path, mirrored := range map[string]bool{"/": false, "/ar/": true} {
		v.open(path)
		v.none(path, "mirrored", mirrored)
	}
}
