package gitrepo

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Address says where a repository is, and what of it is meant.
type Address struct {
	Scheme string // https, http, ssh, or file for a folder of this machine
	User   string // of ssh, and of https where the host wants a certain one
	Host   string // with the port, if the address has one
	Path   string // on the host, with a slash before it unless ssh finds it from a home folder; or the folder
	Branch string // empty: the one that the repository's HEAD names
	Folder string // of the repository, with slashes; empty for all of it
}

// Parse reads an address of a repository:
//
//	https://git.example.com/team/status.git
//	ssh://git@git.example.com/team/status.git
//	git@git.example.com:team/status.git
//	file:///srv/status.git and /srv/status.git
//
// each with "#branch", "#branch:folder" or "#:folder" behind it. A path without
// a branch is a repository only when it is a bare one; ok is false for a path
// that is a folder like any other, or none.
func Parse(text string) (a Address, ok bool, err error) {
	place, fragment, named := strings.Cut(text, "#")
	scheme, rest, isURL := strings.Cut(place, "://")
	switch {
	case isURL:
		a, err = parseURL(strings.ToLower(scheme), place, rest)
	case scpLike(place):
		a = scp(place)
	case isFolder(text) && !isBare(text):
		return Address{}, false, nil // also one with # in its name
	case isBare(place) || named && isDotGit(place):
		a = Address{Scheme: "file", Path: place}
	default:
		return Address{}, false, nil
	}
	if err != nil {
		return Address{}, true, err
	}
	return a.within(fragment)
}

// within reads what stands behind the #.
func (a Address) within(fragment string) (Address, bool, error) {
	var folder string
	a.Branch, folder, _ = strings.Cut(fragment, ":")
	a.Folder = strings.Trim(path.Clean("/"+folder), "/")
	if strings.HasPrefix(a.Branch, "refs/") || strings.ContainsAny(a.Branch, " ~^?*[\\") || strings.Contains(a.Branch, "..") {
		return Address{}, true, fmt.Errorf("%q is no name of a branch: write #main behind the address, or #main:folder", a.Branch)
	}
	return a, true, nil
}

func parseURL(scheme, text, rest string) (Address, error) {
	if scheme == "file" {
		return Address{Scheme: scheme, Path: rest}, nil
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.RawQuery != "":
		return Address{}, errors.New("this is no address of a repository: write it as https://git.example.com/team/status.git")
	case scheme != "https" && scheme != "ssh" && scheme != "http":
		return Address{}, fmt.Errorf("repositories are not fetched over %s: use https or ssh", scheme)
	}
	if _, has := u.User.Password(); has {
		return Address{}, errors.New("the address holds a password: take it out, and give it as the secret named content")
	}
	a := Address{Scheme: scheme, User: u.User.Username(), Host: u.Host, Path: u.Path}
	if scheme == "http" && !loopback(u.Hostname()) {
		return Address{}, errors.New("a repository is not fetched over http, where anybody on the way can change it: use https")
	}
	return a, nil
}

func loopback(host string) bool {
	at, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && at.IsLoopback()
}

// scpLike is user@host:path.
func scpLike(place string) bool {
	user, rest, at := strings.Cut(place, "@")
	host, _, colon := strings.Cut(rest, ":")
	return at && colon && user != "" && host != "" && !strings.ContainsAny(user+host, `/\`)
}

func scp(place string) Address {
	user, rest, _ := strings.Cut(place, "@")
	host, repository, _ := strings.Cut(rest, ":")
	return Address{Scheme: "ssh", User: user, Host: host, Path: repository}
}

// String is the address without anything that is secret.
func (a Address) String() string {
	text := a.Path
	if a.Scheme == "ssh" && !strings.HasPrefix(a.Path, "/") {
		text = a.User + "@" + a.Host + ":" + a.Path
	} else if a.Scheme != "file" {
		u := url.URL{Scheme: a.Scheme, Host: a.Host, Path: a.Path}
		if a.User != "" {
			u.User = url.User(a.User)
		}
		text = u.String()
	}
	switch {
	case a.Folder != "":
		return text + "#" + a.Branch + ":" + a.Folder
	case a.Branch != "":
		return text + "#" + a.Branch
	}
	return text
}

// Local reports whether the repository is a folder of this machine.
func (a Address) Local() bool { return a.Scheme == "file" }

// Hostname is the host's name without a port.
func (a Address) Hostname() string {
	if host, _, err := net.SplitHostPort(a.Host); err == nil {
		return host
	}
	return a.Host
}

func isFolder(dir string) bool {
	info, err := os.Stat(dir)
	return err == nil && info.IsDir()
}

// isBare reports whether a folder is the inside of a repository.
func isBare(dir string) bool {
	head, err := os.Stat(filepath.Join(dir, "HEAD"))
	return err == nil && head.Mode().IsRegular() && isFolder(filepath.Join(dir, "objects")) && isFolder(filepath.Join(dir, "refs"))
}

// isDotGit reports whether a folder has a repository inside.
func isDotGit(dir string) bool { return isBare(filepath.Join(dir, ".git")) }

// inside is the folder that holds the objects of a local repository.
func (a Address) inside() (string, error) {
	switch {
	case isBare(a.Path):
		return a.Path, nil
	case isDotGit(a.Path):
		return filepath.Join(a.Path, ".git"), nil
	}
	return "", fmt.Errorf("there is no Git repository at %s", a.Path)
}
