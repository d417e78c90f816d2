package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tidings/internal/status"
	"tidings/test/golden"
)

var received = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// kindOf is the kind of source that a folder of testdata is for.
func kindOf(folder string) string {
	for _, kind := range []string{"grafana", "cloudwatch"} {
		if strings.HasPrefix(folder, kind) {
			return kind
		}
	}
	return folder
}

// bodies lists the recorded bodies.
func bodies(t testing.TB) []string {
	t.Helper()
	all, err := filepath.Glob("testdata/*/*.*")
	if err != nil {
		t.Fatal(err)
	}
	found := slices.DeleteFunc(all, func(path string) bool {
		return strings.HasSuffix(path, ".golden.json") || strings.HasPrefix(path, "testdata/fuzz")
	})
	if len(found) < 20 {
		t.Fatalf("only %d bodies in testdata", len(found))
	}
	return found
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// outcome is a golden file: the signals, or why there are none.
type outcome struct {
	Quarantine string          `json:"quarantine,omitempty"`
	Signals    []status.Signal `json:"signals,omitempty"`
}

func TestGoldenBodies(t *testing.T) {
	for _, path := range bodies(t) {
		t.Run(strings.TrimPrefix(path, "testdata/"), func(t *testing.T) {
			kind := kindOf(filepath.Base(filepath.Dir(path)))
			signals, err := Parse(kind, "source", Request{Body: read(t, path), Received: received})
			got := outcome{Signals: signals}
			if q := (*Quarantine)(nil); errors.As(err, &q) {
				got.Quarantine = q.Reason
			}
			var have bytes.Buffer
			e := json.NewEncoder(&have)
			e.SetEscapeHTML(false)
			e.SetIndent("", "  ")
			if err := e.Encode(got); err != nil {
				t.Fatal(err)
			}
			golden.Check(t, strings.TrimSuffix(strings.TrimPrefix(path, "testdata/"), filepath.Ext(path))+".golden.json", have.Bytes())
		})
	}
}

// expectation is a row of EXPECTED.tsv.
type expectation struct{ file, headers, kinds, key string }

func expectations(t *testing.T) []expectation {
	t.Helper()
	var rows []expectation
	for row := range strings.Lines(string(read(t, "testdata/EXPECTED.tsv"))) {
		if f := strings.Split(strings.TrimRight(row, "\n"), "\t"); f[0] != "file" {
			rows = append(rows, expectation{f[0], f[2], f[3], f[4]})
		}
	}
	if len(rows) < 13 {
		t.Fatalf("only %d rows", len(rows))
	}
	return rows
}

func TestExpectedRows(t *testing.T) {
	for _, row := range expectations(t) {
		t.Run(row.file, func(t *testing.T) {
			kind := kindOf(filepath.Dir(row.file))
			h := http.Header{}
			for part := range strings.SplitSeq(row.headers, " | ") {
				if name, value, ok := strings.Cut(part, ": "); ok {
					h.Set(name, value)
				}
			}
			signals, err := Parse(kind, "source", Request{Header: h, Body: read(t, "testdata/"+row.file), Received: received})
			kinds, keys := summary(signals)
			if q := (*Quarantine)(nil); errors.As(err, &q) {
				kinds, keys = "unknown=1", TransportID(kind, h)
			} else if err != nil {
				t.Fatalf("Parse = %v, which is no *Quarantine", err)
			}
			if kinds != row.kinds {
				t.Errorf("kinds are %s, want %s", kinds, row.kinds)
			}
			switch want, derived := strings.CutPrefix(row.key, "labels{"); {
			case derived:
				if !strings.HasPrefix(keys, "labels:") {
					t.Errorf("key is %s, want a hash of {%s", keys, want)
				}
			case row.key == "-":
				if keys != "" {
					t.Errorf("key is %s, want none", keys)
				}
			case keys != row.key:
				t.Errorf("keys are %s, want %s", keys, row.key)
			}
		})
	}
}

// summary writes signals as EXPECTED.tsv does.
func summary(signals []status.Signal) (kinds, keys string) {
	var names []string
	counts := map[string]int{}
	for _, s := range signals {
		counts[string(s.Kind)]++
		names = append(names, s.Key)
	}
	var words []string
	for kind, n := range counts {
		words = append(words, kind+"="+strconv.Itoa(n))
	}
	slices.Sort(words)
	return strings.Join(words, " "), strings.Join(names, ", ")
}
