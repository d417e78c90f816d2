package web

import (
	"cmp"
	"net/http"
	"net/textproto"
	"path"
	"strings"
	"time"
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

	entryCaching   = []string{"public, max-age=10, stale-while-revalidate=60, stale-if-error=86400"}
	contentCaching = []string{"public, max-age=60, stale-if-error=86400"}
	assetCaching   = []string{"public, max-age=31536000, immutable"}
)

// kind is what the extension of a file says about it.
type kind struct {
	contentType []string
	packs       bool // gets smaller when compressed
	open        bool // made to be read by programs of other origins
}

func kindOf(file string) kind {
	base := path.Base(file)
	if base == "history.json" || base == "updates.json" {
		return kind{[]string{"application/feed+json; charset=utf-8"}, true, true}
	}
	if k, ok := kinds[strings.ToLower(path.Ext(base))]; ok {
		return k
	}
	return kind{contentType: []string{"application/octet-stream"}}
}

var kinds = map[string]kind{
	".html":        {[]string{"text/html; charset=utf-8"}, true, false},
	".css":         {[]string{"text/css; charset=utf-8"}, true, false},
	".js":          {[]string{"text/javascript; charset=utf-8"}, true, false},
	".json":        {[]string{"application/json; charset=utf-8"}, true, true},
	".atom":        {[]string{"application/atom+xml; charset=utf-8"}, true, true},
	".rss":         {[]string{"application/rss+xml; charset=utf-8"}, true, true},
	".ics":         {[]string{"text/calendar; charset=utf-8"}, true, true},
	".svg":         {[]string{"image/svg+xml"}, true, true},
	".txt":         {[]string{"text/plain; charset=utf-8"}, true, true},
	".xml":         {[]string{"application/xml; charset=utf-8"}, true, false},
	".webmanifest": {[]string{"application/manifest+json"}, true, false},
	".png":         {contentType: []string{"image/png"}},
	".jpg":         {contentType: []string{"image/jpeg"}},
	".jpeg":        {contentType: []string{"image/jpeg"}},
	".gif":         {contentType: []string{"image/gif"}},
	".webp":        {contentType: []string{"image/webp"}},
	".avif":        {contentType: []string{"image/avif"}},
	".ico":         {contentType: []string{"image/x-icon"}},
	".woff2":       {contentType: []string{"font/woff2"}},
	".pdf":         {contentType: []string{"application/pdf"}},
}

// caching says how long a file may be kept. Entry points are where a reader
// looks for news; other pages change rarely; a name with a hash never does.
func caching(file string, k kind) []string {
	base := path.Base(file)
	current := path.Base(path.Dir(file)) == "components" || k.open && base != "robots.txt"
	switch {
	case hashed(file):
		return assetCaching
	case current, base == indexPage, base == notFoundPage:
		return entryCaching
	}
	return contentCaching
}

// hashed reports whether an asset's name ends with a hash of its bytes, as in
// assets/style.0a1b2c3d.css or assets/style-0a1b2c3d.css.
func hashed(file string) bool {
	if !strings.HasPrefix(file, "assets/") && !strings.Contains(file, "/assets/") {
		return false
	}
	stem := strings.TrimSuffix(path.Base(file), path.Ext(file))
	digits := stem[strings.LastIndexAny(stem, ".-")+1:]
	return len(digits) >= 8 && len(digits) < len(stem) && strings.Trim(digits, "0123456789abcdef") == ""
}

// setHeaders sets what every answer with the asset carries.
func (s *site) setHeaders(h http.Header, a *asset) {
	h["Content-Type"] = a.kind.contentType
	h["Cache-Control"] = a.caching
	h["Last-Modified"] = a.lastModified
	h["X-Content-Type-Options"] = nosniff
	h["Referrer-Policy"] = referrer
	if a.kind.packs {
		h["Vary"] = varyEncoding
	}
	if a.page {
		s.setPageHeaders(h)
		return
	}
	h["Cross-Origin-Resource-Policy"] = crossOrigin
	if a.kind.open {
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
