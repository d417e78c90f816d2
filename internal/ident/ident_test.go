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
