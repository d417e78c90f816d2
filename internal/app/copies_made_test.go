package app

import (
	"os"
	"strings"
	"testing"

	"tidings/internal/content/reading"
	"tidings/internal/mailing"
)

// What the site is made by beside the facts, its content and whether mail goes out, is
// known of each place by itself: one that could not be written catches up on it.
func TestEachPlaceKnowsWhatItIsMadeBy(t *testing.T) {
	p := newPair(t)
	p.site.Mails, p.copy.Mails = true, true
	if err := p.publish(); err != nil {
		t.Fatal(err)
	}
	const form, notice = `name="email"`, "Mail is not enabled on this page yet."
	for _, x := range []struct {
		what, says string
		change     func() error
	}{
		{"an edit of the content", "Second", func() error {
			p.site.Folder = reading.Folder(contentFolder(t, map[string]string{
				"site.yaml": "name: Second\nurl: https://status.example.com\n", "components.yaml": "components:\n  - {id: api, name: API}\n"}))
			return TakeContent(t.Context(), p.site)
		}},
		{"mail is off", notice, func() error { return mailing.Found(t.Context(), p.site.Store, true) }},
		{"mail is on", form, func() error { return mailing.Found(t.Context(), p.site.Store, false) }},
	} {
		p.next.fails = os.ErrDeadlineExceeded
		if err := x.change(); err != nil {
			t.Fatal(err)
		}
		if err := p.publish(); err == nil {
			t.Fatalf("%s: nobody says that a place could not be written", x.what)
		}
		p.next.fails, p.now = nil, p.now.Add(restAfter)
		if err := p.publish(); err != nil {
			t.Fatal(err)
		}
		for place, files := range map[string]map[string]string{"the first": p.first.Files(), "the copy": p.next.Files()} {
			for _, page := range []string{"index.html", "subscribe.html"} {
				if !strings.Contains(files[page], x.says) {
					t.Errorf("%s: %s of %s does not say %q", x.what, page, place, x.says)
				}
			}
		}
	}
}
