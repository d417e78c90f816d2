package browser

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// look makes a kept result count no longer once a source of the program has
// changed: go test minds the folders that a test has read.
func look(t *testing.T) {
	t.Helper()
	for _, root := range []string{"cmd", "generator", "internal", "schemas", "themes"} {
		err := filepath.WalkDir(filepath.Join("..", "..", root), func(_ string, _ fs.DirEntry, err error) error { return err })
		if err != nil {
			t.Fatal(err)
		}
	}
}

// build builds the program and returns where it is.
func build(t *testing.T) string {
	t.Helper()
	look(t)
	program := filepath.Join(t.TempDir(), "tidings")
	if out, err := exec.Command("go", "build", "-o", program, "tidings/cmd/tidings").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return program
}

// serve starts the program with a folder, and waits for its address.
func serve(t *testing.T, program, dir string) *site {
	t.Helper()
	cmd := exec.Command(program, "serve", "--addr", "127.0.0.1:0")
	var stderr bytes.Buffer
	cmd.Dir, cmd.Stderr = dir, &stderr
	cmd.Env = append(cmd.Environ(), "TIDINGS_SECRET_PROMETHEUS=s3cret")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			t.Errorf("serve: %v\n%s", err, stderr.String())
		}
	})
	out := bufio.NewReader(stdout)
	line, err := out.ReadString('\n')
	if err != nil {
		t.Fatalf("serve did not say its address: %v", err)
	}
	return &site{program, strings.TrimSuffix(strings.TrimSpace(line), "/"), time.Now().Add(-time.Minute).UTC().Format(time.RFC3339), out}
}

// alert posts what Alertmanager posts about the checkout: status is firing or resolved.
func (s *site) alert(t *testing.T, status string) {
	t.Helper()
	body := fmt.Sprintf(`{"version": "4", "status": %[1]q, "alerts": [{"status": %[1]q, "startsAt": %[2]q, "fingerprint": "c1",
		"labels": {"alertname": "CheckoutDown", "service": "checkout", "severity": "critical"}}]}`,
		status, s.began)
	req, err := http.NewRequest(http.MethodPost, s.url+"/hooks/prometheus", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer s3cret")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusAccepted {
		t.Fatalf("the webhook was answered %s", resp.Status)
	}
}

// get reads a page as it is sent.
func (s *site) get(t *testing.T, path string) []byte {
	t.Helper()
	resp, err := http.Get(s.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// run runs the program in a folder to its end.
func run(t *testing.T, dir, program string, args ...string) {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
}
