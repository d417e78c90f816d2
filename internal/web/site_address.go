package web

import (
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path"
	"strings"
	"syscall"
)

const (
	notFoundPage = "404.html"
	indexPage    = "index.html"
	longestPath  = 1024 // bytes of an address that can name a file
)

// location is what an address leads to: a file or another address, relative to
// the one asked for so that it holds below any prefix.
type location struct {
	file     string
	info     fs.FileInfo
	redirect string
}

// locate finds what an address leads to, or returns fs.ErrNotExist.
func locate(root *os.Root, address string) (location, error) {
	name, ok := strings.CutPrefix(address, "/")
	folder := name == "" || strings.HasSuffix(name, "/")
	name = strings.TrimSuffix(name, "/")
	if !ok || len(name) > longestPath || name != "" && !public(name) {
		return location{}, fs.ErrNotExist
	}
	switch {
	case folder:
		return locateFolder(root, name)
	case path.Base(name) == indexPage:
		return moved(root, name, "./")
	case path.Base(name)+".html" == indexPage:
		return moved(root, name+".html", "./")
	case strings.HasSuffix(name, ".html") && name != notFoundPage:
		return moved(root, name, "./"+escape(strings.TrimSuffix(path.Base(name), ".html")))
	}
	return locateFile(root, name)
}

// public reports whether a name may be served at all.
func public(name string) bool {
	if !fs.ValidPath(name) || strings.ContainsAny(name, "\\\x00") {
		return false
	}
	hidden := name[0] == '.' || strings.Contains(name, "/.")
	rest, wellKnown := strings.CutPrefix(name, ".well-known/")
	return !hidden || wellKnown && rest[0] != '.' && !strings.Contains(rest, "/.")
}

func locateFolder(root *os.Root, name string) (location, error) {
	found, err := stat(root, path.Join(name, indexPage))
	if err == nil || name == "" {
		return found, err
	}
	if _, err := locateFile(root, name); err != nil {
		return location{}, err
	}
	return location{redirect: "../" + escape(path.Base(name))}, nil
}

// locateFile looks where the file most probably is first.
func locateFile(root *os.Root, name string) (location, error) {
	candidates := [2]string{name + ".html", name}
	if path.Ext(name) != "" {
		candidates = [2]string{name, name + ".html"}
	}
	for _, file := range candidates {
		found, err := stat(root, file)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return found, err
		}
	}
	return moved(root, path.Join(name, indexPage), "./"+escape(path.Base(name))+"/")
}

// moved redirects if the file is there.
func moved(root *os.Root, file, to string) (location, error) {
	if _, err := stat(root, file); err != nil {
		return location{}, err
	}
	return location{redirect: to}, nil
}

func stat(root *os.Root, file string) (location, error) {
	info, err := root.Stat(file)
	switch {
	case err != nil && leadsNowhere(err):
		return location{}, fs.ErrNotExist
	case err != nil:
		return location{}, err
	case !info.Mode().IsRegular():
		return location{}, fs.ErrNotExist
	}
	return location{file: file, info: info}, nil
}

// leadsNowhere tells a name that no file can have, or a link that leads out of
// the folder or in a circle, from trouble with the disk.
func leadsNowhere(err error) bool {
	var code syscall.Errno
	if !errors.As(err, &code) {
		return true
	}
	return code == syscall.ENOTDIR || code == syscall.ENAMETOOLONG || code == syscall.ELOOP
}

func escape(segment string) string { return url.PathEscape(segment) }
