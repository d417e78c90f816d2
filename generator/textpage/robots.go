package textpage

// Robots writes robots.txt: everything may be read, and where the sitemap is.
// site is the site's absolute address without a slash at the end.
func Robots(site string) []byte {
	return []byte("User-agent: *\nAllow: /\n\nSitemap: " + site + "/sitemap.xml\n")
}
