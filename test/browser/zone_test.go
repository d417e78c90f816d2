package browser

import (
	"context"
	"strings"
	"testing"

	"tidings/test/browser/chromium"
)

// zones holds that a reader elsewhere gets their own time beside each time of the
// page, which stays as it is, and that a reader in the page's zone gets nothing more.
func zones(t *testing.T, b *chromium.Browser, s *site) {
	for zone, adds := range map[string]bool{"Asia/Tokyo": true, "Europe/Berlin": false} {
		v := visit(t, b, s, chromium.Look{})
		v.do("move to "+zone, func(ctx context.Context) error {
			return v.tab.Call(ctx, "Emulation.setTimezoneOverride", chromium.Object{"timezoneId": zone}, nil)
		})
		for _, path := range []string{"/", pages["incident"], pages["component"], "/ar/", "/ja/"} {
			v.open(path)
			var times []struct {
				Text, Own, At string
				Begins        bool // a span, whose end tells both
			}
			v.eval(`Array.from(document.querySelectorAll('main time[datetime*=T]'), (e) => ({
				Begins: /^[^·,]{1,9}$/.test(e.nextSibling?.data ?? '') && e.nextSibling.nextSibling?.tagName === 'TIME',
				Text: e.textContent, Own: e.querySelector('bdi')?.textContent || '', At: new Date(e.dateTime).toLocaleTimeString('en-GB', {hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Tokyo'}) + ' GMT+9'}))`, &times)
			if len(times) == 0 {
				t.Errorf("%s has no times", path)
			}
			for _, at := range times {
				if at.Begins {
					if at.Own != "" {
						t.Errorf("%s: in %s the beginning of a span, %q, has a time of its own", path, zone, at.Text)
					}
					continue
				}
				if !adds && at.Own != "" || adds && path == "/" && !strings.HasSuffix(at.Own, ", "+at.At) && !strings.HasSuffix(at.Own, "–"+at.At) {
					t.Errorf("%s: in %s %q becomes %q", path, zone, at.Text, at.Own)
				}
				if adds && (at.Own == "" || strings.TrimSuffix(at.Text, at.Own) == at.Text) {
					t.Errorf("%s: in %s %q is shown without one's own time", path, zone, at.Text)
				}
			}
		}
	}
}
