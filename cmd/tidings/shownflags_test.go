package main

import (
	"io"
	"strings"
	"testing"
)

// Every flag of serve has an explanation, and no password or token is shown.
func TestWhatServeRunsWithIsExplained(t *testing.T) {
	p := &program{stdout: io.Discard, stderr: io.Discard, getenv: func(name string) string {
		return map[string]string{"TIDINGS_UNDO": "30s"}[name]
	}}
	o, err := p.serveFlags([]string{"--smtp", "smtp://status:hunter2@mail.example.com:587", "--content", "https://ghp_token@git.example.com/status.git"})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for _, f := range o.flags {
		seen[f.Name] = f.Value
		if len(f.Says) < 15 || strings.Contains(f.Value, "hunter2") || strings.Contains(f.Value, "ghp_token") {
			t.Errorf("%+v", f)
		}
		if given := f.Name == "smtp" || f.Name == "content" || f.Name == "undo"; f.Given != given {
			t.Errorf("%s is given: %v", f.Name, f.Given)
		}
	}
	if seen["undo"] != "30s" || seen["smtp"] != "smtp://status:xxxxx@mail.example.com:587" || seen["api-rate"] != "6000" {
		t.Errorf("%v", seen)
	}
	if len(o.flags) < 18 {
		t.Errorf("%d flags", len(o.flags))
	}
}
