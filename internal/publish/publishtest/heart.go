package publishtest

import (
	"encoding/json"
	"errors"
	"io/fs"
	"testing"
	"time"

	"tidings/internal/publish"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// beat beats at a minute after noon.
func beat(t *testing.T, target publish.Target, own uint64, minute time.Duration) (uint64, error) {
	t.Helper()
	at := noon.Add(minute * time.Minute)
	return publish.Beat(t.Context(), target, own, at, at.Add(time.Minute))
}

// heartbeat reads what a target says of its heart; nil where it says nothing.
func heartbeat(t *testing.T, target publish.Target) *publish.Heartbeat {
	t.Helper()
	src, err := target.Read(t.Context(), publish.HeartbeatPath)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	must(t, err)
	h := &publish.Heartbeat{}
	must(t, json.Unmarshal(src, h))
	return h
}

// beats holds that heartbeats follow each other, publishes between them, and
// that no manifest knows of them.
func beats(t *testing.T, f Fixture) {
	own, err := beat(t, f.Target, 0, 0)
	if err != nil || own != 0 || heartbeat(t, f.Again()) != nil {
		t.Fatalf("a target without a site is said to live: %d, %v", own, err)
	}
	site := Sample(5, "a")
	first, err := site.Whole(t.Context(), f.Target)
	must(t, err)
	own = first.Sequence
	for minute := range time.Duration(3) {
		own, err = beat(t, f.Target, own, minute)
		must(t, err)
		want := publish.Heartbeat{At: noon.Add(minute * time.Minute), Sequence: first.Sequence, Next: noon.Add((minute + 1) * time.Minute)}
		if got := heartbeat(t, f.Again()); got == nil || *got != want {
			t.Errorf("the heartbeat is %+v, want %+v", got, want)
		}
		site.Check(t, f.Again())
	}
	if own != first.Sequence {
		t.Errorf("beats of one publisher have taken the sequence from %d to %d", first.Sequence, own)
	}
	site["incidents/new.html"] = "new"
	second, err := site.Part(t.Context(), f.Target, "incidents/new.html")
	if err != nil || second.Sequence != first.Sequence+1 || second.Written != 1 || second.Deleted != 0 {
		t.Errorf("after beats, a publish reports %+v, %v", second, err)
	}
	site.Check(t, f.Again())
	same, err := site.Whole(t.Context(), f.Again())
	if err != nil || same.Written+same.Deleted+same.Parts != 0 {
		t.Errorf("beats have changed the site: %+v, %v", same, err)
	}
}

// outbeaten holds that a publisher which was overtaken does not say that it
// lives, and that one which has just started does.
func outbeaten(t *testing.T, f Fixture) {
	site := Sample(5, "a")
	first, err := site.Whole(t.Context(), f.Target)
	must(t, err)
	other := f.Again()
	own, err := beat(t, other, 0, 1)
	if err != nil || own <= first.Sequence {
		t.Fatalf("the newer one holds %d, %v", own, err)
	}
	before := *heartbeat(t, f.Again())
	if _, err := beat(t, f.Target, first.Sequence, 2); !errors.Is(err, publish.ErrFenced) {
		t.Errorf("the older one beats: %v", err)
	}
	if got := heartbeat(t, f.Again()); *got != before {
		t.Errorf("the older one has changed %+v to %+v", before, *got)
	}
	site["incidents/new.html"] = "new"
	if report, err := site.Part(t.Context(), f.Target, "incidents/new.html"); err != nil || report.Sequence <= own {
		t.Errorf("the older one publishes again: %+v, %v", report, err)
	}
}

// arrests stops a beat at each of its changes in turn, for good.
func arrests(t *testing.T, open func(t *testing.T) Fixture) {
	for n := 0; ; n++ {
		f, site := open(t), Sample(5, "a")
		_, err := site.Whole(t.Context(), f.Target)
		must(t, err)
		reached := false
		dying := &Watch{Target: f.Again(), Before: func(at int) error {
			if at != n {
				return nil
			}
			reached = true
			return ErrKilled
		}}
		if _, err = beat(t, dying, 0, 1); reached && !errors.Is(err, ErrKilled) {
			t.Fatalf("stopped before change %d: %v", n, err)
		}
		report, err := site.Whole(t.Context(), f.Again())
		if err != nil || report.Written+report.Deleted != 0 {
			t.Errorf("stopped before change %d, the site is published with %+v, %v", n, report, err)
		}
		_, err = beat(t, f.Again(), 0, 2)
		must(t, err)
		if h := heartbeat(t, f.Again()); h == nil || !h.At.Equal(noon.Add(2*time.Minute)) {
			t.Errorf("stopped before change %d, the next heartbeat is %+v", n, h)
		}
		if !reached {
			return
		}
	}
}
