package browser

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"tidings/test/browser/chromium"
	"tidings/test/wait"
)

// ages holds that a page whose site is alive says nothing of its age, and that
// one whose site is not says that it may be old and shows no status as certain.
func ages(t *testing.T, b *chromium.Browser, s *site) {
	heart := func(next time.Duration) http.HandlerFunc {
		return says(fmt.Sprintf(`{"at":"2026-01-01T00:00:00Z","sequence":7,"next":%q}`, time.Now().Add(next).UTC().Format(time.RFC3339)))
	}
	tomorrow := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(27*time.Hour).UTC().Format(http.TimeFormat))
		w.WriteHeader(http.StatusNotFound)
	}
	kept := func(w http.ResponseWriter, r *http.Request) { // by a cache, for an hour
		w.Header().Set("Age", "3600")
		heart(time.Minute)(w, r)
	}
	for what, c := range map[string]struct {
		heart http.HandlerFunc
		old   bool
	}{
		"alive":                 {heart(time.Minute), false},
		"three beats missed":    {heart(-3 * time.Minute), false},
		"ten beats missed":      {heart(-10 * time.Minute), true},
		"no heart on this host": {fails(404), false},
		"a page for everything": {says("<h1>Hello</h1>"), false},
		"out of reach":          {breaks, true},
		"kept by a cache":       {kept, true},
		"made the day before":   {tomorrow, true},
	} {
		v := visit(t, b, front(t, s, answers{"/heartbeat.json": c.heart}), chromium.Look{})
		for _, path := range []string{"/", "/ar/", "/no/such/page", "/components/api"} {
			old := c.old && (path != "/no/such/page" && path != "/components/api" || what != "made the day before")
			v.open(path)
			if note, class := v.noteOnceLooked(old); (note != "") != old || (class == "verdict unknown") != old {
				t.Errorf("%s: %s says %q and shows %q", what, path, note, class)
			}
			var green int
			if v.eval("document.querySelectorAll('main .component.operational').length", &green); path == "/" && (green > 0) == old {
				t.Errorf("%s: %d components are shown to be well", what, green)
			}
		}
	}
	newer(t, b, s)
}

// newer holds that a page which is left open learns that there is a newer one,
// without calling what it shows unknown.
func newer(t *testing.T, b *chromium.Browser, s *site) {
	var sequence atomic.Int64
	v := visit(t, b, front(t, s, answers{"/heartbeat.json": func(w http.ResponseWriter, r *http.Request) {
		says(fmt.Sprintf(`{"sequence":%d,"next":%q}`, sequence.Load(), time.Now().Format(time.RFC3339)))(w, r)
	}}), chromium.Look{})
	v.open("/")
	if note, _ := v.noteOnceLooked(false); note != "" {
		t.Errorf("at first the page says %q", note)
	}
	sequence.Add(1)
	v.eval("document.dispatchEvent(new Event('visibilitychange'))", nil)
	var note, class string
	wait.Until(t, func() bool {
		note, class = v.note()
		return note != "" && class != "verdict unknown"
	}, func() string { return fmt.Sprintf("after a publish the page says %q and shows %q", note, class) })
}

// noteOnceLooked is the page's note once it has asked for the heartbeat and worked out
// the answer; where it is to say something, once it does.
func (v *visitor) noteOnceLooked(some bool) (said, class string) {
	v.Helper()
	const done = `performance.getEntriesByType('resource').some((r) => r.name.endsWith('/heartbeat.json') && r.responseEnd > 0)`
	wait.Until(v, func() (yes bool) {
		v.eval(done, &yes)
		return yes
	}, func() string { return "the page does not look for the heartbeat" })
	v.eval("new Promise((done) => setTimeout(done, 50))", nil)
	if !some {
		return v.note()
	}
	wait.Until(v, func() bool {
		said, class = v.note()
		return said != "" && class == "verdict unknown"
	}, func() string { return fmt.Sprintf("the page says %q of its age and shows %q", said, class) })
	return said, class
}

// note is what the page says of its age, and how it shows the verdict.
func (v *visitor) note() (said, class string) {
	v.Helper()
	v.eval("document.getElementById('age').hidden ? '' : document.getElementById('age').innerText", &said)
	v.eval("document.querySelector('.verdict').className", &class)
	return said, class
}
