package main

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
)

const versionUsage = `usage: tidings version [--json]

Prints the version, the commit it was built from and the Go version.

Example:
  $ tidings version
  tidings v1.2.0 (commit 1a2b3c4d5e6f, go1.26.0)
`

type versionInfo struct {
	Version string `json:"version"`
	Commit  string `json:"commit,omitempty"`
	Go      string `json:"go"`
}

func (p *program) version(_ context.Context, args []string) error {
	f := p.flags("version")
	asJSON := f.json()
	if _, err := f.parse(args, 0, 0); err != nil {
		return err
	}
	v := readVersion()
	if *asJSON {
		return p.json(v)
	}
	_, err := fmt.Fprintln(p.stdout, v)
	return err
}

func (v versionInfo) String() string {
	commit := ""
	if v.Commit != "" {
		commit = "commit " + v.Commit + ", "
	}
	return fmt.Sprintf("tidings %s (%s%s)", v.Version, commit, v.Go)
}

func readVersion() versionInfo {
	v := versionInfo{Version: version, Go: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		v.Version = cmp.Or(v.Version, "unknown")
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			v.Commit = s.Value[:min(12, len(s.Value))]
		}
	}
	v.Version = cmp.Or(v.Version, info.Main.Version, "unknown")
	return v
}
