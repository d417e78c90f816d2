package generator

import (
	"context"
	"slices"

	"tidings/generator/statuspage"
	"tidings/generator/textpage"
	"tidings/internal/markdown"
	"tidings/internal/status"
)

// extension ends the addresses of pages in feeds and documents.
func (b *builder) extension() string {
	if b.in.FileLinks {
		return ".html"
	}
	return ""
}

// documentJobs makes what exists once for all languages and says what is now.
func (b *builder) documentJobs(r *recent, put func(job)) {
	put(func(ctx context.Context, w *worker) error { return b.writeStatuspage(ctx, w, r) })
	put(func(_ context.Context, w *worker) error {
		return w.emit(File{Path: "status.txt", Body: textpage.Status(b.view, b.textSite(), b.locales[0].textWords()), Entry: true})
	})
	for _, l := range b.locales {
		put(func(_ context.Context, w *worker) error { return l.writeDigest(w) })
	}
	put(func(_ context.Context, w *worker) error { return b.writeBadges(w, "", b.site.Name, b.view.Worst) })
}

func (b *builder) writeStatuspage(ctx context.Context, w *worker, r *recent) error {
	in := statuspage.Input{View: b.view, Site: *b.site, Extension: b.extension(), Kept: b.in.Memo.documents()}
	incidents, err := b.shelf.tales(ctx, w, r.of(status.AboutIncident))
	if err != nil {
		return err
	}
	maintenance, err := b.shelf.tales(ctx, w, r.planned)
	if err != nil {
		return err
	}
	for _, t := range incidents {
		in.Incidents = append(in.Incidents, t.incident)
	}
	for _, t := range maintenance {
		in.Maintenance = append(in.Maintenance, t.maintenance)
	}
	in.TakenOut = b.locales[0].takenOutPlain
	in.Light = b.lightOf(slices.Concat(incidents, maintenance))
	docs, err := statuspage.Documents(in)
	if err != nil {
		return err
	}
	for _, d := range docs {
		if err := w.emit(File{Path: d.Path, Body: d.Body, Entry: true}); err != nil {
			return err
		}
	}
	return nil
}

// lightOf turns Markdown into light HTML, that of the tales without converting
// it again.
func (b *builder) lightOf(tales []*tale) func(string) string {
	known := map[string]string{}
	for _, t := range tales {
		for i, u := range t.updates {
			if _, own := u.Lang[b.locales[0].lang]; !own && u.Redacted.IsZero() {
				known[u.Body] = t.bodies[0][i]
			}
		}
	}
	return func(md string) string {
		if html, ok := known[md]; ok {
			return markdown.Light([]byte(html))
		}
		return markdown.Light(b.md.Convert(nil, md))
	}
}

func (b *builder) textSite() textpage.Site {
	return textpage.Site{Name: b.site.Name, URL: b.site.URL, Extension: b.extension()}
}

func (l *locale) textWords() textpage.Words {
	return textpage.Words{
		Verdict: l.verdict(),
		Status:  func(s status.Status) string { return l.statuses[s] },
		State:   func(s status.State) string { return l.states[s] },
		Open:    l.words.Text("home.open"), Active: l.words.Text("home.active"), Upcoming: l.words.Text("home.upcoming"),
		Changed: l.words.Text("text.changed"), Text: l.b.md.PlainText,
	}
}
