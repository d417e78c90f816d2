package app

import "tidings/internal/web/admin"

// writing is the board as the sections of the dashboard, and a post that was due,
// reach it. Like all by which the program is seen from outside it holds functions and
// not the program, for the reason that visitors has.
type writing struct {
	site func() (admin.Site, bool)
	do   func(write func() error) error
}

var _ admin.House = writing{}

// Site implements admin.House.
func (w writing) Site() (admin.Site, bool) { return w.site() }

// Do implements admin.House.
func (w writing) Do(write func() error) error { return w.do(write) }

func (a *App) writing() writing { return writing{a.site, a.do} }

// site is what is in force; false until there is some, and between two edits.
func (a *App) site() (admin.Site, bool) {
	r := a.rules.Load()
	if r == nil || a.halfway.Load() {
		return admin.Site{}, false
	}
	return admin.Site{Board: r.board, Config: r.config}, true
}

// do has what is written published and told at once.
func (a *App) do(write func() error) error {
	a.still.RLock()
	defer a.still.RUnlock()
	if err := a.whole(); err != nil {
		return err
	}
	if err := write(); err != nil {
		return err
	}
	for _, b := range []bell{a.toPublish, a.toTime, a.toTell, a.toPost} {
		b.ring()
	}
	return nil
}
