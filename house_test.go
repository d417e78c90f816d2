package tidings_test

import (
	"os/exec"
	"strings"
	"testing"
)

// The arrows that may never be drawn, each with its reason. A name ending in
// "/..." means everything below it; "std" means that only the standard library
// and Tidings' own listed packages may be reached.
var forbidden = []struct{ from, to, why string }{
	{"tidings/generator/...", "tidings/internal/store/memory", "the generator is pure: it is given what it shows"},
	{"tidings/generator/...", "tidings/internal/store/sqlite", "the generator is pure: it is given what it shows"},
	{"tidings/generator/...", "net/http", "the generator has no network"},
	{"tidings/generator/...", "tidings/internal/contacts/...", "private data cannot reach public output"},
	{"tidings/generator/...", "tidings/internal/access/...", "accounts and tokens cannot reach public output"},
	{"tidings/generator/...", "tidings/internal/inbox", "what senders wrote cannot reach public output"},
	{"tidings/internal/status", "tidings/internal/config", "the rules know no files"},
	{"tidings/internal/status", "tidings/internal/store/sqlite", "the rules know no database"},
	{"tidings/internal/status", "net/http", "the rules know no network"},
	{"tidings/internal/status", "os", "the rules know no files"},
	{"tidings/internal/intake", "tidings/internal/store", "a parser turns bytes into signals and keeps nothing"},
	{"tidings/internal/intake", "tidings/internal/contacts/...", "private data stays in its own house"},
	{"tidings/internal/publish/...", "tidings/internal/status", "a publisher moves files and knows no incident"},
	{"tidings/internal/publish/...", "tidings/generator", "a publisher moves files and knows no page"},
	{"tidings/internal/repo", "tidings/internal/store", "reading files decides nothing about keeping facts"},
	{"tidings/internal/web", "tidings/generator", "handlers see pages through small interfaces"},
	{"tidings/internal/web", "tidings/internal/store/sqlite", "only boot names a database"},
	{"tidings/internal/app", "tidings/internal/store/sqlite", "only boot names a database"},
	{"tidings/internal/app", "modernc.org/sqlite", "only boot names a database"},
	{"tidings/internal/config", "tidings/internal/repo", "config is a leaf"},
	{"tidings/internal/store/memory", "tidings/internal/store/sqlite", "one adapter never leans on another"},
	{"tidings/internal/store/sqlite", "tidings/internal/store/memory", "one adapter never leans on another"},
	{"tidings/themes", "tidings/internal/...", "themes are words and shapes"},
}

func TestArrowsPointDown(t *testing.T) {
	deps := packages(t)
	for _, rule := range forbidden {
		matched := false
		for pkg, reached := range deps {
			if !within(pkg, rule.from) {
				continue
			}
			matched = true
			for _, dep := range reached {
				if within(dep, rule.to) && dep != pkg {
					t.Errorf("%s reaches %s: %s", pkg, dep, rule.why)
				}
			}
		}
		if !matched && !strings.HasSuffix(rule.from, "/...") {
			t.Errorf("no package is called %s: mend the rule", rule.from)
		}
	}
}

// packages maps each of our packages to all that it reaches, tests left out.
func packages(t *testing.T) map[string][]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Deps " "}}`, "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	deps := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		if f := strings.Fields(line); len(f) > 0 {
			deps[f[0]] = f[1:]
		}
	}
	return deps
}

func within(pkg, pattern string) bool {
	if base, ok := strings.CutSuffix(pattern, "/..."); ok {
		return pkg == base || strings.HasPrefix(pkg, base+"/")
	}
	return pkg == pattern
}
