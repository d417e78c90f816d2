package main

import (
	"bytes"
	"io/fs"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// operator is somebody with a browser at the dashboard of a running program.
type operator struct {
	*testing.T
	http.Client
}

func newOperator(t *testing.T) *operator {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &operator{t, http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// opens asks for an address, by a form if there is one, and holds the status.
func (p *operator) opens(want int, address string, form ...string) {
	p.Helper()
	resp, err := p.Get(address)
	if len(form) > 0 {
		resp, err = p.PostForm(address, pairs(form))
	}
	if err != nil {
		p.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != want {
		p.Fatalf("%s answered %d, want %d", address, resp.StatusCode, want)
	}
}

func pairs(list []string) url.Values {
	form := url.Values{}
	for i := 0; i+1 < len(list); i += 2 {
		form.Set(list[i], list[i+1])
	}
	return form
}

// The command makes links beside a running server: for somebody new, and for
// somebody who is locked out. Sessions live through a restart, but not a reset.
func TestLinksOfTheCommandOpenTheDashboard(t *testing.T) {
	dir, own := newSite(t), ownAddress(t)
	s := serve(t, dir, "--addr", own)
	bob := newOperator(t)
	link := func(args ...string) string {
		return strings.TrimSpace(tidings(t, dir, "", append([]string{"user"}, args...)...))
	}
	first := link("add", "bob@example.com", "--role", "edit")
	if !strings.HasPrefix(first, s.url+"/admin/link/") {
		t.Fatalf("the link is %s", first)
	}
	bob.opens(200, first)
	bob.opens(303, first, "password", "seven otters rent a kayak", "again", "seven otters rent a kayak")
	bob.opens(200, s.url+"/admin/account")
	newOperator(t).opens(410, first)

	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	again := serve(t, dir, "--addr", own)
	bob.opens(200, again.url+"/admin/account")
	newOperator(t).opens(303, link("reset", "bob@example.com"), "password", "tulip carbon envelope", "again", "tulip carbon envelope")
	bob.opens(303, again.url+"/admin/account")
	bob.opens(303, again.url+"/admin/sign-in", "email", "bob@example.com", "password", "tulip carbon envelope")
	bob.opens(200, again.url+"/admin/account")
	holdsNothing(t, filepath.Join(dir, "data"), "otters", "tulip", first[strings.LastIndexByte(first, '.')+1:])
}

// holdsNothing looks for words in every file of a folder.
func holdsNothing(t *testing.T, dir string, words ...string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		for _, w := range words {
			if bytes.Contains(content, []byte(w)) {
				t.Errorf("%s holds %q", path, w)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
