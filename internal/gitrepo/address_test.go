package gitrepo_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/gitrepo"
	"tidings/internal/gitrepo/gitrepotest"
)

func TestParse(t *testing.T) {
	h := gitrepotest.New(t, "")
	copy := gitrepotest.Clone(t, h.Dir)
	odd := filepath.Join(t.TempDir(), "with#main")
	if err := os.Mkdir(odd, 0o755); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]gitrepo.Address{
		"https://git.example.com/team/status.git":                  {Scheme: "https", Host: "git.example.com", Path: "/team/status.git"},
		"https://bot@git.example.com:8443/team/status#live":        {Scheme: "https", User: "bot", Host: "git.example.com:8443", Path: "/team/status", Branch: "live"},
		"ssh://git@git.example.com/team/status.git#main:docs/page": {Scheme: "ssh", User: "git", Host: "git.example.com", Path: "/team/status.git", Branch: "main", Folder: "docs/page"},
		"git@git.example.com:team/status.git#:content/":            {Scheme: "ssh", User: "git", Host: "git.example.com", Path: "team/status.git", Folder: "content"},
		"me@example.com:/srv/status.git":                           {Scheme: "ssh", User: "me", Host: "example.com", Path: "/srv/status.git"},
		"file://" + h.Dir:                                          {Scheme: "file", Path: h.Dir},
		h.Dir:                                                      {Scheme: "file", Path: h.Dir},
		h.Dir + "#main:../../etc":                                  {Scheme: "file", Path: h.Dir, Branch: "main", Folder: "etc"},
		copy.Dir + "#main":                                         {Scheme: "file", Path: copy.Dir, Branch: "main"},
	} {
		got, ok, err := gitrepo.Parse(text)
		if err != nil || !ok {
			t.Errorf("%s: %v, %v", text, ok, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
		if again, _, err := gitrepo.Parse(got.String()); err != nil || again != got {
			t.Errorf("%s is written as %s, which is %+v, %v", text, got, again, err)
		}
	}
	for _, folder := range []string{copy.Dir, "content", "./content", odd, "nowhere#main", "C:/content"} {
		if a, ok, err := gitrepo.Parse(folder); ok || err != nil {
			t.Errorf("the folder %s is taken for %+v, %v", folder, a, err)
		}
	}
	for _, bad := range []string{
		"https://", "https://ada:s3cret@git.example.com/x", "http://git.example.com/x", "git://git.example.com/x",
		"ext::sh -c id@x://y", "https://git.example.com/x?y", "https://git.example.com/x#a b", "https://git.example.com/x#refs/heads/main",
	} {
		_, ok, err := gitrepo.Parse(bad)
		if ok && err == nil {
			t.Errorf("%s is taken", bad)
		}
		if err != nil && strings.Contains(err.Error(), "s3cret") {
			t.Errorf("a secret is in %q", err)
		}
	}
}
