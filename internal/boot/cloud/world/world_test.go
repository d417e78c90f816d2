package world

import "testing"

// Garbage has half of what a function has, unless somebody has told Go otherwise.
func TestRoom(t *testing.T) {
	for _, x := range []struct {
		memory, limit string
		want          int64
	}{{"1769", "", 884<<20 + 512<<10}, {"512", "", 256 << 20}, {"512", "400MiB", 0}, {"", "", 0}, {"0", "", 0}, {"a lot", "", 0}} {
		w := World{Getenv: func(name string) string {
			return map[string]string{"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": x.memory, "GOMEMLIMIT": x.limit}[name]
		}}
		if got, ok := w.room(); ok != (x.want > 0) || ok && got != x.want {
			t.Errorf("of %q and %q: %d, %v, want %d", x.memory, x.limit, got, ok, x.want)
		}
	}
}
