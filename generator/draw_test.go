package generator

import (
	"strings"
	"testing"

	"tidings/internal/status"
)

// TestABarCanBeReadWithoutColours holds that each status has a height of its own,
// a worse one a greater, and that nothing green stands where there is no data.
func TestABarCanBeReadWithoutColours(t *testing.T) {
	var b bar
	for i := range b.days {
		if i < 2 || i == 50 {
			b.days[i] = status.Unknown
		}
	}
	b.days[89] = status.MajorOutage
	got := string(appendColumns(appendColumns(appendGround(nil, &b), &b, status.Unknown), &b, status.MajorOutage))
	want := `<path class="operational" d="M2 4H50v6H2zM51 4H90v6H51z"/>` +
		`<path class="unknown" d="M0 8h2v2h-2zM50 8h1v2h-1z"/><path class="major_outage" d="M89 0h.9v10h-.9z"/>`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	seen := map[string]bool{}
	for s, height := range heights {
		if seen[height] {
			t.Errorf("%s is as tall as another status", status.Status(s))
		}
		seen[height] = true
	}
	for i := range b.days {
		b.days[i] = status.Unknown
	}
	if made := string(appendGround(nil, &b)); strings.Contains(made, "operational") {
		t.Errorf("without data: %s", made)
	}
}
