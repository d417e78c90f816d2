package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"tidings/internal/gitrepo"
)

const gitFiles = 10_000

// gitSection reads a repository of 10,000 files and as many commits from a host:
// all of it at first, and then a commit that changed one file.
func gitSection(l lab) error {
	fmt.Printf("Content from a Git host: %d files, %d commits\n", gitFiles, gitFiles)
	dir, err := l.history()
	if err != nil {
		return err
	}
	url, stop, err := gitHost(filepath.Dir(dir))
	if err != nil {
		return err
	}
	defer stop()
	clone := command{"git", func(round int) *exec.Cmd {
		return exec.Command("git", "clone", "--quiet", "--depth", "1", url, l.path("clone-"+strconv.Itoa(round)))
	}}
	read := command{"tidings", func(int) *exec.Cmd { return self("gitread", url) }}
	here := command{"local", func(int) *exec.Cmd { return self("gitread", dir) }}
	runs, err := paired(l.rounds, clone, read, here)
	if err != nil {
		return err
	}
	row("git clone --depth 1, with checkout", runs[0])
	row("the newest commit fetched and all files read", runs[1])
	row("the same of a bare repository of this machine", runs[2])
	verdict("  first read / git clone --depth 1", ratio(runs[1], runs[0], wall), "<=", 0.65)
	verdict("  memory of the first read, MiB", peak(runs[1]), "<=", 64)
	if err := l.nextCommits(dir, url); err != nil {
		return err
	}
	return l.takenByTheDoor(dir, url)
}

// gitRead is the yardstick's process.
func gitRead(address string) {
	r, err := openGit(address)
	if err == nil {
		var c *gitrepo.Commit
		if c, err = r.Fetch(context.Background()); err == nil {
			err = readAll(c)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func openGit(address string) (*gitrepo.Repository, error) {
	a, ok, err := gitrepo.Parse(address)
	if err != nil || !ok {
		return nil, errors.Join(err, fmt.Errorf("no repository: %s", address))
	}
	return gitrepo.Open(gitrepo.Options{Address: a})
}

func readAll(c *gitrepo.Commit) error {
	n := 0
	err := fs.WalkDir(c.FS(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		n++
		_, err = fs.ReadFile(c.FS(), path)
		return err
	})
	if err == nil && n < gitFiles {
		err = fmt.Errorf("only %d files were read", n)
	}
	return err
}

// nextCommits reads commits of one file, from the host and where they are.
func (l lab) nextCommits(dir, url string) error {
	for _, address := range []string{url, dir} {
		r, err := openGit(address)
		if err != nil {
			return err
		}
		before, err := r.Fetch(context.Background())
		if err != nil {
			return err
		}
		took, err := l.eachCommit(dir, func() error {
			before, err = readNext(r, before)
			return err
		})
		if err != nil {
			return err
		}
		where := "of this machine"
		if address == url {
			where = "from the host"
		}
		verdict("  a commit that changed one file, "+where+", ms", took, "<=", 100)
	}
	return nil
}

// eachCommit has one file changed again and again, and gives how long it usually
// takes to take such a commit in, in milliseconds.
func (l lab) eachCommit(dir string, take func() error) (usual float64, err error) {
	var took []float64
	for n := range 2*l.rounds + 1 {
		if err := oneCommit(dir, n); err != nil {
			return 0, err
		}
		began := time.Now()
		if err := take(); err != nil {
			return 0, err
		}
		took = append(took, 1e3*time.Since(began).Seconds())
	}
	return median(took), nil
}

// readNext reads what differs in the newest commit.
func readNext(r *gitrepo.Repository, before *gitrepo.Commit) (*gitrepo.Commit, error) {
	ctx := context.Background()
	c, err := r.Fetch(ctx)
	if err != nil {
		return nil, err
	}
	if descends, err := r.Descends(ctx, c, before.ID); err != nil || !descends {
		return nil, errors.Join(err, errors.New("the commit did not come of the one before"))
	}
	changes := gitrepo.Changes(before, c)
	if len(changes) != 1 {
		return nil, fmt.Errorf("%d files differ", len(changes))
	}
	_, err = fs.ReadFile(c.FS(), changes[0].Path)
	return c, err
}

// history makes a bare repository of content in which every file came by a
// commit of its own.
func (l lab) history() (string, error) {
	content, err := l.content(gitFiles)
	if err != nil {
		return "", err
	}
	dir := l.path("history/status.git")
	if exists(dir) {
		return dir, nil
	}
	if err := git("", "init", "--quiet", "--bare", "--initial-branch=main", dir); err != nil {
		return "", err
	}
	if err := importFiles(dir, content); err != nil {
		return "", err
	}
	return dir, git(dir, "repack", "--quiet", "-a", "-d")
}

func git(dir string, args ...string) error {
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("git %s: %w\n%s", args[0], err, out)
	}
	return nil
}

// importFiles commits each file of a folder on its own.
func importFiles(dir, content string) error {
	cmd := exec.Command("git", "fast-import", "--quiet")
	cmd.Dir = dir
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	w := bufio.NewWriter(in)
	n := 0
	err = filepath.WalkDir(content, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		src, err := os.ReadFile(path)
		n++
		name, _ := strings.CutPrefix(path, content+string(filepath.Separator))
		commit(w, n, filepath.ToSlash(name), string(src))
		return err
	})
	return errors.Join(err, w.Flush(), in.Close(), cmd.Wait())
}

// commit writes a commit of one file on main, as fast-import reads it.
func commit(w *bufio.Writer, n int, name, text string) {
	fmt.Fprintf(w, "commit refs/heads/main\ncommitter Bench <bench@example.com> %d +0000\ndata 4\nWork\n", 1_700_000_000+n)
	fmt.Fprintf(w, "M 100644 inline %s\ndata %d\n%s\n", name, len(text), text)
}

// oneCommit changes a file on the host.
func oneCommit(dir string, n int) error {
	cmd := exec.Command("git", "fast-import", "--quiet", "--force")
	cmd.Dir = dir
	text := fmt.Sprintf("---\ntitle: Changed\nimpact: minor\n---\n\n## 2026-11-20T10:00:00Z investigating\nText %d at %d.\n", n, time.Now().UnixNano())
	var b strings.Builder
	w := bufio.NewWriter(&b)
	fmt.Fprintf(w, "commit refs/heads/main\ncommitter Bench <bench@example.com> %d +0000\ndata 4\nWork\nfrom refs/heads/main^0\n", 1_800_000_000+n)
	fmt.Fprintf(w, "M 100644 inline incidents/changed.md\ndata %d\n%s\n", len(text), text)
	if err := w.Flush(); err != nil {
		return err
	}
	cmd.Stdin = strings.NewReader(b.String())
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("git fast-import: %w\n%s", err, out)
	}
	return nil
}

// gitHost serves the repositories of a folder over HTTP.
func gitHost(root string) (url string, stop func(), err error) {
	out, err := exec.Command("git", "--exec-path").Output()
	if err != nil {
		return "", nil, fmt.Errorf("git: %w", err)
	}
	backend := &cgi.Handler{
		Path: filepath.Join(strings.TrimSpace(string(out)), "git-http-backend"),
		Env:  []string{"GIT_PROJECT_ROOT=" + root, "GIT_HTTP_EXPORT_ALL=1"},
	}
	srv := httptest.NewServer(http.Handler(backend))
	return srv.URL + "/status.git", srv.Close, nil
}
