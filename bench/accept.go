package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	_ "modernc.org/sqlite"

	"tidings/internal/repo/sitetest"
)

const benchSource = `kind: generic
auth: {type: bearer, secret: bench}
rules:
  - match: {service: c00}
    component: c00
    status: major_outage
`

// server is a `tidings serve` that was started for a section.
type server struct {
	cmd  *exec.Cmd
	url  string
	data string
}

// start serves an archive of n incidents from a real disk, because what is
// measured is what a synced write costs.
func (l lab) start(n int, flags ...string) (*server, error) {
	dir, err := os.MkdirTemp("", "tidings-bench-serve-")
	if err != nil {
		return nil, err
	}
	content := filepath.Join(dir, "content")
	if err := sitetest.Generate(content, n, sitetest.Options{Settled: true}); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(content, "sources"), 0o755); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(content, "sources", "bench.yaml"), []byte(benchSource), 0o644); err != nil {
		return nil, err
	}
	s := &server{data: filepath.Join(dir, "data")}
	s.cmd = exec.Command(l.tidings, append([]string{"serve", "--content", content, "--data", s.data, "--addr", "127.0.0.1:0"}, flags...)...)
	s.cmd.Env = append(os.Environ(), "TIDINGS_SECRET_BENCH=bench")
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("serve did not start: %w", err)
	}
	s.url = strings.TrimRight(strings.TrimSpace(line), "/")
	return s, s.wait()
}

func (s *server) wait() error {
	for range 600 {
		if r, err := http.Get(s.url + "/healthz"); err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return nil
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	return fmt.Errorf("serve is not ready after a minute")
}

func (s *server) stop() {
	s.cmd.Process.Signal(syscall.SIGTERM)
	s.cmd.Wait()
	os.RemoveAll(filepath.Dir(s.data))
}

// resident is the memory that the process holds, in MiB.
func (s *server) resident() float64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	var kib float64
	for line := range strings.Lines(string(b)) {
		fmt.Sscanf(line, "VmRSS: %f", &kib)
	}
	return kib / 1024
}

// signal is the body of one delivery.
func signal(n int, kind string) []byte {
	return fmt.Appendf(nil, `{"key":"k%d","status":%q,"severity":"critical","at":%q,"title":"bench","labels":{"service":"c00"}}`,
		n, kind, time.Now().UTC().Format(time.RFC3339Nano))
}

func (s *server) post(body []byte) error {
	req, err := http.NewRequest("POST", s.url+"/hooks/bench", bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer bench")
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if r.StatusCode != http.StatusAccepted {
		return fmt.Errorf("POST answered %s", r.Status)
	}
	_, err = bufio.NewReader(r.Body).Discard(int(r.ContentLength))
	return err
}

// accept measures a webhook: until it is durable, and until the new page is in place.
func accept(l lab) error {
	fmt.Println("A webhook, 10,000 incidents in the archive, on a disk with synced writes")
	s, err := l.start(10_000)
	if err != nil {
		return err
	}
	defer s.stop()
	bare, err := openBare(filepath.Dir(s.data))
	if err != nil {
		return err
	}
	defer bare.Close()
	var commits, accepted, published []float64
	for n := range 200 {
		kind := []string{"firing", "resolved"}[n%2]
		body := signal(0, kind)
		commit, err := timed(func() error { return bare.insert(body) })
		if err != nil {
			return err
		}
		before := s.page()
		began := time.Now()
		if err := s.post(body); err != nil {
			return err
		}
		accept := time.Since(began)
		for !s.shows(&before, kind) {
			if time.Since(began) > 10*time.Second {
				return fmt.Errorf("the page did not change within ten seconds")
			}
			time.Sleep(50 * time.Microsecond)
		}
		commits, accepted, published = append(commits, commit), append(accepted, accept.Seconds()), append(published, time.Since(began).Seconds())
		time.Sleep(20 * time.Millisecond)
	}
	fmt.Printf("  bare commit %.2f ms, accepted %.2f ms, page in place %.2f ms (medians)\n", 1e3*median(commits), 1e3*median(accepted), 1e3*median(published))
	verdict("accepted / bare commit", median(accepted)/median(commits), "<=", 2)
	verdict("page in place / accepted", median(published)/median(accepted), "<=", 5)
	return storm(s)
}

func timed(do func() error) (float64, error) {
	began := time.Now()
	err := do()
	return time.Since(began).Seconds(), err
}

// page identifies the home page that is in place.
func (s *server) page() syscall.Stat_t {
	var st syscall.Stat_t
	syscall.Stat(filepath.Join(s.data, "site", "index.html"), &st)
	return st
}

// shows reports whether a page that is newer than the one before says what a
// signal of this kind makes it say.
func (s *server) shows(before *syscall.Stat_t, kind string) bool {
	now := s.page()
	if now.Ino == before.Ino && now.Mtim == before.Mtim {
		return false
	}
	*before = now
	page, err := os.ReadFile(filepath.Join(s.data, "site", "index.html"))
	if err != nil {
		return false
	}
	_, title, _ := strings.Cut(string(page), "<title>")
	title, _, _ = strings.Cut(title, "</title>")
	return strings.Contains(title, " is down") == (kind == "firing")
}

// storm sends 10,000 alerts in 20 seconds and looks at the page and the memory.
func storm(s *server) error {
	began := time.Now()
	for n := range 10_000 {
		if err := s.post(signal(n, "firing")); err != nil {
			return err
		}
		if ahead := time.Duration(n)*2*time.Millisecond - time.Since(began); ahead > 0 {
			time.Sleep(ahead)
		}
	}
	took := time.Since(began)
	time.Sleep(3 * time.Second)
	text, err := os.ReadFile(filepath.Join(s.data, "site", "status.txt"))
	if err != nil {
		return err
	}
	fmt.Printf("  storm: 10,000 alerts in %.1f s, %.0f MiB resident afterwards, page: %s\n", took.Seconds(), s.resident(), firstLine(text))
	return nil
}

func firstLine(b []byte) string {
	line, _, _ := strings.Cut(string(b), "\n")
	return line
}

// bare is a database that does nothing but commit the same bytes.
type bare struct{ *sql.DB }

func openBare(dir string) (bare, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "bare.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		return bare{}, err
	}
	db.SetMaxOpenConns(1)
	_, err = db.Exec("CREATE TABLE t (id INTEGER PRIMARY KEY, body BLOB)")
	return bare{db}, err
}

func (b bare) insert(body []byte) error {
	_, err := b.ExecContext(context.Background(), "INSERT INTO t (body) VALUES (?)", body)
	return err
}
