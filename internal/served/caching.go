package served

import (
	"path"
	"strings"
)

var (
	entryCaching   = []string{"public, max-age=10, stale-while-revalidate=60, stale-if-error=86400"}
	contentCaching = []string{"public, max-age=60, stale-if-error=86400"}
	assetCaching   = []string{"public, max-age=31536000, immutable"}
)

// Caching is the Cache-Control of a file. Entry points are where a reader looks
// for news; other pages change rarely; a name with a hash never does.
func Caching(file string) []string {
	switch {
	case hashed(file):
		return assetCaching
	case Entry(file):
		return entryCaching
	}
	return contentCaching
}

// Entry reports whether readers look at a file for news.
func Entry(file string) bool {
	base := path.Base(file)
	current := path.Base(path.Dir(file)) == "components" || KindOf(file).Open && base != "robots.txt"
	return !hashed(file) && (current || base == "index.html" || base == "404.html")
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
