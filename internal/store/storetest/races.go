package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"tidings/internal/store"
)

// racers is how many goroutines go for the same thing.
const racers = 20

var raceTests = []named{
	{"one of 20 creates", func(t *testing.T, s *suite) {
		taken := errors.New("taken")
		for round := range 10 {
			k := key("a", fmt.Sprint(round))
			var winners atomic.Int32
			together(t, racers, func(ctx context.Context, i int) error {
				err := s.Update(ctx, []store.Key{k}, func(tx *store.Tx) error {
					if _, ok, err := tx.Get(k); ok || err != nil {
						return errors.Join(taken, err)
					}
					tx.Append(fmt.Append(nil, round))
					return tx.Put(k, fmt.Append(nil, i))
				})
				if errors.Is(err, taken) {
					return nil
				}
				winners.Add(1)
				return err
			})
			if winners.Load() != 1 {
				t.Fatalf("%d of %d created the same item", winners.Load(), racers)
			}
		}
		wantChanges(t, s, []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"})
	}},
	{"no increment is lost", func(t *testing.T, s *suite) {
		k := key("a", "1")
		together(t, 8, func(ctx context.Context, _ int) error {
			for range 10 {
				if _, err := add(ctx, s, k); err != nil {
					return err
				}
			}
			return nil
		})
		s.want(k, "80")
	}},
	{"a transfer is never half", transfers},
	{"write skew: two who may not both leave", writeSkew},
	{"phantom: a set that may not grow over three", phantom},
	{"a failing update takes no other with it", func(t *testing.T, s *suite) {
		sad := errors.New("no")
		together(t, racers, func(ctx context.Context, i int) error {
			for n := range 5 {
				k := key(fmt.Sprint("a", i%2), fmt.Sprintf("%d/%d", i, n))
				err := s.Update(ctx, []store.Key{k}, func(tx *store.Tx) error {
					if i%2 == 1 {
						return errors.Join(tx.Put(k, nil), sad)
					}
					return tx.Put(k, nil)
				})
				if i%2 == 1 && errors.Is(err, sad) {
					err = nil
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
		if good, bad := len(s.sorts(store.Query{Part: "a0"})), len(s.sorts(store.Query{Part: "a1"})); good != 50 || bad != 0 {
			t.Errorf("%d good and %d failed updates are there, want 50 and 0", good, bad)
		}
	}},
}

// transfers moves amounts between two items while a third of the goroutines
// looks on from inside updates.
func transfers(t *testing.T, s *suite) {
	from, to := key("a", "1"), key("b", "1")
	s.put(from, "100")
	s.put(to, "0")
	both := []store.Key{from, to}
	together(t, 6, func(ctx context.Context, i int) error {
		for range 10 {
			err := s.Update(ctx, both, func(tx *store.Tx) error {
				a, errA := number(tx, from)
				b, errB := number(tx, to)
				if a+b != 100 {
					return fmt.Errorf("saw %d and %d, together not 100", a, b)
				}
				if i%3 == 0 {
					return errors.Join(errA, errB)
				}
				return errors.Join(errA, errB, setNumber(tx, from, a-1), setNumber(tx, to, b+1))
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	s.want(from, "60")
	s.want(to, "40")
}

// writeSkew lets two leave at once, each if the other stays: both read both
// items, each writes only its own.
func writeSkew(t *testing.T, s *suite) {
	for round := range 30 {
		duty := []store.Key{key("a", fmt.Sprint(round)), key("b", fmt.Sprint(round))}
		for _, k := range duty {
			s.put(k, "1")
		}
		together(t, 2, func(ctx context.Context, i int) error {
			return s.Update(ctx, duty, func(tx *store.Tx) error {
				if other, err := number(tx, duty[1-i]); other == 0 || err != nil {
					return err
				}
				return setNumber(tx, duty[i], 0)
			})
		})
		a, _ := s.value(duty[0])
		b, _ := s.value(duty[1])
		if a == b {
			t.Fatalf("round %d: duty is %s and %s, want exactly one on duty", round, a, b)
		}
	}
}

// phantom keeps a bound over a set whose members cannot all be named: every
// member's write bumps a guard, which must be what it was before the set was
// listed.
func phantom(t *testing.T, s *suite) {
	guard, stale := key("guard", "set"), errors.New("stale")
	together(t, racers, func(ctx context.Context, i int) error {
		member := key("set", fmt.Sprintf("%02d", i))
		for {
			before, err := s.Get(ctx, guard)
			if err != nil {
				return err
			}
			page, err := s.List(ctx, store.Query{Part: "set"})
			if err != nil || len(page.Items) >= 3 {
				return err
			}
			err = s.Update(ctx, []store.Key{guard, member}, func(tx *store.Tx) error {
				if now, _, _ := tx.Get(guard); string(now) != string(before[guard].Value) {
					return stale
				}
				return errors.Join(tx.Put(guard, []byte(member.Sort)), tx.Put(member, nil))
			})
			if !errors.Is(err, stale) {
				return err
			}
		}
	})
	if n := len(s.sorts(store.Query{Part: "set"})); n != 3 {
		t.Errorf("the set has %d members, want 3", n)
	}
}

func number(tx *store.Tx, k store.Key) (n int, err error) {
	value, _, err := tx.Get(k)
	if err != nil {
		return 0, err
	}
	_, err = fmt.Sscan(string(value), &n)
	return n, err
}

func setNumber(tx *store.Tx, k store.Key, n int) error { return tx.Put(k, fmt.Append(nil, n)) }

// together runs do n times at once; an error of any fails the test.
func together(t *testing.T, n int, do func(ctx context.Context, i int) error) {
	t.Helper()
	var done sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		done.Go(func() {
			<-start
			if err := do(t.Context(), i); err != nil {
				t.Errorf("racer %d: %v", i, err)
			}
		})
	}
	close(start)
	done.Wait()
	if t.Failed() {
		t.FailNow()
	}
}
