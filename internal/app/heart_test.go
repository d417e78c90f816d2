package app

import (
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"tidings/internal/publish"
	"tidings/internal/publish/publishtest"
)

// pulse is a program of which only the heart moves, and its site.
type pulse struct {
	*testing.T
	app  *App
	site *publishtest.Memory
	now  time.Time
	log  strings.Builder
}

func newPulse(t *testing.T) *pulse {
	t.Helper()
	p := &pulse{T: t, site: &publishtest.Memory{}, now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	p.app = New(Parts{Target: p.site, Now: func() time.Time { return p.now }, Log: slog.New(slog.NewTextHandler(&p.log, nil))})
	p.publish("a")
	return p
}

// publish publishes as the loop does.
func (p *pulse) publish(version string) {
	p.Helper()
	report, err := publishtest.Sample(3, version).Whole(p.Context(), p.app.Target)
	p.app.heart.published(report, err)
	if err != nil {
		p.Fatal(err)
	}
}

// beat beats after some time and returns what stands there.
func (p *pulse) beat(after time.Duration) (h publish.Heartbeat) {
	p.Helper()
	p.now = p.now.Add(after)
	p.app.beat(p.Context())
	if err := json.Unmarshal([]byte(p.site.Files()[publish.HeartbeatPath]), &h); err != nil {
		p.Fatal(err)
	}
	return h
}

func TestHeartBeatsOnceAMinute(t *testing.T) {
	p := newPulse(t)
	first := p.beat(0)
	if !first.At.Equal(p.now) || !first.Next.Equal(p.now.Add(time.Minute)) || first.Sequence != 1 {
		t.Errorf("the first heartbeat is %+v", first)
	}
	if early := p.beat(59 * time.Second); early != first {
		t.Errorf("after 59 seconds it is %+v", early)
	}
	p.publish("b")
	if next := p.beat(time.Second); !next.At.Equal(p.now) || next.Sequence != 2 {
		t.Errorf("after a minute and a publish it is %+v", next)
	}
}

// TestHeartStopsWhenOvertaken holds that a program which no longer publishes
// the site does not vouch for it, tells so once, and goes on when it publishes.
func TestHeartStopsWhenOvertaken(t *testing.T) {
	p := newPulse(t)
	first := p.beat(0)
	if _, err := publishtest.Sample(3, "theirs").Whole(t.Context(), p.site); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if h := p.beat(time.Minute); h != first {
			t.Errorf("it beats %+v", h)
		}
	}
	if n := strings.Count(p.log.String(), "heartbeat"); n != 1 {
		t.Errorf("this was logged %d times:\n%s", n, p.log.String())
	}
	p.publish("ours")
	if h := p.beat(time.Minute); !h.At.Equal(p.now) {
		t.Errorf("after a publish of its own it still says %+v", h)
	}
}

// TestHeartSurvivesAFailedPublish holds that a publish which failed after it
// had claimed the target does not silence the heart for good.
func TestHeartSurvivesAFailedPublish(t *testing.T) {
	p := newPulse(t)
	if err := p.site.Claim(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	p.app.heart.published(publish.Report{}, errors.New("failed"))
	if h := p.beat(0); !h.At.Equal(p.now) {
		t.Errorf("it says %+v", h)
	}
}
