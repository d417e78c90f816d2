package browser

import (
	"context"
	"fmt"
	"strings"

	"tidings/test/wait"
)

// tap leaves the page by what is in view of a thumb, and holds that it is.
func (v *visitor) tap(selector string, words ...string) {
	v.Helper()
	var wide bool
	v.eval("document.documentElement.scrollWidth > innerWidth", &wide)
	if wide {
		v.Errorf("the page is wider than the phone: %.200s", v.text())
	}
	var there bool
	v.eval("!!document.querySelector('"+selector+"')", &there)
	if !there {
		v.Fatalf("there is no %s to tap:\n%s", selector, v.text())
	}
	v.leave(selector)
	v.reads(words...)
}

// key presses a key that leads to another page.
func (v *visitor) key(key, more string) {
	v.Helper()
	v.do("press "+key, func(ctx context.Context) error {
		return v.tab.Leave(ctx, "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '"+key+"', bubbles: true"+more+"}))")
	})
}

// onCall is an incident from the first key to the end, with a draft that
// outlives a page that went away.
func (v *visitor) onCall() {
	v.Helper()
	v.key("n", "")
	v.reads("Something is wrong", "Next")
	v.eval(`document.querySelector("[name='c.api'][value=partial_outage]").click()`, nil)
	v.leave("main form button")
	v.key("Enter", ", ctrlKey: true")
	v.reads("Nobody has been told yet")
	v.leave("button[formaction$=publish]")
	v.reads("Published.")
	v.leave(".rows .story a")
	v.eval("location.pathname", &v.reported)

	v.eval(`(() => { const body = document.querySelector("textarea"); body.value = "Half a senten"; body.dispatchEvent(new Event("input", {bubbles: true})) })()`, nil)
	v.open(v.reported)
	var kept string
	v.eval(`document.querySelector("textarea").value`, &kept)
	if kept != "Half a senten" {
		v.Errorf("the draft is %q", kept)
	}
	v.eval(`Object.defineProperty(navigator, "onLine", {value: false, configurable: true})`, nil)
	v.eval(`document.querySelector("button[value=publish]").click()`, nil)
	v.reads("There is no network. What you wrote is kept on this device")
	v.open(v.reported)
	v.key("Enter", ", metaKey: true")
	v.leave("button[formaction$=undo]")
	v.reads("Taken back")
	v.open(v.reported)
	if v.eval(`document.querySelector("textarea").value`, &kept); kept != "Half a senten" {
		v.Errorf("what was taken back is %q", kept)
	}
	v.key("Enter", ", metaKey: true")
	v.leave("button[formaction$=publish]")
	v.open(v.reported)
	v.reads("Half a senten")
	if v.eval(`document.querySelector("textarea").value`, &kept); kept != "" {
		v.Errorf("the draft %q stays after it was published", kept)
	}
}

// onCallWithoutScript is an incident in the fewest taps, on a narrow phone.
func (v *visitor) onCallWithoutScript() {
	v.Helper()
	v.open("/admin/")
	v.tap(`a[href="/admin/report?c.checkout=major_outage"]`, "Hosted checkout", "Publish")
	v.tap("button[value=publish]", "Nobody has been told yet")
	v.tap("button[formaction$=undo]", "Taken back")
	v.tap(`a[href="/admin/report?c.checkout=major_outage"]`)
	v.tap("button[value=publish]")
	v.tap("button[formaction$=publish]", "Published.", "down")
	var incident string
	v.eval(`[...document.querySelectorAll(".rows .story a")].find((a) => a.textContent.includes("checkout")).getAttribute("href")`, &incident)
	v.open(incident)
	v.fill("body", "It is the cache.")
	v.tap("button[value=publish]", "It is the cache.", "You can still take it back.")
	v.tap("button[formaction$=publish]", "Published.")
	v.open(incident)
	v.tap("button[value=resolve]", "Before it is published", "nobody gets mail")
	v.tap("button[value=publish]", "Publish now")
	v.tap("button[formaction$=publish]", "Published.")
	v.untilPublished(strings.TrimPrefix(incident, "/admin"), "Resolved")
	v.reads("It is the cache.")
}

// untilPublished opens a page of the site again, past the cache, until it says something.
func (v *visitor) untilPublished(path, words string) {
	v.Helper()
	v.open(path)
	wait.Until(v, func() bool {
		v.do("reload", v.tab.Reload)
		return strings.Contains(v.text(), words)
	}, func() string { return fmt.Sprintf("%s does not say %q:\n%s", path, words, v.text()) })
}
