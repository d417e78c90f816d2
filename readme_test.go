package tidings_test

import (
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The README gives the reason for each module that this one requires itself.
func TestReadmeNamesEveryDependency(t *testing.T) {
	_, table, _ := strings.Cut(read(t, "README.md"), "\n## Dependencies\n")
	for line := range strings.Lines(read(t, "go.mod")) {
		f := strings.Fields(line)
		if !strings.HasPrefix(line, "\t") || strings.Contains(line, "// indirect") {
			continue
		}
		short := f[0]
		if strings.HasPrefix(short, "github.com/aws/aws-sdk-go-v2/") {
			short = path.Base(short)
		}
		if !strings.Contains(table, "`"+short+"`") {
			t.Errorf("README.md does not say why there is %s", f[0])
		}
	}
}

// Each package has its row in docs/architecture.md, or stands in that of its parent.
// Doors have a table of their own, and what is for the tests of one package needs none.
func TestEveryPackageHasARow(t *testing.T) {
	_, table, _ := strings.Cut(read(t, "docs/architecture.md"), "\n## The packages\n")
	table, _, _ = strings.Cut(table, "\n## ")
	out, err := exec.Command("go", "list", "./internal/...", "./generator/...", "./test/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for pkg := range strings.FieldsSeq(string(out)) {
		dir := strings.TrimPrefix(pkg, "tidings/")
		if strings.HasPrefix(dir, "internal/boot/cloud/") || strings.HasPrefix(dir, "internal/") && strings.HasSuffix(dir, "test") {
			continue
		}
		if !strings.Contains(table, "`"+dir+"`") && !strings.Contains(table, "`"+path.Base(dir)+"`") {
			t.Errorf("docs/architecture.md has no row with %s", dir)
		}
	}
}

var named = regexp.MustCompile("`((?:internal|generator|cmd|test|infra|schemas|docs|themes|bench|functions)/[a-z0-9_./-]+)`")

// What documents point to is there.
func TestPathsInDocumentsExist(t *testing.T) {
	here, _ := filepath.Glob("*.md") // neither pattern is malformed
	docs, _ := filepath.Glob("docs/*.md")
	for _, name := range append(here, docs...) {
		for _, m := range named.FindAllStringSubmatch(read(t, name), -1) {
			if _, err := os.Stat(m[1]); err != nil {
				t.Errorf("%s points to %s, which is not there", name, m[1])
			}
		}
	}
}
