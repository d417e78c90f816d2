package generator

import (
	"context"

	"tidings/internal/status"
)

// iconPath is where an icon of the browser's tab is; its name is a status's, or
// "site" on pages that have none. Browsers keep icons for days, so a page that
// changes its status names another icon, and no icon ever changes.
func iconPath(name, ending string) string { return "assets/icons/" + name + ending }

// socialPath is where the picture is that a shared link shows.
func socialPath(name string) string { return "assets/social/" + name + ".png" }

// wear gives a page the icon and the picture of a status.
func (f *frame) wear(at places, class string) {
	f.Icon = at.shared(iconPath(class, ".svg"))
	if url := at.l.b.site.URL; url != "" {
		f.Image = url + "/" + socialPath(class)
	}
}

// wearNow does so for a page that says what is now, which people look at most:
// also for browsers that take no SVG, and for networks that must be told to
// show the picture large. On the many pages of the archive that would only weigh.
func (f *frame) wearNow(at places, s status.Status) {
	f.wear(at, s.String())
	f.ThemeColor, f.OldIcon = colours[s], at.shared(iconPath(s.String(), ".png"))
	if f.Image != "" {
		f.Card = "summary_large_image"
	}
}

// pictures are the files that pages wear, by path. A theme may have its own.
func (b *builder) pictures() map[string]string {
	all := map[string]string{}
	for s, colour := range colours {
		name := status.Status(s).String()
		b.addIcons(all, name, colour)
		b.addAsset(all, socialPath(name))
	}
	b.addIcons(all, "site", colours[status.Unknown])
	return all
}

// addIcons adds both icons of a name, the one drawn from its mark where the
// theme has none.
func (b *builder) addIcons(all map[string]string, name, colour string) {
	b.addAsset(all, iconPath(name, ".png"))
	path := iconPath(name, ".svg")
	if b.addAsset(all, path); all[path] == "" {
		all[path] = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="` + colour + `">` + b.shape(name) + "</svg>\n"
	}
}

func (b *builder) addAsset(all map[string]string, path string) {
	if body, ok := b.theme.Asset(path[len("assets/"):]); ok {
		all[path] = body
	}
}

func (b *builder) picturesJob() job {
	return func(_ context.Context, w *worker) error {
		for path, body := range b.pictures() {
			if err := w.emit(File{Path: path, Body: []byte(body)}); err != nil {
				return err
			}
		}
		return nil
	}
}
