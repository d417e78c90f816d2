package dynamo

import (
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// A ceiling divides the UTF-8 strings as the bytes that it stands for do.
func TestCeilingDividesAsItsBytesDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.SliceOfN(rapid.SampledFrom([]byte{0x01, 'a', 0x7f, 0x80, 0xbf, 0xc2, 0xc3, 0xdf, 0xe0, 0xed, 0x9f, 0xa0, 0xef, 0xf0, 0xf4, 0x8f, 0x90, 0xff}), 0, 5)
		edge, key := string(piece.Draw(t, "edge")), string(piece.Draw(t, "key"))
		if !utf8.ValidString(key) {
			key = rapid.StringN(0, 3, -1).Draw(t, "clean key")
		}
		least, ok := ceiling(edge)
		if ok && !utf8.ValidString(least) {
			t.Fatalf("the ceiling of %q is %q, which is not UTF-8", edge, least)
		}
		if want, got := key >= edge, ok && key >= least; want != got {
			t.Fatalf("%q above %q: %v by bytes, %v by the ceiling %q", key, edge, want, got, least)
		}
	})
}
