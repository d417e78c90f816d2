package browser

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What is on the site besides the sample content.
// shown is the title as pages show it: without what turns text round.
var shown = strings.ReplaceAll(title, direction, "")

const (
	incident    = "certificate"
	maintenance = "vault"
	title       = `<script>hostile=1</script><img src=x onerror=hostile=1> & "quotes" ` + direction + "now"
	direction   = "\u202e" // turns what follows round, so it is left out of pages
	longWord    = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
)

// write makes a folder with the sample content and an incident and a
// maintenance that are open now.
func write(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	copyContent(t, dir)
	speak(t, dir, spoken(t))
	now := time.Now().UTC()
	ago := func(d time.Duration) string { return now.Add(-d).Format(time.RFC3339) }
	put(t, dir, "incidents/2026/"+incident+".md", fmt.Sprintf(`---
title: '%s'
impact: critical
components: {api: major_outage, webhooks: degraded_performance}
---
## %s investigating
Charges fail at %s.

%s

## %s identified
A **certificate** ran out, see [the rules](https://example.com/rules).

    curl https://api.example.com/v1/charges --header "Authorization: Bearer a-very-long-token-that-does-not-break-anywhere"
`, title, ago(50*time.Minute), longWord, strings.Repeat("unbroken", 30), ago(20*time.Minute)))
	put(t, dir, "maintenance/2026/"+maintenance+".md", fmt.Sprintf(`---
title: Sandbox moves to a new vault
starts: %s
ends: %s
components: [sandbox]
---
## %s scheduled
Nothing is lost.
`, ago(time.Hour), ago(-3*time.Hour), ago(30*time.Hour)))
	return dir
}

// copyContent copies the sample content into a folder.
func copyContent(t *testing.T, dir string) {
	t.Helper()
	if err := os.CopyFS(filepath.Join(dir, "content"), os.DirFS("../../content")); err != nil {
		t.Fatal(err)
	}
}

// spoken are the languages that there are words of, English first.
func spoken(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../../internal/message/words/*.json")
	if err != nil || len(files) < 2 {
		t.Fatalf("words of languages: %v, %v", files, err)
	}
	all := []string{"en"}
	for _, file := range files {
		if lang := strings.TrimSuffix(filepath.Base(file), ".json"); lang != "en" {
			all = append(all, lang)
		}
	}
	return all
}

// speak makes a site speak these languages.
func speak(t *testing.T, dir string, languages []string) {
	t.Helper()
	site, err := os.ReadFile(filepath.Join(dir, "content", "site.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	before, after := "languages: [en]", "languages: ["+strings.Join(languages, ", ")+"]"
	if !strings.Contains(string(site), before) {
		t.Fatalf("the sample site does not say %q", before)
	}
	put(t, dir, "site.yaml", strings.Replace(string(site), before, after, 1))
}

func put(t *testing.T, dir, path, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "content", filepath.FromSlash(path)), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// site is a running `tidings serve`.
type site struct {
	program string
	url     string // without a slash at the end
	began   string // when its alerts begin to fire
}

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
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("serve did not say its address: %v", err)
	}
	return &site{program, strings.TrimSuffix(strings.TrimSpace(line), "/"), time.Now().Add(-time.Minute).UTC().Format(time.RFC3339)}
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
