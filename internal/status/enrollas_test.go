package status_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/status"
	"tidings/internal/store/memory"
)

// Numbers that are asked for are given unless clients know something else by them,
// and what is counted afterwards comes after all of them.
func TestNumbersThatAreAskedFor(t *testing.T) {
	b := status.NewBoard(memory.New(time.Now), time.UTC)
	must := func(refused []string, err error) []string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return refused
	}
	if refused := must(b.EnrollAs(t.Context(), status.AboutComponent, map[string]int{"api": 12, "web": 3})); len(refused) > 0 {
		t.Errorf("refused %q in an empty store", refused)
	}
	must(nil, b.Enroll(t.Context(), status.AboutComponent, "api", "docs", "web"))
	for range 2 { // what stands is no refusal
		refused := must(b.EnrollAs(t.Context(), status.AboutComponent, map[string]int{"api": 12, "web": 4, "mail": 13, "db": 20}))
		if diff := cmp.Diff([]string{"mail", "web"}, refused); diff != "" {
			t.Errorf("refused: %s", diff)
		}
	}
	must(nil, b.Enroll(t.Context(), status.AboutComponent, "mail"))
	all, err := b.AllNumbers(t.Context(), status.AboutComponent)
	if diff := cmp.Diff(map[string]int{"api": 12, "docs": 13, "web": 3, "db": 20, "mail": 21}, all); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
}
