package browser

import "strings"

// plansWithoutScript is planned work from the announcement to the end, on a
// narrow phone, seen on the page at each step.
func (v *visitor) plansWithoutScript() {
	v.Helper()
	v.open("/admin/maintenance")
	v.tap(`a[href="/admin/announce"]`, "Announce maintenance", "Times are in the zone")
	v.eval(`document.querySelector("[name='c.checkout']").click()`, nil)
	v.fill("title", "Upgrade of the checkout", "body", "Payments wait for a minute.")
	v.tap("button[value=preview]", "Before it is published", "The page stays at", "Upgrade of the checkout")
	v.tap("button[value=publish]", "You can still take it back.", "Nobody has been told yet")
	v.tap("button[formaction$=publish]", "Published.", "Upgrade of the checkout")
	var work string
	v.eval(`document.querySelector("a[href^='/admin/maintenance/upgrade-of-the-checkout']").getAttribute("href")`, &work)
	v.planned = work
	v.turn(work, "begin", "The work has begun.")
	v.untilPublished(strings.TrimPrefix(work, "/admin"), "In progress")
	v.turn(work, "end", "The work is done.")
	v.untilPublished(strings.TrimPrefix(work, "/admin"), "Completed")
	v.reads("Payments wait for a minute.", "The work is done.")
}

// turn begins or ends planned work: shown first, then done.
func (v *visitor) turn(work, button, says string) {
	v.Helper()
	v.open(work)
	v.tap("button[value="+button+"]", "Before it is published", says)
	v.tap("button[value=publish]", "You can still take it back.")
	v.tap("button[formaction$=publish]", "Published.")
}
