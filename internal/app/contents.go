package app

import "tidings/internal/web/admin/content"

// contentDesk is the program as the dashboard's section for content sees it.
type contentDesk struct{ *App }

// Contents is the program as the dashboard's section for content sees it.
func (a *App) Contents() content.House { return contentDesk{a} }

// Content implements content.House.
func (d contentDesk) Content() content.State {
	s := content.State{Where: d.App.Content, Git: d.Repository != nil}
	if c := d.shown.Load(); c != nil {
		s.Shown = content.Edit{Commit: c.Commit, Author: c.Author, At: c.At}
	}
	r := d.refusal.Load()
	if r == nil {
		return s
	}
	s.Refused = &content.Refusal{Edit: content.Edit{Commit: r.Commit, Author: r.Author, At: r.At}, Mistakes: r.Mistakes}
	for _, p := range r.Problems {
		s.Refused.Lines = append(s.Refused.Lines, p.String())
	}
	return s
}
