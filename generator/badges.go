package generator

import (
	"tidings/generator/badge"
	"tidings/internal/status"
)

// writeBadges makes the badges of the page or, below a folder, of a component,
// in the words of the first language.
func (b *builder) writeBadges(w *worker, folder, name string, s status.Status) error {
	return b.drawBadges(w, folder, name, b.locales[0].statuses[s], s)
}

// writeRetired makes the badges of a component that is no more: other people's pages
// go on showing them, and a missing picture would tell them nothing.
func (b *builder) writeRetired(w *worker, c *status.Component) error {
	return b.drawBadges(w, componentPath(c.ID)+"/", c.Name, b.locales[0].words.Text("badge.retired"), status.Unknown)
}

func (b *builder) drawBadges(w *worker, folder, name, words string, s status.Status) error {
	for _, form := range badge.Forms() {
		svg := badge.SVG(form, clean(name), words, s)
		if err := w.emit(File{Path: folder + form.File(), Body: svg, Entry: folder == ""}); err != nil {
			return err
		}
	}
	return nil
}
