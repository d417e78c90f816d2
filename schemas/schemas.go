// Package schemas holds the JSON Schema of every border and says in plain
// sentences where a value breaks one. It knows nothing of files and positions:
// it points into the value, and its caller knows where that stands.
package schemas

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// Files are the schemas as they are published.
//
//go:embed *.schema.json */*.schema.json
var Files embed.FS

// base is where the schemas stand for each other; nothing is fetched from it.
const base = "https://tidings.example/schemas/"

// Validate says what in the value breaks the schema of a kind ("incident",
// "hooks/generic"), in the order of the pointers. The value is what
// encoding/json would decode: maps, slices, strings, numbers, booleans, nil.
// The error is for a kind without a schema, never for the value.
func Validate(kind string, value any) ([]Violation, error) {
	schema, err := shared().schema(kind)
	if err != nil {
		return nil, err
	}
	var invalid *jsonschema.ValidationError
	switch err := schema.Validate(value); {
	case err == nil:
		return nil, nil
	case errors.As(err, &invalid):
		return shared().violations(value, invalid), nil
	default:
		return nil, fmt.Errorf("schema %s: %w", kind, err)
	}
}

// shared is the one library of the process: compiling a schema costs more than
// a thousand validations with it.
var shared = sync.OnceValue(newLibrary)

// library compiles a schema when it is first asked for.
type library struct {
	mu       sync.Mutex
	compiler *jsonschema.Compiler
	compiled map[string]*jsonschema.Schema
	texts    map[string]any // decoded files, for messages
}

func newLibrary() *library {
	compiler := jsonschema.NewCompiler()
	compiler.LoadURL = func(url string) (io.ReadCloser, error) {
		return Files.Open(strings.TrimPrefix(url, base))
	}
	return &library{
		compiler: compiler,
		compiled: map[string]*jsonschema.Schema{},
		texts:    map[string]any{},
	}
}

func (l *library) schema(kind string) (*jsonschema.Schema, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s, ok := l.compiled[kind]; ok {
		return s, nil
	}
	s, err := l.compiler.Compile(base + kind + ".schema.json")
	if err != nil {
		return nil, fmt.Errorf("schema %s: %w", kind, err)
	}
	l.compiled[kind] = s
	return s, nil
}
