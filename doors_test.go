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
	"html/template":                       "it keeps every method of every client in the program",
	"net/rpc":                             "the function is built for the runtime's own API",
	schemas:                               "schemas are compiled when the program starts",
	git:                                   "only content is read from Git",
	"github.com/yuin/goldmark/...":        "only pages and mail are made of Markdown",
	"github.com/wneessen/go-mail/...":     "only what is sent is written as mail",
	"modernc.org/sqlite":                  "AWS has tables of its own",
	"github.com/aws/aws-sdk-go-v2/config": "loading it takes half of the start",

	service + "dynamodb/schemas": describes,
	service + "sesv2/schemas":    describes,
	service + "sqs/schemas":      describes,
	service + "ssm/schemas":      describes,
	queues:                       "what the log of the page can wake needs no queue",
	buckets:                      "its client is five megabytes in a program with templates",
	service + "sesv2":            "only what sends mail asks SES",
	parameters:                   "only what has keys, or asks CloudFront to prove itself, reads parameters",
	passkeys:                     "nobody signs in but to the dashboard",
}

const describes = "the client describes all its shapes when a program starts: decision 24"

// What doors link of that, because they need it: to make pages, to send mail, to read
// content, and to ask services of AWS.
const (
	service    = "github.com/aws/aws-sdk-go-v2/service/"
	buckets    = service + "s3"
	parameters = service + "ssm"
	queues     = service + "sqs"
	schemas    = "github.com/santhosh-tekuri/jsonschema/..."
	git        = "github.com/go-git/..."
	passkeys   = "github.com/go-webauthn/..."
)

var (
	renders = []string{"html/template", "github.com/yuin/goldmark/..."}
	sends   = append([]string{"github.com/wneessen/go-mail/...", service + "sesv2", parameters}, renders...)
)

var doors = map[string][]string{
	"route": {queues}, "sweep": {queues}, "ingest": {queues, parameters}, "api": {parameters}, "feedback": {parameters}, "export": {buckets, parameters},
	"publish": append([]string{buckets, queues}, renders...), "archive": append([]string{buckets, schemas}, renders...),
	"content": append([]string{queues, parameters, git, schemas}, renders...),
	"notify":  append([]string{queues}, sends...), "subscribe": sends, "admin": append([]string{schemas, passkeys}, sends...),
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
