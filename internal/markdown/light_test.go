package markdown

import (
	"regexp"
	"strings"
	"testing"
)

func TestLight(t *testing.T) {
	c := New(Options{Site: "https://status.example.com", Demote: 3})
	for _, test := range []struct{ name, src, want string }{
		{"plain", "We look into it.", "We look into it."},
		{"paragraphs", "One,\nstill one.\n\nTwo.", "One, still one.\n\nTwo."},
		{"a break", "One  \ntwo", "One\ntwo"},
		{"tags are text", `<script>alert("x")</script> & <b>`, `&lt;script&gt;alert("x")&lt;/script&gt; &amp; &lt;b&gt;`},
		{"emphasis goes", "**Very** _slow_ `x<y` ~~no~~", "Very slow x&lt;y no"},
		{"a link", "See [the *notes*](https://example.com/a?b=1&c=2).", `See <a href="https://example.com/a?b=1&amp;c=2">the notes</a>.`},
		{"a relative link", "[Here](/history).", `<a href="https://status.example.com/history">Here</a>.`},
		{"a bare address", "At https://example.com now", `At <a href="https://example.com">https://example.com</a> now`},
		{"mail", "<help@example.com>", `<a href="mailto:help@example.com">help@example.com</a>`},
		{"other addresses", "[call](tel:123), [run](javascript:alert(1))", "call, run"},
		{"a quote in an address", `[x](https://example.com/"onclick="y)`, `<a href="https://example.com/%22onclick=%22y">x</a>`},
		{"a list", "Done:\n\n- one\n- two\n  - deep\n- three\n\nThen.", "Done:\n\n- one\n- two\n  - deep\n- three\n\nThen."},
		{"a loose list", "- one\n\n- two", "- one\n- two"},
		{"numbers", "3. three\n4. four", "3. three\n4. four"},
		{"a heading", "# Cause\nA disk.", "Cause\n\nA disk."},
		{"code", "Run:\n\n```\na <b\n  c\n```\nend", "Run:\n\na &lt;b\n  c\n\nend"},
		{"a table", "|a|b|\n|-|-|\n|1|2|\n\nend", "a b\n1 2\n\nend"},
		{"a quotation", "> said\n\nend", "said\n\nend"},
		{"a line", "a\n\n---\n\nb", "a\n\nb"},
		{"nothing", "", ""},
	} {
		if got := Light(c.Convert(nil, test.src)); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// only is what may stand in light HTML.
var only = regexp.MustCompile(`<a href="(?:https?:|mailto:)[^"<>]*">|</a>|&(?:lt|gt|amp|#[0-9]+);`)

func FuzzLight(f *testing.F) {
	for _, src := range []string{"<script>", "[a](javascript:x)", "- [x](http://y)\n\n  z", "```\n<\n```", "![i](HTTP://x \"t\")", "&lt;&quot;", "1. a\n   - b"} {
		f.Add(src)
	}
	c := New(Options{Site: "https://status.example.com"})
	f.Fuzz(func(t *testing.T, src string) {
		got := Light(c.Convert(nil, src))
		lower := regexp.MustCompile(`(?i)href="(https?|mailto):`).ReplaceAllStringFunc(got, strings.ToLower)
		if rest := only.ReplaceAllString(lower, ""); strings.ContainsAny(rest, "<>&") {
			t.Errorf("%q gives %q, of which %q may be taken for markup", src, got, rest)
		}
		if strings.Count(got, "<a ") != strings.Count(got, "</a>") {
			t.Errorf("%q gives %q, whose links do not end", src, got)
		}
	})
}
