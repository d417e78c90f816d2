package schemas

import (
	"encoding/json"
	"io/fs"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func decode(t *testing.T, text string) any {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
	return value
}

func TestEverySchemaCompiles(t *testing.T) {
	err := fs.WalkDir(Files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if _, err := Validate(strings.TrimSuffix(name, ".schema.json"), map[string]any{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		text, err := Files.ReadFile(name)
		if dialect, _ := decode(t, string(text)).(map[string]any)["$schema"].(string); dialect != "https://json-schema.org/draft/2020-12/schema" {
			t.Errorf("%s: is of dialect %q", name, dialect)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestUnknownKind(t *testing.T) {
	if _, err := Validate("nonsense", nil); err == nil {
		t.Error("no error for a kind that has no schema")
	}
}

func TestViolations(t *testing.T) {
	for name, c := range map[string]struct {
		kind, value string
		want        []Violation
	}{
		"nothing wrong": {"incident", `{"title": "Slow", "impact": "minor"}`, nil},
		"unknown keys": {"incident", `{"title": "Slow", "impact": "minor", "compnents": {}, "zebra": 1}`, []Violation{
			{"/compnents", true, `unknown key "compnents": did you mean "components"?`},
			{"/zebra", true, `unknown key "zebra": the keys here are components, earlier, id, impact, notify, title`},
		}},
		"key with a slash": {"update", `{"a/b~c": 1}`, []Violation{
			{"/a~1b~0c", true, `unknown key "a/b~c": the keys here are body, components, earlier, edited, ends, id, lang, next_update, redacted, starts`},
		}},
		"key of a map": {"update", `{"lang": {"100%/x": "text", "de": 3}}`, []Violation{
			{"/lang/100%~1x", true, `the key is "100%/x", but must be a language as BCP 47 has it, such as en or pt-BR`},
			{"/lang/de", false, `"de" must be text, but is a number: put it in quotes`},
		}},
		"not a map at all": {"page", `["title"]`, []Violation{{"", false, `the file must be a map, but is a list`}}},
		"in a list": {"components", `{"components": [{"id": "a", "name": "A"}, {"id": "b"}]}`, []Violation{
			{"/components/1", false, `key "name" is missing; it is one line of 1 to 200 characters without space at its ends`},
		}},
		"a number": {"site", `{"name": "A", "url": "https://a.example", "uptime": {"weights": {"unknown": -1}}}`, []Violation{
			{"/uptime/weights/unknown", false, `"unknown" must be at least 0`},
		}},
		"empty": {"page", `{"title": null}`, []Violation{{"/title", false, `"title" is empty: give it a value or take it out`}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Validate(c.kind, decode(t, c.value))
			if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
				t.Error(err, diff)
			}
		})
	}
}

func TestValidateFromManyGoroutines(t *testing.T) {
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			got, err := Validate("incident", map[string]any{"title": "Slow", "impact": "huge"})
			if err != nil || len(got) != 1 {
				t.Error(got, err)
			}
		})
	}
	all.Wait()
}

func TestNearest(t *testing.T) {
	known := []string{"api", "web", "webhooks", "major_outage"}
	for word, want := range map[string]string{
		"apo": "api", "pai": "api", "API": "api", "webhoks": "webhooks", "mayor_outage": "major_outage",
		"xyz": "", "db": "", "": "", strings.Repeat("w", 200): "",
	} {
		if got := Nearest(word, known); got != want {
			t.Errorf("Nearest(%q) is %q, want %q", word, got, want)
		}
	}
}
