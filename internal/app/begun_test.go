package app

import (
	"errors"
	"testing"
	"time"

	"tidings/internal/publish"
	"tidings/internal/publish/publishtest"
	"tidings/internal/status"
)

func (p *pair) publishNew() error {
	p.Helper()
	_, err := p.site.publishNew(p.Context())
	return err
}

// begins begins a publish ahead, as the loop does when something is about to change.
func (p *pair) begins() {
	p.Helper()
	p.site.beginAhead(p.Context())
	if p.site.begun.session == nil {
		p.Fatal("nothing was begun")
	}
}

// A publish that was begun while its change was being written shows it. One that
// was begun for nothing changes nothing: the heart beats on, and the next publish
// begins anew.
func TestAPublishThatWasBegunAhead(t *testing.T) {
	p := newPair(t)
	if err := p.publishNew(); err != nil {
		t.Fatal(err)
	}
	before := p.first.Files()["manifest.json"]
	p.begins()
	p.says("first")
	p.site.begun.at = asOf(p.now)
	p.first.asked = 0
	if err := p.publishNew(); err != nil {
		t.Fatal(err)
	}
	p.shows(&p.first, "first")
	if p.first.Files()["manifest.json"] == before {
		t.Error("the manifest is as it was")
	}

	p.begins()
	p.site.begun.at = asOf(p.now)
	if err := p.publishNew(); err != nil {
		t.Fatal(err)
	}
	p.now = p.now.Add(2 * time.Minute)
	p.site.beat(t.Context())
	if p.site.heart.quiet {
		t.Error("the heart stopped because of a publish that was not made")
	}
	p.says("second")
	if err := p.publishNew(); err != nil {
		t.Fatal(err)
	}
	p.shows(&p.first, "first", "second")
}

// What was begun in an earlier second, or what is no longer all there is to make,
// is begun anew: the page says when it was made.
func TestWhatWasBegunHoldsForItsSecond(t *testing.T) {
	at := time.Date(2026, 11, 22, 12, 0, 1, 0, time.UTC)
	site := &publishtest.Memory{}
	if _, err := publishtest.Sample(3, "a").Whole(t.Context(), site); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		at    time.Time
		whole bool
		taken bool
	}{"now": {at, false, true}, "later": {at.Add(time.Second), false, false}, "whole": {at, true, false}} {
		s, err := publish.Begin(t.Context(), site, publish.Options{At: at})
		if err != nil {
			t.Fatal(err)
		}
		b := begun{s, at}
		if taken := b.take(c.at, c.whole) != nil; taken != c.taken {
			t.Errorf("%s: taken %v", name, taken)
		}
		if b.take(at, false) != nil {
			t.Errorf("%s: it can be taken twice", name)
		}
	}
}

// Another program publishes between what was begun ahead and its publish: this one
// is refused and done again, and no older page stands in the end.
func TestAnotherPublishesAfterTheBeginning(t *testing.T) {
	p := newPair(t)
	if err := p.publishNew(); err != nil {
		t.Fatal(err)
	}
	p.begins()
	p.says("mine")
	p.site.begun.at = asOf(p.now)

	other := New(p.site.Parts)
	if err := other.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := other.readCursor(t.Context()); err != nil {
		t.Fatal(err)
	}
	if done, err := other.publishNew(t.Context()); !done || err != nil {
		t.Fatal(done, err)
	}
	newest := p.first.Files()["manifest.json"]
	if err := p.publishNew(); !errors.Is(err, publish.ErrFenced) || p.first.Files()["manifest.json"] != newest {
		t.Errorf("it says %v, and the site changed: %v", err, p.first.Files()["manifest.json"] != newest)
	}
	p.site.asked.add(status.Scope{Current: true})
	if err := p.publishNew(); err != nil {
		t.Fatal(err)
	}
	p.shows(&p.first, "mine")
}
