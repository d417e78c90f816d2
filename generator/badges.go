package generator

import (
	"tidings/generator/badge"
	"tidings/internal/status"
)

// writeBadges makes the badges of the page or, below a folder, of a component,
// in the words of the first language.
func (b *builder) writeBadges(w *worker, folder, name string, s status.Status) error {
	for _, form := range badge.Forms() {
		svg := badge.SVG(form, clean(name), b.locales[0].statuses[s], s)
		if err := w.emit(File{Path: folder + form.File(), Body: svg, Entry: folder == ""}); err != nil {
			return err
		}
	}
	return nil
}
