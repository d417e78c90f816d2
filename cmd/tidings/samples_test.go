package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"tidings/test/wait"
)

const samples = "../../internal/intake/testdata"

// Every body of the senders that we know goes through the real endpoint, and
// becomes what EXPECTED.tsv says, or what its golden file says.
func TestSamplesThroughTheEndpoint(t *testing.T) {
	dir := newSite(t)
	t.Setenv("TIDINGS_SECRET_GRAFANA_HMAC", "secret")
	s := serve(t, dir)
	for file, expected := range expectedSamples(t) {
		t.Run(file, func(t *testing.T) {
			body, err := os.ReadFile(filepath.Join(samples, file))
			if err != nil {
				t.Fatal(err)
			}
			id := s.sample(t, file, body)
			if got := whatBecameOf(t, dir, id); got != expected {
				t.Errorf("%s became %q, want %q", file, got, expected)
			}
		})
	}
}

// sample posts a body as its sender would, and returns the delivery's id.
func (s *server) sample(t *testing.T, file string, body []byte) string {
	t.Helper()
	source := filepath.Dir(file)
	req, err := http.NewRequest(http.MethodPost, s.url+"/hooks/", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	switch source {
	case "grafana-hmac":
		source = "signed"
		req.Header.Set("X-Grafana-Alerting-Signature", "3bcebf43c85d20bba6e3b6ba278af1d2ba3ab0d57de271b0ad30b833e851c5a6")
	case "grafana-legacy":
		source = "grafana"
		fallthrough
	default:
		req.Header.Set("Authorization", "Bearer "+monitorSecret)
	}
	req.URL.Path += source
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var answer struct{ ID string }
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || resp.StatusCode != 202 {
		t.Fatalf("answer %s, %v", resp.Status, err)
	}
	return answer.ID
}

// whatBecameOf is the kinds of a delivery's signals as EXPECTED.tsv writes them.
func whatBecameOf(t *testing.T, dir, id string) string {
	t.Helper()
	var d shown
	wait.Until(t, func() bool {
		if err := json.Unmarshal([]byte(tidings(t, dir, "", "hooks", "show", "--json", id)), &d); err != nil {
			t.Fatal(err)
		}
		return d.State != "pending"
	}, func() string { return id + " is still pending" })
	if d.State == "quarantined" && len(d.Outcome) == 0 {
		return "unknown=1"
	}
	kinds := make([]string, len(d.Outcome))
	for i, o := range d.Outcome {
		kinds[i] = o.Kind
	}
	return countKinds(kinds)
}

// countKinds writes kinds as kind=count, in order of first appearance.
func countKinds(kinds []string) string {
	var order []string
	count := map[string]int{}
	for _, k := range kinds {
		if count[k]++; count[k] == 1 {
			order = append(order, k)
		}
	}
	for i, k := range order {
		order[i] = k + "=" + strconv.Itoa(count[k])
	}
	return strings.Join(order, ",")
}

// expectedSamples reads EXPECTED.tsv, and the golden files for bodies of our own.
func expectedSamples(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	table, err := os.ReadFile(filepath.Join(samples, "EXPECTED.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(table)) {
		if f := strings.Split(line, "\t"); len(f) > 3 && f[0] != "file" && f[1] != "standard-webhooks" && !fromAWS(f[0]) {
			out[f[0]] = f[3]
		}
	}
	goldens, err := filepath.Glob(filepath.Join(samples, "*", "*.golden.json"))
	if err != nil || len(goldens) < 10 || len(out) < 10 {
		t.Fatalf("%d golden files and %d lines, %v", len(goldens), len(out), err)
	}
	for _, golden := range goldens {
		file, err := filepath.Rel(samples, strings.TrimSuffix(golden, ".golden.json")+".json")
		if err != nil {
			t.Fatal(err)
		}
		if _, listed := out[file]; !listed && !fromAWS(file) && filepath.Dir(file) != "standard-webhooks" && filepath.Dir(file) != "grafana-hmac" {
			out[file] = goldenKinds(t, golden)
		}
	}
	return out
}

// fromAWS says that a body comes by invoking a function, and to no address: the
// tests of intake and the rehearsal play those.
func fromAWS(file string) bool {
	return strings.HasPrefix(file, "cloudwatch-") || strings.HasPrefix(file, "aws-health")
}

func goldenKinds(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var golden struct {
		Signals []struct{ Kind string }
	}
	if err := json.Unmarshal(raw, &golden); err != nil {
		t.Fatal(err)
	}
	if len(golden.Signals) == 0 {
		return "unknown=1"
	}
	var kinds []string
	for _, s := range golden.Signals {
		kinds = append(kinds, s.Kind)
	}
	return countKinds(kinds)
}

// The published vector of Standard Webhooks is from 2021. Its signature is
// right and its time is not: today it is refused, and with its own clock it is
// accepted and, being no alert, put in quarantine.
func TestStandardWebhooksVector(t *testing.T) {
	t.Setenv("TIDINGS_SECRET_STANDARD", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	dir := newSite(t)
	vector := func(url string) int {
		body, err := os.ReadFile(filepath.Join(samples, "standard-webhooks", "known-answer.json"))
		if err != nil {
			t.Fatal(err)
		}
		req, err := http.NewRequest(http.MethodPost, url+"/hooks/standard-webhooks", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
		req.Header.Set("webhook-timestamp", "1614265330")
		req.Header.Set("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	s := serve(t, dir)
	if code := vector(s.url); code != 401 {
		t.Errorf("an old signature was answered %d, want 401", code)
	}
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	s = serveByClock(t, dir, standing(time.Unix(1614265330, 0)).now)
	if code := vector(s.url); code != 202 {
		t.Errorf("the vector at its own time was answered %d, want 202", code)
	}
	list := ""
	wait.Until(t, func() bool {
		list = tidingsAt(t, dir, time.Unix(1614265400, 0), "hooks", "list", "--source", "standard-webhooks")
		return strings.Contains(list, "quarantined")
	}, func() string { return "the vector is not put in quarantine:\n" + list })
}
