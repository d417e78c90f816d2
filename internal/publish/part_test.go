package publish

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func lines(n int) []named {
	out := make([]named, n)
	for i := range out {
		out[i].name = fmt.Sprintf("2026-11-22-api-answers-slowly-%06d.html", i)
		out[i].sum[i%32] = byte(i)
	}
	return out
}

func TestPartsAreReadAsTheyWereWritten(t *testing.T) {
	for _, n := range []int{0, 1, 390} {
		want := lines(n)
		var got []named
		err := decodePart(encodePart(want), func(name []byte, sum Sum) { got = append(got, named{string(name), sum}) })
		if diff := cmp.Diff(want, append([]named{}, got...), cmp.AllowUnexported(named{})); diff != "" || err != nil {
			t.Errorf("%d lines: %v\n%s", n, err, diff)
		}
	}
}

func TestPartsThatAreNone(t *testing.T) {
	const sum = `"4ea140588150773ce3aace786aeef7f4049ce100fa649c94fbbddb960f1da942"`
	for _, src := range []string{
		"", "{", "}", "[]", "null", `{"a":}`, `{"a":"b"}`, `{"a" ` + sum + `}`, `{a:` + sum + `}`, `{"a":` + sum + ` "b":` + sum + `}`,
		`{"a\n":` + sum + `}`, "{\"a\x01\":" + sum + `}`, `{"a":` + sum[:40] + `"}`, `{"a":"` + "g" + sum[2:] + `}`, `{"a":` + sum + `}{}`,
	} {
		if err := decodePart([]byte(src), func([]byte, Sum) {}); err == nil {
			t.Errorf("%q is taken for a part", src)
		}
	}
}

// BenchmarkPart reads and writes a part as a site of 100,000 files has them.
func BenchmarkPart(b *testing.B) {
	src := encodePart(lines(390))
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		f := &folder{names: map[string]entry{}}
		if err := decodePart(src, func(name []byte, sum Sum) { f.names[string(name)] = entry{sum, listed} }); err != nil {
			b.Fatal(err)
		}
		encodePart(f.lines())
	}
}
