package repo

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"tidings/internal/content"
	"tidings/schemas"
)

// Tops are the names at the top of a content folder that are read.
func Tops() []string {
	return []string{"site.yaml", "components.yaml", incidentsFolder, maintenanceFolder, "templates", "sources", "channels", "pages", "themes"}
}

// Strays finds what lies at the top of a content folder and is almost named
// like something that is read. Other names are the operator's business.
func Strays(fsys fs.FS) []content.Problem {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil
	}
	var out []content.Problem
	for _, e := range entries {
		if near := meant(e.Name()); near != "" && near != e.Name() && !ignored(e.Name()) {
			out = append(out, content.Whole(e.Name(), "nothing reads this: "+should(near)))
		}
	}
	return out
}

// meant is the name that a name stands for: its own or one that it is close to, else
// empty. Nobody mistakes the first letter, and images are no pages.
func meant(name string) string {
	if i := slices.IndexFunc(Tops(), func(top string) bool { return sameStem(name, top) }); i >= 0 {
		return Tops()[i]
	}
	if path.Ext(name) == ".yml" {
		name = strings.TrimSuffix(name, ".yml") + ".yaml"
	}
	near := schemas.Nearest(name, Tops())
	if near == "" || !strings.EqualFold(near[:1], name[:1]) {
		return ""
	}
	return near
}

// sameStem reports whether names differ only in case and in whether they are of a
// folder or of which kind of file.
func sameStem(name, top string) bool {
	ext := strings.ToLower(path.Ext(name))
	return strings.EqualFold(strings.TrimSuffix(name, path.Ext(name)), strings.TrimSuffix(top, ".yaml")) &&
		slices.Contains([]string{"", ".yaml", ".yml", ".md", ".json", ".toml"}, ext)
}

func should(near string) string {
	if path.Ext(near) == "" {
		return "should its name be \"" + near + "\", of a folder?"
	}
	return "should its name be \"" + near + "\"?"
}

// Unread are the names at the top of a content folder that nothing reads and that
// are not usual beside content, sorted.
func Unread(fsys fs.FS) (names []string) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil // whoever reads the folder says so
	}
	for _, e := range entries {
		name := e.Name()
		if meant(name) == "" && !ignored(name) && !usual(name) {
			names = append(names, name)
		}
	}
	return names
}

// usual are the files that people put into every folder and repository.
func usual(name string) bool {
	stem, _, _ := strings.Cut(strings.ToUpper(name), ".")
	return slices.Contains([]string{"README", "LICENSE", "COPYING", "CHANGELOG", "CONTRIBUTING", "SECURITY", "CODEOWNERS", "MAKEFILE", "RENOVATE"}, stem)
}
