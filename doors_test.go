package tidings_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What makes a door on Lambda large or slow to start, or has no business there.
var heavy = map[string]string{
	"html/template": "it keeps every method of every client in the program",
	"net/rpc":       "the function is built for the runtime's own API",
	"github.com/santhosh-tekuri/jsonschema/...": "schemas are compiled when the program starts",
	"github.com/go-git/...":                     "only content is read from Git",
	"github.com/yuin/goldmark/...":              "only pages and mail are made of Markdown",
	"github.com/wneessen/go-mail/...":           "only what is sent is written as mail",
	"modernc.org/sqlite":                        "AWS has tables of its own",
	"github.com/aws/aws-sdk-go-v2/config":       "loading it takes half of the start",
}

// What doors link of that, because they need it: to make pages, to send mail, and to
// read content.
var (
	renders = []string{"html/template", "github.com/yuin/goldmark/..."}
	sends   = append([]string{"github.com/wneessen/go-mail/..."}, renders...)
	schemas = "github.com/santhosh-tekuri/jsonschema/..."
)

var doors = map[string][]string{
	"ingest": nil, "route": nil, "sweep": nil, "api": nil, "feedback": nil, "export": nil,
	"publish": renders, "notify": sends, "subscribe": sends, "admin": append([]string{schemas}, sends...),
	"archive": append([]string{schemas}, renders...), "content": append([]string{"github.com/go-git/...", schemas}, renders...),
}

// TestDoors holds what each door may link, and that there is no door without a row.
func TestDoors(t *testing.T) {
	found, err := filepath.Glob("functions/*/main.go")
	if err != nil || len(found) != len(doors) {
		t.Errorf("there are %d doors and %d rows, %v", len(found), len(doors), err)
	}
	for door, needs := range doors {
		out, err := exec.Command("go", "list", "-tags", "lambda.norpc", "-deps", "./functions/"+door).Output()
		if err != nil {
			t.Fatalf("go list %s: %v", door, err)
		}
		for pkg := range strings.Lines(string(out)) {
			for what, why := range heavy {
				if within(strings.TrimSpace(pkg), what) && !slices.Contains(needs, what) {
					t.Errorf("%s links %s: %s", door, what, why)
				}
			}
		}
	}
}

// TestDoorsAreInTheTable holds the table of docs/aws.md against the doors.
func TestDoorsAreInTheTable(t *testing.T) {
	text, err := os.ReadFile("docs/aws.md")
	if err != nil {
		t.Fatal(err)
	}
	for door := range doors {
		if !strings.Contains(string(text), "| `"+door+"` |") {
			t.Errorf("docs/aws.md has no row for %s", door)
		}
	}
}
