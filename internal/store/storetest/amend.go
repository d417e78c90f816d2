package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"tidings/internal/store"
)

// amendTests hold for drivers that are a store.Amender.
var amendTests = []named{
	{"an amended change stands where it stood", amends(func(t *testing.T, s *suite, log store.Amender) {
		for n := range 60 {
			s.append(fmt.Sprintf("change %03d holds a secret %s", n, bytes.Repeat([]byte("x"), 40_000)))
		}
		first, cursor, err := s.Changes(t.Context(), "", 20)
		s.must(err)
		seen := 0
		s.must(log.Amend(t.Context(), func(change []byte) ([]byte, error) {
			if seen++; bytes.Contains(change, []byte("1 holds")) {
				return append(bytes.Clone(change[:10]), " is clean"...), nil
			}
			return nil, nil
		}))
		if seen != 60 {
			t.Errorf("%d changes were shown, want 60", seen)
		}
		all := s.replay(0)
		for n, c := range all {
			want := fmt.Sprintf("change %03d holds", n)
			if n%10 == 1 {
				want = fmt.Sprintf("change %03d is clean", n)
			}
			if !strings.HasPrefix(c, want) {
				t.Errorf("change %d is %.40q", n, c)
			}
		}
		next, _, err := s.Changes(t.Context(), cursor, 1)
		s.must(err)
		if len(all) != 60 || len(next) != 1 || string(next[0]) != all[len(first)] {
			t.Errorf("%d changes; the old cursor goes on with %.20q", len(all), next)
		}
	})},
	{"an error of the closure is given back", amends(func(t *testing.T, s *suite, log store.Amender) {
		broken := errors.New("broken")
		s.append("one")
		if err := log.Amend(t.Context(), func([]byte) ([]byte, error) { return nil, broken }); !errors.Is(err, broken) {
			t.Errorf("got %v", err)
		}
		s.append("two")
		if n := len(s.replay(0)); n != 2 {
			t.Errorf("%d changes after it, want 2", n)
		}
	})},
	{"an empty log is amended by doing nothing", amends(func(t *testing.T, s *suite, log store.Amender) {
		s.must(log.Amend(t.Context(), func([]byte) ([]byte, error) { return nil, errors.New("there is no change") }))
	})},
}

// amends gives the driver's Amender to a test; a driver that is none passes.
func amends(run func(t *testing.T, s *suite, log store.Amender)) func(t *testing.T, s *suite) {
	return func(t *testing.T, s *suite) {
		if log, ok := s.Driver.(store.Amender); ok {
			run(t, s, log)
		}
	}
}
