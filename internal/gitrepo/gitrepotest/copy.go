package gitrepotest

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tidings/test/wait"
)

// Copy is a working copy of somebody who edits.
type Copy struct {
	Dir string
	t   testing.TB
}

// Clone makes a working copy of a repository, given by its folder.
func Clone(t testing.TB, repository string) *Copy {
	t.Helper()
	c := &Copy{Dir: filepath.Join(t.TempDir(), "copy"), t: t}
	Git(t, filepath.Dir(c.Dir), "clone", "--quiet", repository, c.Dir)
	return c
}

// Git runs git in the working copy.
func (c *Copy) Git(args ...string) string {
	c.t.Helper()
	return strings.TrimSpace(Git(c.t, c.Dir, args...))
}

// Write writes files, by path; an empty text deletes.
func (c *Copy) Write(files map[string]string) {
	c.t.Helper()
	for name, text := range files {
		path := filepath.Join(c.Dir, filepath.FromSlash(name))
		err := os.MkdirAll(filepath.Dir(path), 0o755)
		if text == "" {
			err = errors.Join(err, os.Remove(path))
		} else {
			err = errors.Join(err, os.WriteFile(path, []byte(text), 0o644))
		}
		if err != nil {
			c.t.Fatal(err)
		}
	}
}

// Commit commits everything, and gives the commit's id.
func (c *Copy) Commit(message string) string {
	c.t.Helper()
	c.Git("add", "--all")
	c.Git("commit", "--quiet", "--allow-empty", "--message", message)
	return c.Git("rev-parse", "HEAD")
}

// Push writes files, commits and pushes them to main, and gives the commit's id. Where
// others have pushed first it puts the commit on top of theirs, as whoever edits does.
func (c *Copy) Push(message string, files map[string]string) (id string) {
	c.t.Helper()
	c.Write(files)
	c.Commit(message)
	said := ""
	wait.Until(c.t, func() bool {
		id = c.Git("rev-parse", "HEAD")
		var err error
		if said, err = Try(c.Dir, "push", "--quiet", "origin", "HEAD:main"); err != nil {
			c.Git("pull", "--quiet", "--rebase", "origin", "main")
		}
		return err == nil
	}, func() string { return "others always push first: " + said })
	return id
}
