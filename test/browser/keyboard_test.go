package browser

import (
	"testing"

	"tidings/test/browser/chromium"
)

// focus is where the keyboard is.
type focus struct {
	Place                        int // among all elements, in the order of the document
	Name, Tag                    string
	Open, InMain, Shown, InSight bool
}

// keyboard goes through pages by Tab alone, and opens and closes by Enter and Space.
func keyboard(t *testing.T, b *chromium.Browser, s *site) {
	v := visit(t, b, s, chromium.Look{})
	for name, path := range pages {
		v.open(path)
		v.skips(name)
		v.open(path)
		v.tabs(name)
	}
	v.open("/")
	v.unfolds()
}

func (v *visitor) tab1() focus {
	v.Helper()
	v.press("Tab")
	return ask[focus](v, "focus")
}

// skips holds that the first stop leads past the navigation.
func (v *visitor) skips(page string) {
	v.Helper()
	first := v.tab1()
	var class string
	if v.eval("document.activeElement.className", &class); class != "skip" || !first.InSight || !first.Shown {
		v.Errorf("%s: the first stop is %+v", page, first)
	}
	v.press("Enter")
	if next := v.tab1(); v.reaches("main :is(a, summary, input, button)") && !next.InMain {
		v.Errorf("%s: after skipping, the next stop is %+v", page, next)
	}
}

func (v *visitor) reaches(selector string) (yes bool) {
	v.eval("!!document.querySelector('"+selector+"')", &yes)
	return yes
}

// tabs holds that every stop is reached in the order of reading, and seen.
func (v *visitor) tabs(page string) {
	v.Helper()
	last := focus{Place: -1}
	for stop := range ask[int](v, "stops") {
		now := v.tab1()
		if now.Place <= last.Place {
			v.Errorf("%s: stop %d is %s, after %s", page, stop, now.Name, last.Name)
			return
		}
		if !now.Shown || !now.InSight {
			v.Errorf("%s: nobody sees that %s has the focus: %+v", page, now.Name, now)
		}
		last = now
	}
}

// unfolds opens and closes the first group that is folded.
func (v *visitor) unfolds() {
	v.Helper()
	for range ask[int](v, "stops") {
		now := v.tab1()
		if now.Tag != "summary" || now.Open {
			continue
		}
		for _, key := range []string{"Enter", "Space"} {
			v.press(key)
			then := ask[focus](v, "focus")
			if now.Open == then.Open || then.Place != now.Place {
				v.Errorf("%s on %s: %+v", key, now.Name, then)
			}
			now = then
		}
		return
	}
	v.Error("no group is folded")
}
