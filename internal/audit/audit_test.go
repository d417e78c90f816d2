package audit_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/audit"
	"tidings/internal/store"
	"tidings/internal/store/memory"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// logs are two stores, counting what is read of them.
type logs struct {
	*testing.T
	page, people counted
	log          *audit.Log
}

type counted struct {
	store.Driver
	read *int
}

func (c counted) Changes(ctx context.Context, cursor string, limit int) ([][]byte, string, error) {
	changes, next, err := c.Driver.Changes(ctx, cursor, limit)
	*c.read += len(changes)
	return changes, next, err
}

func newLogs(t *testing.T) *logs {
	open := func() counted { return counted{memory.New(time.Now), new(int)} }
	l := &logs{T: t, page: open(), people: open()}
	l.log = audit.New(map[string]store.Driver{"page": l.page, "people": l.people})
	return l
}

func (l *logs) add(d store.Driver, n int, by, verb, subject string) {
	l.Helper()
	at := noon.Add(time.Duration(n) * time.Second).Format(time.RFC3339Nano)
	entry := fmt.Appendf(nil, `{"id":"%06d","by":%q,"by_kind":"person","verb":%q,"subject":%q,"at":%q}`, n, by, verb, subject, at)
	err := d.Update(l.Context(), nil, func(tx *store.Tx) error { tx.Append(entry); return nil })
	if err != nil {
		l.Fatal(err)
	}
}

// fill writes n entries, every third in the people's log.
func (l *logs) fill(n int) {
	for i := range n {
		if i%3 == 0 {
			l.add(l.people, i, "eve", "sign-in", "account/eve")
		} else {
			l.add(l.page, i, "ann", "put", fmt.Sprintf("incident/%d", i))
		}
	}
}

// all reads every page of a query.
func (l *logs) all(q audit.Query) (ids []string, pages int) {
	l.Helper()
	for {
		p, err := l.log.Search(l.Context(), q)
		if err != nil {
			l.Fatal(err)
		}
		pages++
		for _, e := range p.Entries {
			ids = append(ids, e.ID)
		}
		if q.After = p.Next; q.After == "" {
			return ids, pages
		}
	}
}

func newestFirst(n int, take func(int) bool) (ids []string) {
	for i := n - 1; i >= 0; i-- {
		if take(i) {
			ids = append(ids, fmt.Sprintf("%06d", i))
		}
	}
	return ids
}

func TestSearchJoinsTheLogsNewestFirst(t *testing.T) {
	for _, n := range []int{0, 1, 49, 50, 51, 249, 750, 751, 2000} {
		l := newLogs(t)
		l.fill(n)
		for q, take := range map[audit.Query]func(int) bool{
			{}:                         func(int) bool { return true },
			{Limit: 200, By: "eve"}:    func(i int) bool { return i%3 == 0 },
			{Verb: "sign"}:             func(i int) bool { return i%3 == 0 },
			{Subject: "incident/1000"}: func(i int) bool { return i == 1000 },
			{By: "nobody"}:             func(int) bool { return false },
			{Since: noon.Add(100 * time.Second), Until: noon.Add(300 * time.Second)}: func(i int) bool { return i >= 100 && i < 300 },
		} {
			got, _ := l.all(q)
			if diff := cmp.Diff(newestFirst(n, take), got); diff != "" {
				t.Errorf("%d entries, %+v (-want +got):\n%.800s", n, q, diff)
			}
		}
	}
}

// What one program tells another is no deed, and is found by its verb alone.
func TestWakesAreFoundByTheirVerb(t *testing.T) {
	l := newLogs(t)
	l.fill(2)
	l.add(l.page, 2, "dashboard", audit.Wake, "dashboard")
	l.add(l.page, 3, "bob", "waken", "incident/1")
	for q, want := range map[audit.Query][]string{{}: {"000003", "000001", "000000"}, {Verb: audit.Wake}: {"000003", "000002"}, {Verb: "wak"}: {"000003"}, {By: "dashboard"}: nil} {
		got, _ := l.all(q)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", q, diff)
		}
	}
}

// What is added while somebody turns pages neither repeats nor hides anything.
func TestPagesStandStill(t *testing.T) {
	l := newLogs(t)
	l.fill(600)
	first, err := l.log.Search(t.Context(), audit.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 700 {
		l.add(l.page, 600+i, "ann", "put", "x")
	}
	second, err := l.log.Search(t.Context(), audit.Query{After: first.Next})
	if err != nil || first.Entries[49].ID != "000550" || second.Entries[0].ID != "000549" {
		t.Errorf("the first page ends with %s, the second begins with %s, %v", first.Entries[49].ID, second.Entries[0].ID, err)
	}
}

func TestCostIsBounded(t *testing.T) {
	l := newLogs(t)
	l.fill(30_000)
	for done := false; !done; {
		var err error
		if done, err = l.log.Advance(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for what, q := range map[string]audit.Query{
		"the newest": {}, "what is not there": {By: "nobody"},
		"long ago": {Until: noon.Add(time.Hour)}, "long ago, by time": {Since: noon, Until: noon.Add(time.Minute)},
	} {
		*l.page.read, *l.people.read = 0, 0
		p, err := l.log.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if read := *l.page.read + *l.people.read; p.Looked > 5000 || read > p.Looked+1500 {
			t.Errorf("%s: %d entries looked at, %d read", what, p.Looked, read)
		}
	}
}

func TestEachIsInOrder(t *testing.T) {
	l := newLogs(t)
	l.fill(1000)
	if _, err := l.log.Advance(t.Context()); err != nil {
		t.Fatal(err)
	}
	var got []string
	err := l.log.Each(t.Context(), noon.Add(400*time.Second), func(e audit.Entry) bool {
		got = append(got, e.ID)
		return len(got) < 500
	})
	if err != nil || len(got) != 500 || got[0] != "000400" || !slices.IsSorted(got) {
		t.Errorf("%d entries from %v, %v", len(got), got[:min(3, len(got))], err)
	}
}

// A store may forget what is old: what is left is found, and nothing twice.
type forgetful struct {
	store.Driver
	gone int
}

func (f *forgetful) Changes(ctx context.Context, cursor string, limit int) ([][]byte, string, error) {
	if n := 0; f.gone > 0 {
		fmt.Sscan(cursor, &n)
		if n < f.gone {
			cursor = fmt.Sprint(f.gone)
		}
	}
	return f.Driver.Changes(ctx, cursor, limit)
}

func TestForgottenChangesAreNotMadeUp(t *testing.T) {
	l := newLogs(t)
	f := &forgetful{Driver: memory.New(time.Now)}
	l.log = audit.New(map[string]store.Driver{"page": f})
	for i := range 1100 {
		l.add(f, i, "ann", "put", "x")
	}
	l.all(audit.Query{})
	for _, gone := range []int{1, 250, 251, 600, 1099} {
		f.gone = gone
		got, _ := l.all(audit.Query{Limit: 200})
		if diff := cmp.Diff(newestFirst(1100, func(i int) bool { return i >= gone }), got); diff != "" {
			t.Errorf("after %d (-want +got):\n%.500s", gone, diff)
		}
	}
}

func TestMadeUpPagesAreRefused(t *testing.T) {
	l := newLogs(t)
	l.fill(10)
	for _, after := range []string{"x", "e30", "!", strings.Repeat("A", 10000), "eyJwYWdlIjp7ImIiOjksImwiOjF9LCJwZW9wbGUiOnsiYiI6MCwibCI6MX19"} {
		if _, err := l.log.Search(t.Context(), audit.Query{After: after}); !errors.Is(err, audit.ErrPage) {
			t.Errorf("%.20s: %v", after, err)
		}
	}
}
