package branch_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tidings/internal/gitrepo"
	"tidings/internal/gitrepo/gitrepotest"
	"tidings/internal/publish"
	"tidings/internal/publish/branch"
	"tidings/internal/publish/publishtest"
)

func open(t *testing.T) publishtest.Fixture {
	bare := filepath.Join(t.TempDir(), "site.git")
	gitrepotest.Git(t, t.TempDir(), "init", "--quiet", "--bare", "--initial-branch=main", bare)
	again := func() publish.Target { return target(t, bare+"#pages") }
	return publishtest.Fixture{Target: again(), Again: again, Place: func(path, body string) {
		copy := gitrepotest.Clone(t, bare)
		_, _ = gitrepotest.Try(copy.Dir, "checkout", "--quiet", "pages") // where there is such a branch
		copy.Write(map[string]string{path: body})
		copy.Commit("By hand")
		copy.Git("push", "--quiet", "origin", "HEAD:pages")
	}}
}

func target(t *testing.T, text string) *branch.Target {
	t.Helper()
	address, ok, err := gitrepo.Parse(text)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	r, err := gitrepo.Open(gitrepo.Options{Address: address})
	if err != nil {
		t.Fatal(err)
	}
	return branch.New(r, gitrepo.Person{Name: "Tidings", Email: "tidings@noreply.example.com"}, time.Now)
}

func TestTarget(t *testing.T) { publishtest.RunAtomic(t, open) }

// A publish is one commit, beside what others keep in the repository.
func TestOnePublishIsOneCommit(t *testing.T) {
	bare := filepath.Join(t.TempDir(), "site.git")
	gitrepotest.Git(t, t.TempDir(), "init", "--quiet", "--bare", "--initial-branch=main", bare)
	copy := gitrepotest.Clone(t, bare)
	copy.Push("Begin", map[string]string{"README.md": "ours\n", "docs/CNAME": "status.example.com\n"})
	to := target(t, bare+"#main:docs")
	site := publishtest.Sample(5, "a")
	for range 2 {
		if _, err := site.Whole(t.Context(), to); err != nil {
			t.Fatal(err)
		}
	}
	copy.Git("pull", "--quiet", "origin", "main")
	if log := copy.Git("log", "--format=%s"); log != "Publish the site, number 1\nBegin" {
		t.Errorf("the log is\n%s", log)
	}
	files := copy.Git("ls-files")
	for _, want := range []string{"README.md", "docs/CNAME", "docs/index.html", "docs/incidents/i0001.html", "docs/manifest.json"} {
		if !strings.Contains(files, want) {
			t.Errorf("%s is missing in\n%s", want, files)
		}
	}
}
