package main

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tidings/internal/repo"
	"tidings/internal/status"
)

//go:embed all:hugo
var hugoTheme embed.FS

// hugoSite writes the same incidents, word for word, as a site of the peer.
func hugoSite(content, out string) error {
	theme, err := fs.Sub(hugoTheme, "hugo")
	if err != nil {
		return err
	}
	if err := os.CopyFS(out, theme); err != nil {
		return err
	}
	cfg, problems, err := repo.Config(os.DirFS(content), time.Time{})
	if err != nil || len(problems) > 0 {
		return fmt.Errorf("generated content: %v %v", problems, err)
	}
	names, err := hugoComponents(cfg.Layout, filepath.Join(out, "data"))
	if err != nil {
		return err
	}
	files, _, err := repo.Files(content)
	if err != nil {
		return err
	}
	posts := filepath.Join(out, "content", "issues")
	if err := os.MkdirAll(posts, 0o755); err != nil {
		return err
	}
	known := map[string]struct{}{}
	for id := range names {
		known[id] = struct{}{}
	}
	for _, f := range files {
		src, err := os.ReadFile(filepath.Join(content, f.Path))
		if err != nil {
			return err
		}
		inc, problems := repo.ParseIncident(f.Path, src, known)
		if len(problems) > 0 {
			return fmt.Errorf("generated content: %v", problems)
		}
		if err := os.WriteFile(filepath.Join(posts, inc.ID+".md"), hugoPost(inc, names), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func hugoComponents(layout status.Layout, dir string) (names map[string]string, err error) {
	var data struct {
		Groups     []string            `json:"groups"`
		Components []map[string]string `json:"components"`
	}
	groups := map[string]string{}
	for _, g := range layout.Groups {
		groups[g.ID] = g.Name
		data.Groups = append(data.Groups, g.Name)
	}
	names = map[string]string{}
	for _, c := range layout.Components {
		names[c.ID] = c.Name
		data.Components = append(data.Components, map[string]string{"id": c.ID, "name": c.Name, "group": groups[c.Group], "description": c.Description})
	}
	b, err := json.Marshal(data)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	return names, os.WriteFile(filepath.Join(dir, "components.json"), b, 0o644)
}

func hugoPost(inc *status.Incident, names map[string]string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %q\ndate: %s\nresolved: %v\nseverity: %s\nmonths: [%q]\naffected:\n",
		inc.Title, inc.Started().Format("2006-01-02T15:04:05Z07:00"), !inc.Open(), inc.Impact, inc.Started().Format("2006-01"))
	for _, id := range slices.Sorted(maps.Keys(inc.Components)) {
		fmt.Fprintf(&b, "  - %s\n", names[id])
	}
	b.WriteString("---\n")
	for _, u := range slices.Backward(inc.Updates) {
		fmt.Fprintf(&b, "\n### %s at %s\n\n%s\n", u.State, u.At.Format("2006-01-02 15:04 UTC"), strings.TrimSpace(u.Body))
	}
	return []byte(b.String())
}
