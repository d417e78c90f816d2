package publish

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"strings"
	"unicode/utf8"
)

// ManifestPath is the file that says what the site consists of.
const ManifestPath = "manifest.json"

// Private is the folder that targets may keep their own state in. It is never served.
const Private = ".tidings"

const partsFolder = "manifest"

// CheckPath says whether a site may have a file of this path: relative, clean,
// UTF-8 without control characters, quotation marks and backslashes, and none
// of the addresses that the publisher keeps for itself.
func CheckPath(path string) error {
	if !fs.ValidPath(path) || path == "." || !plain(path) {
		return fmt.Errorf("publish: %q cannot be the path of a site's file", path)
	}
	folder, _ := cut(path)
	reserved := path == ManifestPath || path == HeartbeatPath || path == partsFolder || folder == partsFolder ||
		strings.HasPrefix(path, Private) || strings.HasSuffix(folder, ".json")
	if reserved {
		return fmt.Errorf("publish: the path %q is kept for the publisher; choose another name", path)
	}
	return nil
}

func plain[T string | []byte](path T) bool {
	ascii := true
	for i := range len(path) {
		c := path[i]
		if c < ' ' || c == 0x7f || c == '"' || c == '\\' {
			return false
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	return ascii || utf8.ValidString(string(path))
}

// cut splits a path into its folder, "" for a file outside any, and the rest.
func cut(path string) (folder, name string) {
	folder, name, ok := strings.Cut(path, "/")
	if !ok {
		return "", path
	}
	if below, rest, deeper := strings.Cut(name, "/"); deeper && isLanguage(folder) {
		return folder + "/" + below, rest
	}
	return folder, name
}

// isLanguage reports whether what lies below a folder is the site in another
// language: "de", or "pt-BR". The site has no other folder of two letters.
func isLanguage(folder string) bool {
	tag, _, _ := strings.Cut(folder, "-")
	return len(tag) == 2 && isLetter(tag[0]) && isLetter(tag[1]) && !strings.Contains(folder, ".")
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func join(folder, name string) string {
	if folder == "" {
		return name
	}
	return folder + "/" + name
}

// isPart reports whether a path is that of a manifest document.
func isPart(path string) bool {
	folder, _ := cut(path)
	return path == ManifestPath || folder == partsFolder
}

func folderPart(folder string) string { return partsFolder + "/" + folder + ".json" }

func splitPart(folder string, digits string) string {
	return partsFolder + "/" + folder + "/" + digits + ".json"
}

const hexDigits = "0123456789abcdef"

// digits are the two hex digits of a part's number.
func digits(part int) string {
	return string([]byte{hexDigits[part>>4], hexDigits[part&15]})
}

// partOf is the number of the part that lists a name in a split folder. What belongs
// together, such as the pages and feeds of one month, is listed in one.
func partOf(name string) int {
	stem := name
	if i := strings.IndexAny(name, "./"); i >= 0 {
		stem = name[:i]
	}
	sum := sha256.Sum256([]byte(stem))
	return int(sum[0])
}
