package browser

import (
	"testing"

	"tidings/test/browser/chromium"
)

// schemes holds that the page is light or dark as the visitor wishes.
func schemes(t *testing.T, b *chromium.Browser, s *site) {
	for _, dark := range []bool{false, true} {
		v := visit(t, b, s, chromium.Look{Dark: dark})
		for name, path := range pages {
			v.open(path)
			paper, ink := ask[int](v, "light", "body", "backgroundColor"), ask[int](v, "light", "body", "color")
			if dark && (paper > 50 || ink < 200) || !dark && (paper < 230 || ink > 60) {
				t.Errorf("%s, dark %t: paper is %d of 255 light, ink %d", name, dark, paper, ink)
			}
		}
		v.open("/")
		v.none("home", "untold")
	}
}

// forcedColors holds that statuses are told where the visitor chose all colours.
func forcedColors(t *testing.T, b *chromium.Browser, s *site) {
	for _, dark := range []bool{false, true} {
		v := visit(t, b, s, chromium.Look{ForcedColors: true, Dark: dark})
		v.open("/")
		v.none("home", "untold")
		v.whole("home")
	}
}

// reducedMotion holds that nothing moves, and that stillness hides nothing.
func reducedMotion(t *testing.T, b *chromium.Browser, s *site) {
	v := visit(t, b, s, chromium.Look{ReducedMotion: true})
	for name, path := range pages {
		v.open(path)
		v.none(name, "moving")
	}
	v.open("/")
	v.none("home", "untold")
}

// printed holds that paper shows what is folded away, and where links lead.
func printed(t *testing.T, b *chromium.Browser, s *site) {
	v := visit(t, b, s, chromium.Look{Print: true, Width: 720, Height: 1000})
	for name, path := range pages {
		v.open(path)
		v.none(name, "folded")
		v.none(name, "addressless")
		v.whole(name)
	}
	v.open("/")
	v.none("home", "untold")
	v.look(chromium.Look{})
	if folded := ask[[]string](v, "folded"); len(folded) == 0 {
		t.Error("the screen folds nothing away, so paper shows nothing more")
	}
}
