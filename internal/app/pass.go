package app

import (
	"time"

	"tidings/internal/publish"
	"tidings/internal/status"
)

// Pass is what a run of PublishNewest has done.
type Pass struct {
	Due     time.Time     // when time alone brings the next
	Written int           // files
	Took    time.Duration // from the board to the last file; 0 where nothing was published
	// Oldest is when the oldest change was made that is shown now and was not before,
	// of those that monitors, people and time have made; zero where there is none.
	Oldest time.Time
	Beat   bool // it was said that the site is up to date
}

// waits notes what is waiting to be shown. Content says of its changes when they were
// written, which may be long ago.
func (p *Pass) waits(changes []status.Change) {
	for _, c := range changes {
		if c.ByKind != status.OriginContent && !c.Scope.Empty() && (p.Oldest.IsZero() || c.At.Before(p.Oldest)) {
			p.Oldest = c.At
		}
	}
}

func (p *Pass) published(r publish.Report, took time.Duration) { p.Written, p.Took = r.Written, took }

// take is what a run has done, and leaves nothing of it but what it owes.
func (p *Pass) take() Pass {
	done := *p
	*p = Pass{}
	if done.Took == 0 {
		p.Oldest, done.Oldest = done.Oldest, time.Time{}
	}
	return done
}
