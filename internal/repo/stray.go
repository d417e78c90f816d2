package repo

import (
	"io/fs"
	"path"
	"strings"

	"tidings/internal/content"
	"tidings/schemas"
)

// Tops are the names at the top of a content folder that are read.
func Tops() []string {
	return []string{"site.yaml", "components.yaml", incidentsFolder, maintenanceFolder, "templates", "sources", "channels", "pages", "themes"}
}

// strays finds what lies at the top of a content folder and is almost named
// like something that is read. Other names are the operator's business.
func strays(fsys fs.FS) []content.Problem {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil
	}
	var out []content.Problem
	for _, e := range entries {
		name := e.Name()
		if path.Ext(name) == ".yml" {
			name = strings.TrimSuffix(name, ".yml") + ".yaml"
		}
		near := schemas.Nearest(name, Tops())
		if near != "" && near != e.Name() && !ignored(e.Name()) {
			out = append(out, content.Whole(e.Name(), "nothing reads this: should its name be \""+near+"\"?"))
		}
	}
	return out
}
