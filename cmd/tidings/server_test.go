package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"tidings/test/wait"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"tidings": main})
}

// server is a running `tidings serve`, a process of its own unless it goes by a clock.
type server struct {
	cmd    *exec.Cmd
	halt   func() error // ends it where it is no process
	url    string       // http://host:port, without a slash at the end
	stdout *syncBuffer  // after its first line
	stderr *syncBuffer
	ended  chan error
}

// startServer starts the real program and waits until it says its address.
func startServer(dir string, env []string, args ...string) (*server, error) {
	line := make(chan string, 1)
	s, err := launch(dir, env, line, append([]string{"--addr", "127.0.0.1:0"}, args...)...)
	if err != nil {
		return nil, err
	}
	return s, s.untilReady(line)
}

// launch starts the real program and does not wait. Its first line of output
// goes to line, empty if it ends without one.
func launch(dir string, env []string, line chan<- string, args ...string) (*server, error) {
	s := &server{stdout: &syncBuffer{}, stderr: &syncBuffer{}, ended: make(chan error, 1)}
	s.cmd = exec.Command("tidings", append([]string{"serve"}, args...)...)
	s.cmd.Dir, s.cmd.Env, s.cmd.Stderr = dir, append(s.cmd.Environ(), env...), s.stderr
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		r := bufio.NewReader(out)
		text, _ := r.ReadString('\n')
		if line != nil {
			line <- strings.TrimSpace(text)
		}
		io.Copy(s.stdout, r)
		s.ended <- s.cmd.Wait()
	}()
	return s, nil
}

func (s *server) untilReady(line <-chan string) error {
	select {
	case text := <-line:
		if text == "" {
			err := <-s.ended
			s.ended <- err
			return fmt.Errorf("serve ended before it was ready: %v\n%s", err, s.stderr)
		}
		s.url = strings.TrimSuffix(text, "/")
		return nil
	case <-time.After(wait.Long):
		s.kill()
		return fmt.Errorf("serve was not ready after %s\n%s", wait.Long, s.stderr)
	}
}

// stop asks the program to end, as systemd does.
func (s *server) stop() error {
	if s.halt != nil {
		return s.halt()
	}
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case err := <-s.ended:
		s.ended <- err
		return err
	case <-time.After(wait.Long):
		s.kill()
		return errors.New("serve did not end on SIGTERM")
	}
}

// kill ends the program as a power cut would.
func (s *server) kill() {
	s.cmd.Process.Kill()
	err := <-s.ended
	s.ended <- err
}

// serve starts a server for one test.
func serve(t *testing.T, dir string, args ...string) *server {
	t.Helper()
	s, err := startServer(dir, nil, args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.kill)
	return s
}

// get reads a page; an error is an empty page with status 0.
func (s *server) get(path string) (int, string) {
	resp, err := http.Get(s.url + path)
	if err != nil {
		return 0, ""
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(body)
}

// post sends a webhook with a bearer token.
func (s *server) post(source, token string, body []byte) (int, string, error) {
	req, err := http.NewRequest(http.MethodPost, s.url+"/hooks/"+source, bytes.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(answer), err
}

// asks sends the API JSON, with a token, and gives its answer, which has to be 200.
func (s *server) asks(t *testing.T, token, method, path string, body any) string {
	t.Helper()
	src, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequest(method, s.url+"/api/v1"+path, bytes.NewReader(src))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Cachet-Token", token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s %s is answered %s %s, %v\n%s", method, path, resp.Status, answer, err, s.stderr)
	}
	return string(answer)
}

// eventually waits until a page says something.
func (s *server) eventually(t *testing.T, path string, says func(string) bool) (body string) {
	t.Helper()
	wait.Until(t, func() bool {
		_, body = s.get(path)
		return says(body)
	}, func() string { return fmt.Sprintf("%s does not say what it should:\n%s\n%s", path, body, s.stderr) })
	return body
}

// gone waits until a page is there no more.
func (s *server) gone(t *testing.T, path string) {
	t.Helper()
	code := 0
	wait.Until(t, func() bool {
		code, _ = s.get(path)
		return code == http.StatusNotFound
	}, func() string { return fmt.Sprintf("%s is answered %d, want 404\n%s", path, code, s.stderr) })
}

// logs waits until the log says something: it comes by a pipe, after what it tells of.
func (s *server) logs(t *testing.T, text string) {
	t.Helper()
	wait.Until(t, func() bool { return strings.Contains(s.stderr.String(), text) }, func() string {
		return fmt.Sprintf("the log does not say %q:\n%s", text, s.stderr)
	})
}

func contains(text string) func(string) bool {
	return func(body string) bool { return strings.Contains(body, text) }
}

func lacks(text string) func(string) bool {
	return func(body string) bool { return body != "" && !strings.Contains(body, text) }
}

// syncBuffer is a buffer that one goroutine writes and another reads.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}
