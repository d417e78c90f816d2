package generator

import (
	"encoding/hex"
	"strings"

	"tidings/internal/status"
)

// MaxList is how many entries a page of the archive lists: a month or a day
// with more is listed in parts.
const MaxList = 50

// Paths of pages without ".html", below the root of their language. They are
// also the addresses.

func incidentPath(id string) string    { return "incidents/" + name(id) }
func maintenancePath(id string) string { return "maintenance/" + name(id) }
func componentPath(id string) string   { return "components/" + name(id) }
func monthPath(month string) string    { return "history/" + month }
func dayPath(d status.Date) string     { return "history/" + d.Month() + "/" + string(d[8:]) }

func hourPath(d status.Date, hour int) string {
	return dayPath(d) + "/" + string([]byte{byte('0' + hour/10), byte('0' + hour%10)})
}

func entryPath(about, id string) string {
	if about == status.AboutMaintenance {
		return maintenancePath(id)
	}
	return incidentPath(id)
}

// name is an id as it may stand in a path and an address. Ids are checked where
// they come in; should one get here that was not, it still cannot leave its folder.
func name(id string) string {
	for i := range len(id) {
		c := id[i]
		if c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			return "x" + hex.EncodeToString([]byte(id))
		}
	}
	if id == "" {
		return "x"
	}
	return id
}

// link is the relative address of a page as a page at a depth writes it; the
// depth is the number of slashes in that page's path.
func (b *builder) link(depth int, path string) string {
	return string(b.appendLink(make([]byte, 0, 96), depth, path))
}

func (b *builder) appendLink(dst []byte, depth int, path string) []byte {
	for range depth {
		dst = append(dst, "../"...)
	}
	switch {
	case path != "" && b.in.FileLinks:
		return append(append(dst, path...), ".html"...)
	case path != "":
		return append(dst, path...)
	case b.in.FileLinks:
		return append(dst, "index.html"...)
	case depth == 0:
		return append(dst, "./"...)
	}
	return dst
}

func depthOf(path string) int { return strings.Count(path, "/") }
