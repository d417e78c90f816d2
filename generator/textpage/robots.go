package textpage

// Robots writes robots.txt: everything may be read, and where the sitemap is.
// site is the site's absolute address without a slash at the end; without one
// the sitemap, whose address would have to be absolute, is not named.
func Robots(site string) []byte {
	const all = "User-agent: *\nAllow: /\n"
	if site == "" {
		return []byte(all)
	}
	return []byte(all + "\nSitemap: " + site + "/sitemap.xml\n")
}
