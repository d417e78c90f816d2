package web

import (
	"cmp"
	"net/http"
	"net/textproto"
	"strings"
	"time"

	"tidings/internal/served"
)

const defaultPolicy = "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; img-src 'self' https: data:; " +
	"font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"

// Header values are made once: a request only refers to them.
var (
	nosniff       = []string{"nosniff"}
	varyEncoding  = []string{"Accept-Encoding"}
	anyOrigin     = []string{"*"}
	sameOrigin    = []string{"same-origin"}
	crossOrigin   = []string{"cross-origin"}
	frameOptions  = []string{"SAMEORIGIN"}
	referrer      = []string{"strict-origin-when-cross-origin"}
	permissions   = []string{"camera=(), geolocation=(), microphone=(), payment=(), usb=()"}
	drawingPolicy = []string{"default-src 'none'; style-src 'unsafe-inline'; sandbox"}
)

// setHeaders sets what every answer with the asset carries.
func (s *site) setHeaders(h http.Header, a *asset) {
	h["Content-Type"] = a.kind.ContentType
	h["Cache-Control"] = a.caching
	h["Last-Modified"] = a.lastModified
	h["X-Content-Type-Options"] = nosniff
	h["Referrer-Policy"] = referrer
	if a.kind.Packs {
		h["Vary"] = varyEncoding
	}
	if a.page {
		s.setPageHeaders(h)
		return
	}
	h["Cross-Origin-Resource-Policy"] = crossOrigin
	if a.kind.Open {
		h["Access-Control-Allow-Origin"] = anyOrigin
	}
	if a.drawing {
		h["Content-Security-Policy"] = drawingPolicy
	}
}

func (s *site) setPageHeaders(h http.Header) {
	h["Content-Security-Policy"] = []string{cmp.Or(s.policy(), defaultPolicy)}
	h["X-Frame-Options"] = frameOptions
	h["Permissions-Policy"] = permissions
	h["Cross-Origin-Opener-Policy"] = sameOrigin
	h["Cross-Origin-Resource-Policy"] = sameOrigin
}

// readOnly answers what neither reads nor could: OPTIONS says what can be done,
// and lets a program of another origin ask with headers of its own for what is
// made to be read by one.
func readOnly(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Allow", "GET, HEAD, OPTIONS")
	if r.Method != http.MethodOptions {
		http.Error(w, "This address can only be read.", http.StatusMethodNotAllowed)
		return
	}
	if served.KindOf(r.URL.Path).Open {
		h["Access-Control-Allow-Origin"] = anyOrigin
		h.Set("Access-Control-Allow-Methods", "GET, HEAD")
		h.Set("Access-Control-Allow-Headers", "*")
		h.Set("Access-Control-Max-Age", "86400")
	}
	w.WriteHeader(http.StatusNoContent)
}

// unchanged reports whether the client has this form of the file already. A
// tag decides alone where there is one, as RFC 9110 section 13.2.2 wants it.
func unchanged(h http.Header, tag string, modified time.Time) bool {
	if tags := h["If-None-Match"]; tags != nil {
		return names(tags, tag)
	}
	since := h["If-Modified-Since"]
	if since == nil {
		return false
	}
	t, err := http.ParseTime(since[0])
	return err == nil && !modified.Truncate(time.Second).After(t)
}

// names reports whether a list of tags has this one, by weak comparison.
func names(lists []string, tag string) bool {
	for _, list := range lists {
		for item := range strings.SplitSeq(list, ",") {
			item = strings.TrimPrefix(textproto.TrimString(item), "W/")
			if item == tag || item == "*" {
				return true
			}
		}
	}
	return false
}
