package admin

import (
	"net/http"
	"time"
)

// The cookies, by their names without what HTTPS adds.
const (
	sessionCookie = "tidings"
	stepCookie    = "tidings-step"    // between password and code
	keyCookie     = "tidings-passkey" // between challenge and answer
	ssoCookie     = "tidings-sso"     // between us and the identity provider
)

// cookieName binds a cookie to this very host where the browser can see to it.
func (v *Visit) cookieName(name string) string {
	if v.secure() {
		return "__Host-" + name
	}
	return name
}

// secure reports whether people reach us by HTTPS.
func (v *Visit) secure() bool { return v.admin.Proxies.Secure(v.Request) || v.admin.homeSecure() }

func (a *Admin) homeSecure() bool { return len(a.Home) > 8 && a.Home[:8] == "https://" }

func (v *Visit) cookie(name string) (string, bool) {
	c, err := v.Request.Cookie(v.cookieName(name))
	if err != nil || c.Value == "" {
		return "", false
	}
	return c.Value, true
}

// keep has the browser carry a value. Lax lets a link in a chat open the
// dashboard; what only our own forms need is Strict.
func (v *Visit) keep(name, value string, until time.Time, mode http.SameSite) {
	http.SetCookie(v.w, &http.Cookie{
		Name: v.cookieName(name), Value: value, Path: "/", Secure: v.secure(), HttpOnly: true, SameSite: mode,
		MaxAge: max(1, int(until.Sub(v.admin.Now()).Seconds())),
	})
}

func (v *Visit) drop(name string) {
	http.SetCookie(v.w, &http.Cookie{
		Name: v.cookieName(name), Path: "/", Secure: v.secure(), HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: -1,
	})
}
