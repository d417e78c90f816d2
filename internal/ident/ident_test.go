package ident_test

import (
	"strings"
	"testing"

	"tidings/internal/ident"
)

func TestWhatAnIDIs(t *testing.T) {
	for text, want := range map[string]bool{
		"a": true, "0": true, "api-gateway-2": true, "a-": true, strings.Repeat("a", 63): true,
		"": false, "-a": false, "A": false, "a_b": false, "a.b": false, "a/b": false, "ä": false, "a\n": false, " a": false, strings.Repeat("a", 64): false,
	} {
		if ident.Valid(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

func TestWhatAnIDHoldsOfAName(t *testing.T) {
	for name, want := range map[string]string{
		"API answers slowly":           "api-answers-slowly",
		"  DB #2 (EU)  ":               "db-2-eu",
		"a--b":                         "a-b",
		"Größe":                        "gr-e",
		"日本":                           "",
		"":                             "",
		"twenty letters or no":         "twenty-letters-or-no",
		"twenty letters or not":        "twenty-letters-or-no",
		"nineteen characters and more": "nineteen-characters",
	} {
		got := ident.Slug(name, 20)
		if got != want {
			t.Errorf("%q: %q", name, got)
		}
		if got != "" && !ident.Valid(got) {
			t.Errorf("%q: %q is no id", name, got)
		}
	}
}
