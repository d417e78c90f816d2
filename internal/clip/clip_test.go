package clip_test

import (
	"testing"

	"tidings/internal/clip"
)

func TestText(t *testing.T) {
	for text, want := range map[string]string{"": "", "abcd": "abcd", "abcde": "abc…", "äöüß": "äöüß", "äöüßä": "äöü…"} {
		if got := clip.Text(text, 4); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestBytes(t *testing.T) {
	for text, want := range map[string]string{"": "", "abcd": "abcd", "abcde": "abcd", "äöü": "äö", "aäöü": "aä", "\x80\x80\x80\x80\x80": ""} {
		if got := clip.Bytes(text, 4); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}
