package admin_test

import (
	"context"
	"testing"
	"time"

	"tidings/internal/web/admin/content"
)

// refusedContent is a repository whose newest commit was refused, that is out of
// reach, and for which posts and news wait.
type refusedContent struct{}

func (refusedContent) Content(context.Context) (content.State, error) {
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	return content.State{
		Where: "https://git.example.com/team/status.git#main", Git: true, Shown: content.Edit{Commit: "c0ffee", Author: "Ada", Title: "Begin", At: at},
		Refused: &content.Refusal{Edit: content.Edit{Commit: "bad0123456789", Author: "<script>", Title: "<i>", At: at}, Newest: content.Edit{Commit: "later"}, Mistakes: 2,
			Lines: []content.Line{{Path: "incidents/<b>.md", Line: 3, Column: 9, Message: "unknown <impact>"}}},
		Stuck: &content.Stuck{Since: at, Why: "the host <does> not answer"}, Held: 2, WritesBack: true, Waiting: true,
		Clashes: []content.Clash{{File: "incidents/a.md", Update: "2", Text: "We <b>look</b>.", At: at}},
	}, nil
}

func TestTheDashboardShowsHowTheContentStands(t *testing.T) {
	d := newTower(t).desk
	d.first().get("/admin/content").says(t, 200, "https://git.example.com/team/status.git#main",
		`<bdi>&lt;i&gt;</bdi></strong><br>Commit <code title="bad0123456789">bad0123456</code> by <bdi>&lt;script&gt;</bdi> holds 2 mistakes, still there in <code title="later">later</code>`,
		"<bdi>incidents/&lt;b&gt;.md:3:9</bdi>", "unknown &lt;impact&gt;",
		`<bdi>Begin</bdi></strong><br>Commit <code title="c0ffee">c0ffee</code> by <bdi>Ada</bdi>, on the page since 22 Nov 2026, 10:00:00 UTC`,
		"Since 22 Nov 2026, 10:00:00 UTC the repository cannot be read or written", "the host &lt;does&gt; not answer",
		"News of 2 incidents", `href="/admin/delivery"`, "Some wait to be pushed, until the repository is in reach again",
		"incidents/a.md", "update 2", "We &lt;b&gt;look&lt;/b&gt;.")
}
