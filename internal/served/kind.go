// Package served says how the files of a site are served: as what, and how long
// anybody may keep them. It is for whatever answers for a site, a handler and a
// bucket alike. It must never know where the files are.
package served

import (
	"path"
	"strings"
)

// Kind is what the extension of a file says about it. Values of headers are
// slices that are made once: an answer only refers to them.
type Kind struct {
	ContentType []string
	Packs       bool // gets smaller when compressed
	Open        bool // made to be read by programs of other origins
}

// KindOf is the kind of a file of the site.
func KindOf(file string) Kind {
	base := path.Base(file)
	if base == "history.json" || base == "updates.json" {
		return Kind{[]string{"application/feed+json; charset=utf-8"}, true, true}
	}
	if k, ok := kinds[strings.ToLower(path.Ext(base))]; ok {
		return k
	}
	return Kind{ContentType: []string{"application/octet-stream"}}
}

var kinds = map[string]Kind{
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
	".png":         {ContentType: []string{"image/png"}},
	".jpg":         {ContentType: []string{"image/jpeg"}},
	".jpeg":        {ContentType: []string{"image/jpeg"}},
	".gif":         {ContentType: []string{"image/gif"}},
	".webp":        {ContentType: []string{"image/webp"}},
	".avif":        {ContentType: []string{"image/avif"}},
	".ico":         {ContentType: []string{"image/x-icon"}},
	".woff2":       {ContentType: []string{"font/woff2"}},
	".pdf":         {ContentType: []string{"application/pdf"}},
}

// Page reports whether files of the kind are pages.
func (k Kind) Page() bool { return k.is(".html") }

// Drawing reports whether files of the kind are drawings that could hold scripts.
func (k Kind) Drawing() bool { return k.is(".svg") }

func (k Kind) is(ext string) bool { return k.ContentType[0] == kinds[ext].ContentType[0] }
