package admin_test

import (
	"testing"
	"time"

	"tidings/internal/web/admin/content"
)

// refusedContent is a repository whose newest commit was refused.
type refusedContent struct{}

func (refusedContent) Content() content.State {
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	return content.State{
		Where: "https://git.example.com/team/status.git#main", Git: true, Shown: content.Edit{Commit: "c0ffee", Author: "Ada", At: at},
		Refused: &content.Refusal{Edit: content.Edit{Commit: "bad", Author: "<script>", At: at}, Mistakes: 2, Lines: []string{"incidents/<b>.md:3:9: unknown impact"}},
	}
}

func TestTheDashboardShowsWhichCommitWasRefused(t *testing.T) {
	d := newTower(t).desk
	d.first().get("/admin/content").says(t, 200, "https://git.example.com/team/status.git#main", "Commit <code>bad</code> by <bdi>&lt;script&gt;</bdi>",
		"2 mistakes", "incidents/&lt;b&gt;.md:3:9: unknown impact", "Commit <code>c0ffee</code> by <bdi>Ada</bdi>, since 22 Nov 2026, 10:00:00 UTC")
}
