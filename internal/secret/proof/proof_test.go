package proof

import "testing"

func TestSame(t *testing.T) {
	for pair, want := range map[[2]string]bool{
		{"a", "a"}:                   true,
		{"", ""}:                     true,
		{"a", ""}:                    false,
		{"a", "b"}:                   false,
		{"a", "a\x00"}:               false,
		{"whsec_AAAA", "whsec_aaaa"}: false,
	} {
		if Same(pair[0], pair[1]) != want || Same(pair[1], pair[0]) != want {
			t.Errorf("%q: not %v", pair, want)
		}
	}
}
