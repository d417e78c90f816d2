// Package browser shows the pages of a running `tidings serve` to a real
// Chromium, and holds what a visitor would notice.
package browser

import (
	"fmt"
	"os"
	"testing"

	"tidings/test/browser/chromium"
)

// TestMain leaves out everything here if TIDINGS_BROWSER is off, and says so.
func TestMain(m *testing.M) {
	if os.Getenv(chromium.Variable) == "off" {
		fmt.Println("test/browser: nothing is tested, because " + chromium.Variable + "=off")
		return
	}
	m.Run()
}

// TestPages looks at one site in all the ways in which visitors look at it.
func TestPages(t *testing.T) {
	b := start(t)
	dir := write(t)
	s := serve(t, build(t), dir)
	measure(t, s, dir)
	subscribe(t, s, dir)
	for name, test := range map[string]func(t *testing.T, b *chromium.Browser, s *site){
		"WithoutScripts":    withoutScripts,
		"HostileText":       hostileText,
		"Phone":             phone,
		"FirstScreen":       firstScreen,
		"LargeText":         largeText,
		"Languages":         languages,
		"RightToLeft":       rightToLeft,
		"Schemes":           schemes,
		"ForcedColors":      forcedColors,
		"ReducedMotion":     reducedMotion,
		"Print":             printed,
		"Keyboard":          keyboard,
		"Reload":            reload,
		"Structure":         structure,
		"Accessible":        accessible,
		"AccessibilityLens": accessibilityLens,
		"Valid":             valid,
		"Widget":            widget,
		"WidgetInTheDark":   widgetInTheDark,
		"BadgesFit":         badgesFit,
		"Statuspage":        statuspage,
		"ForPrograms":       forPrograms,
		"Age":               ages,
		"Zones":             zones,
		"Charts":            charts,
		"Alone":             alone,
		"AtTheEdge":         atTheEdge,
		"AloneLens":         aloneLens,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, b, s)
		})
	}
}

// pages are the kinds of pages, each by an address of it; measure and subscribe
// add those whose address the program chooses.
var pages = map[string]string{
	"home":        "/",
	"incident":    "/incidents/" + incident,
	"maintenance": "/maintenance/" + maintenance,
	"component":   "/components/api",
	"history":     "/history",
	"month":       "/history/2026-09",
	"page":        "/about",
	"badges":      "/badges",
	"uptime":      "/uptime",
	"subscribe":   "/subscribe",
	"follow":      "/subscriptions/incident/" + incident,
	"lost":        "/no/such/page",
}
