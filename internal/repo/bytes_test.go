package repo

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/status"
)

const good = "---\ntitle: Slow answers\nimpact: minor\n---\n## 2026-11-22T10:04:00Z investigating\nWe look.\n\nAnd look.\n"

// TestBytesOfAFile is about what cannot be seen in a text file.
func TestBytesOfAFile(t *testing.T) {
	front := func(text string) string { return strings.Replace(good, "impact", text+"impact", 1) }
	for name, c := range map[string]struct{ src, want string }{
		"empty":               {"", "1:1: the file is empty"},
		"white space":         {"\n \n\t\n", "1:1: the file is empty"},
		"NUL":                 {strings.Replace(good, "And", "A\x00d", 1), "8:2: the file holds the control character U+0000: take it out"},
		"escape":              {strings.Replace(good, "We", "\x1b[1mWe", 1), "6:1: the file holds the control character U+001B: take it out"},
		"Latin-1":             {strings.Replace(good, "And", "Größe \xe9", 1), "8:7: the byte 0xe9 is not UTF-8: save the file as UTF-8"},
		"tab before a key":    {front("components:\n\tapi: unknown\n"), "4:1: a tab stands where YAML wants spaces: indent with spaces"},
		"control by escape":   {strings.Replace(good, "Slow answers", `"Slow \u0007"`, 1), "2:8: this text holds a control character: take it out"},
		"large front matter":  {front(strings.Repeat("# a comment\n", 6000)), "1:1: the front matter has 72034 bytes, more than the 65536 it may have: text belongs below it"},
		"10 MB front matter":  {front(strings.Repeat("# a comment\n", 900_000)), "1:1: the file has 10800100 bytes, more than the 1048576 that a content file may have"},
		"a long word":         {strings.Replace(good, "minor", strings.Repeat("x", 500), 1), "3:9: \"impact\" cannot be \"" + strings.Repeat("x", 60) + "…\": use one of none, minor, major, critical"},
		"column of a rune":    {strings.Replace(good, "impact: minor", "components: {größe: unknown}\nimpact: minor", 1), "3:14: the key is \"größe\", but must be an id of 1 to 63 lower-case letters, digits and hyphens that starts with a letter or a digit, such as eu-west-1"},
		"CRLF keeps the line": {strings.ReplaceAll(strings.Replace(good, "minor", "miner", 1), "\n", "\r\n"), "3:9: \"impact\" cannot be \"miner\": did you mean \"minor\"? Allowed are none, minor, major, critical"},
	} {
		t.Run(name, func(t *testing.T) {
			inc, problems := ParseIncident("incidents/some-file.md", []byte(c.src), nil)
			if inc != nil || len(problems) != 1 {
				t.Fatalf("incident %v, problems %v; want one problem", inc, problems)
			}
			if diff := cmp.Diff("incidents/some-file.md:"+c.want, problems[0].String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestEveryByteAtEveryPlace holds the look at eight bytes at once against one
// at each.
func TestEveryByteAtEveryPlace(t *testing.T) {
	for length := range 20 {
		for place := range length {
			for c := range 256 {
				src := []byte(strings.Repeat("a", length))
				src[place] = byte(c)
				want := c == '\n' || c == '\t' || c >= ' ' && c < 128
				if ordinary(src) != want {
					t.Fatalf("byte %#x at %d of %d: %v", c, place, length, !want)
				}
			}
		}
	}
}

func TestMarksAndLineEndsChangeNothing(t *testing.T) {
	want, problems := ParseIncident("incidents/some-file.md", []byte(good), nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for name, src := range map[string]string{
		"byte order mark":  "\ufeff" + good,
		"Windows":          strings.ReplaceAll(good, "\n", "\r\n"),
		"both":             "\ufeff" + strings.ReplaceAll(good, "\n", "\r\n"),
		"old Mac":          strings.ReplaceAll(good, "\n", "\r"),
		"no line at end":   strings.TrimSuffix(good, "\n"),
		"space after":      strings.ReplaceAll(good, "---\n", "--- \t\n"),
		"lines before":     strings.Replace(good, "investigating\n", "investigating  \n\n \n", 1),
		"an offset":        strings.Replace(good, "10:04:00Z", "11:04:00+01:00", 1),
		"comments, quotes": strings.Replace(good, "impact: minor", "# why\nimpact: 'minor' # because", 1),
	} {
		if name == "space after" {
			src = "---\n" + strings.TrimPrefix(src, "--- \t\n")
		}
		got, problems := ParseIncident("incidents/some-file.md", []byte(src), nil)
		if diff := cmp.Diff(want, got); diff != "" || len(problems) > 0 {
			t.Errorf("%s: %v\n%s", name, problems, diff)
		}
	}
}

func TestWhatBelongsToAText(t *testing.T) {
	text := "# Summary\n\n## What happened\n\n### 2026\n\n## 2026 in review\n\n```\n## 2026-11-22T10:31:00Z resolved\n~~~\n```\n\n" +
		"~~~~ sh\n```\n## 2026-11-22T10:31:00Z resolved\n~~~~\n\n    ## 2026-11-22T10:31:00Z resolved\n\n## Version 2\n\n***"
	src := "---\ntitle: Slow answers\nimpact: none\n---\n## 2026-11-22T10:04:00Z postmortem\n\n" + text + "\n\n## 2026-11-22T10:04:00Z resolved\nDone."
	inc, problems := ParseIncident("incidents/x-y.md", []byte(src), nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if diff := cmp.Diff([]string{text, "Done."}, []string{inc.Updates[0].Body, inc.Updates[1].Body}); diff != "" {
		t.Error(diff)
	}
}

func TestDeepNestingIsRefused(t *testing.T) {
	for name, front := range map[string]string{
		"brackets": "title: " + strings.Repeat("[", 60_000), "dashes": strings.Repeat("- ", 30_000), "braces": "title: " + strings.Repeat("{a: ", 15_000),
		"many keys": strings.Repeat("? ", 30_000), "closed": "title: " + strings.Repeat("[", 500) + strings.Repeat("]", 500),
	} {
		src := "---\nimpact: minor\n" + front + "\n---\n## 2026-11-22T10:04:00Z resolved\nDone.\n"
		if inc, problems := ParseIncident("incidents/some-file.md", []byte(src), nil); inc != nil || len(problems) != 1 {
			t.Errorf("%s: incident %v, problems %v; want one problem", name, inc, problems)
		}
	}
}

func TestAFloodOfMistakesIsCutShort(t *testing.T) {
	src := good + strings.Repeat("## 2026-11-22\n", 60_000)
	_, problems := ParseIncident("incidents/some-file.md", []byte(src), nil)
	if len(problems) == 0 || len(problems) > 50 {
		t.Errorf("%d problems, want some and at most 50", len(problems))
	}
}

func TestMaintenanceWithoutHeadings(t *testing.T) {
	const front = "---\ntitle: Work\nstarts: 2026-11-22T10:00:00+01:00\nends: 2026-11-22T11:00:00Z\ncomponents: {web: under_maintenance, api: under_maintenance}\n"
	for src, want := range map[string]status.Update{
		front + "---\n":          {ID: "1", At: at("2026-11-22T09:00:00Z"), State: status.Scheduled},
		front + "---\n\nSoon.\n": {ID: "1", At: at("2026-11-22T09:00:00Z"), State: status.Scheduled, Body: "Soon."},
		front + "announced: 2026-11-20T08:00:00Z\n---\nSoon.\n": {ID: "1", At: at("2026-11-20T08:00:00Z"), State: status.Scheduled, Body: "Soon."},
	} {
		m, problems := ParseMaintenance("maintenance/w-1.md", []byte(src), someComponents)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if diff := cmp.Diff([]status.Update{want}, m.Updates); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"api", "web"}, m.Components); diff != "" || m.ID != "w-1" || !m.Starts.Equal(at("2026-11-22T09:00:00Z")) {
			t.Error(m.ID, m.Starts, diff)
		}
	}
}
