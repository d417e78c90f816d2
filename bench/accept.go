package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
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
  - match: {service: c01}
    component: c01
    status: major_outage
    incident: {template: outage}
`

const benchTemplate = `---
title: "{{component}} is down"
impact: critical
---
## investigating
We look at it.

## resolved
It works again.
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
	return l.startWith(n, sitetest.Options{}, flags...)
}

func (l lab) startWith(n int, o sitetest.Options, flags ...string) (*server, error) {
	o.Settled = true
	dir, err := os.MkdirTemp("", "tidings-bench-serve-")
	if err != nil {
		return nil, err
	}
	content := filepath.Join(dir, "content")
	if err := sitetest.Generate(content, n, o); err != nil {
		return nil, err
	}
	for name, text := range map[string]string{"sources/bench.yaml": benchSource, "templates/outage.md": benchTemplate} {
		path := filepath.Join(content, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			return nil, err
		}
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
	for range 3000 {
		if r, err := http.Get(s.url + "/healthz"); err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return nil
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	return fmt.Errorf("serve is not ready after five minutes")
}

func (s *server) stop() {
	s.cmd.Process.Signal(syscall.SIGTERM)
	s.cmd.Wait()
	os.RemoveAll(filepath.Dir(s.data))
}

// resident is the memory that the process holds, in MiB.
func (s *server) resident() float64 { return s.memory("VmRSS") }

// peakSince is the most memory that the process has held since a reset, in MiB.
func (s *server) peakSince() float64 { return s.memory("VmHWM") }

func (s *server) resetPeak() error {
	const peakAlone = "5" // see proc(5), clear_refs
	return os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", s.cmd.Process.Pid), []byte(peakAlone), 0)
}

func (s *server) memory(field string) float64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	var kib float64
	for line := range strings.Lines(string(b)) {
		fmt.Sscanf(line, field+": %f", &kib)
	}
	return kib / 1024
}

// signal is the body of one delivery of a service.
func signal(n int, service, kind string) []byte {
	return fmt.Appendf(nil, `{"key":"%s-%d","status":%q,"severity":"critical","at":%q,"title":"bench","labels":{"service":%q}}`,
		service, n, kind, time.Now().UTC().Format(time.RFC3339Nano), service)
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
	for _, service := range []string{"c00", "c01"} {
		fmt.Println(" ", map[string]string{"c00": "a component's status changes", "c01": "an incident opens or is resolved as well"}[service])
		if err := s.webhook(bare, service); err != nil {
			return err
		}
	}
	return storm(s)
}

// webhook sends alerts of a service one at a time, a bare commit before each.
func (s *server) webhook(bare bare, service string) error {
	var commits []float64
	var times []delivery
	for n := range 200 {
		kind := kinds[n%2]
		commit, err := timed(func() error { return bare.insert(signal(0, service, kind)) })
		if err != nil {
			return err
		}
		d, err := s.deliver(service, kind)
		if err != nil {
			return err
		}
		commits, times = append(commits, commit), append(times, d)
		time.Sleep(20 * time.Millisecond)
	}
	accepted, page, last := medianOf(times, accepted), medianOf(times, shown), medianOf(times, complete)
	fmt.Printf("    bare commit %.2f ms, accepted %.2f ms, page in place %.2f ms, last file in place %.2f ms (medians)\n", 1e3*median(commits), 1e3*accepted, 1e3*page, 1e3*last)
	verdict("accepted / bare commit", accepted/median(commits), "<=", 2)
	verdict("page in place / accepted", page/accepted, "<=", 5)
	verdict("accepted to last file in place, ms", 1e3*(last-accepted), "<=", 20)
	return s.compareWithBareWrites(service, last-accepted)
}

func timed(do func() error) (float64, error) {
	began := time.Now()
	err := do()
	return time.Since(began).Seconds(), err
}

// storm sends 10,000 alerts in 20 seconds, none of which is over, and then one
// that opens an incident, and waits until the page shows that.
func storm(s *server) error {
	if err := s.resetPeak(); err != nil {
		return err
	}
	began := time.Now()
	for n := range 10_000 {
		if err := s.post(signal(n, "c00", "firing")); err != nil {
			return err
		}
		if ahead := time.Duration(n)*2*time.Millisecond - time.Since(began); ahead > 0 {
			time.Sleep(ahead)
		}
	}
	if err := s.post(signal(0, "c01", "firing")); err != nil {
		return err
	}
	took := time.Since(began)
	err := until(time.Now(), func() bool {
		open, err := os.ReadFile(filepath.Join(s.data, "site", "api", "v2", "incidents", "unresolved.json"))
		return err == nil && bytes.Contains(open, []byte(`"impact":"critical"`))
	})
	right := time.Since(began) - took
	fmt.Printf("  storm: 10,000 alerts in %.1f s, the page right %.1f s later, at most %.0f MiB resident\n", took.Seconds(), right.Seconds(), s.peakSince())
	return err
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
