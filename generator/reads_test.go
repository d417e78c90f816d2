package generator_test

import (
	"context"
	"iter"
	"strings"
	"sync/atomic"
	"testing"

	"tidings/generator"
	"tidings/internal/status"
)

// spy counts what a build reads: facts, months and days.
type spy struct {
	status.Archive
	reads atomic.Int64
}

func (s *spy) Incident(ctx context.Context, id string) (*status.Incident, error) {
	s.reads.Add(1)
	return s.Archive.Incident(ctx, id)
}

func (s *spy) Maintenance(ctx context.Context, id string) (*status.Maintenance, error) {
	s.reads.Add(1)
	return s.Archive.Maintenance(ctx, id)
}

func (s *spy) Month(ctx context.Context, month string) (*status.Month, error) {
	s.reads.Add(1)
	return s.Archive.Month(ctx, month)
}

func (s *spy) Days(ctx context.Context, from, to status.Date) iter.Seq2[*status.Day, error] {
	return func(yield func(*status.Day, error) bool) {
		for day, err := range s.Archive.Days(ctx, from, to) {
			s.reads.Add(1)
			if !yield(day, err) {
				return
			}
		}
	}
}

// maxReads is how many reads publishing one update may take: the entries of the
// feeds and of the two components, the newest days, and two years of months.
const maxReads = 475

// TestReadsAreBounded holds that publishing one update reads no more of a large
// archive than of a small one.
func TestReadsAreBounded(t *testing.T) {
	for _, n := range []int{300, 6000} {
		w := newWorld(t, 50)
		w.fill(n, 5)
		in := w.input(t)
		spy := &spy{Archive: in.Archive}
		in.Archive = spy
		inc := w.incidents["open0"]
		_, err := try(in, status.Scope{Current: true, Incidents: []string{inc.ID}, Components: []string{"c1", "c2"}, Days: []status.Date{status.DateOf(inc.Started(), w.config.Site.Zone)}})
		if err != nil {
			t.Fatal(err)
		}
		if got := spy.reads.Load(); got > maxReads {
			t.Errorf("%d entries: %d reads", n, got)
		}
	}
}

// TestSignalReadsNothing holds that with a Memo the archive is not asked for
// what no signal changes.
func TestSignalReadsNothing(t *testing.T) {
	w := newWorld(t, 50)
	w.fill(2000, 2)
	in := w.input(t)
	in.Memo = &generator.Memo{}
	if _, err := try(in, status.Scope{All: true}); err != nil {
		t.Fatal(err)
	}
	spy := &spy{Archive: in.Archive}
	in.Archive = spy
	files, _ := build(t, in, status.Scope{Current: true, Components: []string{"c7"}})
	if got := spy.reads.Load(); got != 0 {
		t.Errorf("%d reads", got)
	}
	for path := range files {
		if strings.Contains(path, "history.") || strings.HasSuffix(path, ".ics") {
			t.Errorf("%s was made, which no signal changes", path)
		}
	}
	if len(files) == 0 {
		t.Error("nothing was made")
	}
}
