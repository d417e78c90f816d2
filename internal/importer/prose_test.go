package importer

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tidings/internal/markdown"
)

func TestMarkdown(t *testing.T) {
	for _, tt := range []struct{ name, body, want string }{
		{"words", "All is well, 5 % of calls fail.", "All is well, 5 % of calls fail."},
		{"line ends are breaks", "One\ntwo\r\n\r\n\nthree ", "One\\\ntwo\n\nthree"},
		{"breaks", "One<br>two<br /><br />three<br>\nfour", "One\\\ntwo\n\nthree\\\nfour"},
		{"paragraphs", "<p>One\ntwo</p>\n<p>three</p>", "One two\n\nthree"},
		{"link", `see <a href="https://example.com/a_b?x=1&amp;y=2">the <b>notes</b></a>.`, "see [the **notes**](https://example.com/a_b?x=1&y=2)."},
		{"link that is its own text", `<a href="https://example.com/">https://example.com/</a>`, "<https://example.com/>"},
		{"link to nowhere good", `<a href="javascript:alert(1)">press</a> <a>here</a>`, "press here"},
		{"link after a shout", `Wow!<a href="https://example.com">x</a>`, `Wow\![x](https://example.com)`},
		{"emphasis", "<strong>Impact:</strong> <em>slow</em> <i> calls </i>now", "**Impact:** *slow* *calls* now"},
		{"emphasis that could not hold", "<strong>Impact:</strong>slow a<b>(b)</b>c", "Impact:slow a(b)c"},
		{"list", "Two:<ul><li>one *</li>\n<li><b>two</b><ol><li>a</li><li>b</li></ol></li></ul>after", "Two:\n\n- one \\*\n- **two**\n  1. a\n  2. b\n\nafter"},
		{"code", "run <code>a_b *c*</code>, <pre><code>x < 1\n y</code></pre>", "run `a_b *c*`,\n\n```\nx < 1\n y\n```"},
		{"heading", "<h2>Root cause</h2>text", "### Root cause\n\ntext"},
		{"not HTML", "List<String> in <repo> if x < 5 && y > 3 &amp; z", `List\<String> in \<repo> if x < 5 && y > 3 & z`},
		{"script is words", "a<script>alert('*1*')</script>", `a\<script>alert('\*1\*')\</script>`},
		{"signs", "# not\n- a list\n1. nor this\n> nor\n---\n2 * 3 snake_case _x_ `y` [z](a) ~1 ~2", "\\# not\\\n\\- a list\\\n1\\. nor this\\\n\\> nor\\\n\\---\\\n2 * 3 snake_case \\_x\\_ \\`y\\` \\[z](a) \\~1 \\~2"},
		{"address stays plain", "See https://example.com/a_b, (https://example.com/c).", "See https://example.com/a_b, (https://example.com/c)."},
		{"address in need of brackets", "See https://example.com/a?b=1&c=_d_.", "See <https://example.com/a?b=1&c=_d_>."},
		{"picture", `<img src="https://example.com/a.png" alt="Chart">`, "[Chart](https://example.com/a.png)"},
		{"controls", "a\x00b\x1bc", "abc"},
		{"nothing", " \n ", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Markdown(tt.body); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

// What our own public API says of an update comes back as the same text, with
// its paragraphs, lists and links.
func TestOurOwnBodiesComeBack(t *testing.T) {
	c := markdown.New(markdown.Options{Site: "https://status.example.com"})
	for _, src := range []string{
		"One.\n\nTwo,\nstill two.\n\nThree.", "A  \nbreak", "<script>alert(1)</script> & <b>", "5 * 3 < 16 & [x] &amp; `y`",
		"See [the notes](https://example.com/a_b?x=1&y=2) or <help@example.com>.", "Done:\n\n- one\n- two\n\nThen.", "# Cause\n\nA disk.",
	} {
		said := markdown.Light(c.Convert(nil, src))
		if again := markdown.Light(c.Convert(nil, Markdown(said))); again != said {
			t.Errorf("%q became %q, then %q", src, said, again)
		}
	}
}

// TestPlainTextStaysTheSame holds that Markdown shows exactly the characters of
// a plain text, with its line ends as breaks.
func TestPlainTextStaysTheSame(t *testing.T) {
	c := markdown.New(markdown.Options{Site: "https://status.example.com"})
	piece := rapid.SampledFrom([]string{
		"a", "B1", " ", "  ", "\n", "*", "**", "_", "__", "`", "~", "~~", "#", "##", "-", "+", "=", ">", "<", "[", "]", "(", ")", "!", "\\", "&", "&zz;", ";",
		"|", ":", ".", "1.", "2)", "$", "é", "—", "\"", "'", "www.", "https://example.com", "https://x.example/a_b*c", "http://", "@", "@example.com", "\t", "%", "{", "^", "/", "x*", "_y", "z_w",
	})
	rapid.Check(t, func(t *rapid.T) {
		src := strings.Join(rapid.SliceOfN(piece, 0, 14).Draw(t, "text"), "")
		if strings.Contains(src, "&amp;") || tagLike.MatchString(src) {
			return
		}
		if got, want := shown(string(c.Convert(nil, Markdown(src)))), spaced(src); got != want {
			t.Fatalf("%q became %q, shown as %q, want %q", src, Markdown(src), got, want)
		}
	})
}

var (
	tagLike   = regexp.MustCompile(`</?[aB]\b[^<>]*>`)
	lineBreak = regexp.MustCompile(`<br ?/?>\n?|</p>\n<p>`)
	tag       = regexp.MustCompile(`<[^>]*>`)
)

// shown is what a reader sees of HTML, line by line.
func shown(made string) string {
	made = lineBreak.ReplaceAllString(made, "\x00")
	return spaced(strings.ReplaceAll(html.UnescapeString(tag.ReplaceAllString(strings.ReplaceAll(made, "\n", " "), "")), "\x00", "\n"))
}

// spaced takes out white space that no reader sees.
func spaced(text string) string {
	var kept []string
	for _, l := range strings.Split(text, "\n") {
		if l = strings.Join(strings.FieldsFunc(l, func(r rune) bool { return r == ' ' || r == '\t' }), " "); l != "" {
			kept = append(kept, l)
		}
	}
	return strings.Join(kept, "\n")
}
