package markdown

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"tidings/internal/markdown/burden"
	"tidings/test/effort"
)

// pieces of Markdown, of which repetitions are known to take readers of it long, or
// might.
var pieces = []string{
	"[", "]", "*", "**", "_", "`", "<", ">", "> ", "&", "|", "~~", "!", "![", "![x](", "[x](", "[x][", "[x]", "(", ")", "\\",
	"- ", "* ", "+ ", "1. ", "1) ", "-\n", "- a\n", "> a\n", "# ", "#\n", "```\n", "~~~\n", "```a\n", "  ```\n", "`a", "``", "*a ", "a* ", "**a ", "_a ",
	"*a_ ", "*a **b ", "[a](b)", "[a](b", "[a](<b", "[a](b \"", "[a](b '", "[a]: b\n", "[a]:\n", "[b]: <", "[^a]: b\n", "<http://a", "https://a.b ", "https://a.b",
	"www.a.b ", "www.a)", "a@b.c ", "a@", "|a|b|\n", "|-", "-|", "a|", "a|b\n-|-\n", "&amp;", "&#1", "<!--", "<?", "<![CDATA[", "\t", " ", "  \n", "\n", "\n\n", "\r\n",
	"a\n", "a\n\n", "a\n=\n", "    a\n", "[[", "[](", "[](b", "*_", "***", "[a]([b](", "![](", "<a>", "<a@b>", "- - ", "> - ", "* a\n\n", "- a\n  ", "    ", "ä", "\"", "[a\\]",
	"[a`", "](", "](a)", "]: ", "][", "[\n", "---\n", "_ _ ", "> > ", ">\n", "a", "b", strings.Repeat("u", 200),
}

// work is how long it takes to read a text.
func work(t *testing.T, c *Converter, text string) time.Duration {
	t.Helper()
	return effort.Of(t, func() { c.Convert(nil, text) })
}

// Whatever stands in a text, twice as much of it takes about twice as long, and no
// text becomes much longer by being read.
func TestNoTextTakesLong(t *testing.T) {
	c := New(Options{Site: "https://status.example.com", Demote: 2})
	for _, piece := range pieces {
		grows(t, c, fmt.Sprintf("%.20q", piece), func(n int) string { return strings.Repeat(piece, n/len(piece)) })
	}
	for name, text := range bombs {
		grows(t, c, name, text)
	}
}

// bombs are texts of several parts that make each other grow.
var bombs = map[string]func(n int) string{
	"table": func(n int) string {
		return strings.Repeat("a|", n/8) + "\n" + strings.Repeat("-|", n/8) + "\n" + strings.Repeat("a\n", n/4)
	},
	"table in a quote": func(n int) string {
		return "> " + strings.Repeat("a|", n/8) + "\n> " + strings.Repeat("-|", n/8) + "\n" + strings.Repeat("> a\n", n/8)
	},
	"reference": func(n int) string { return "[a]: <" + strings.Repeat("u", n/2) + ">\n\n" + strings.Repeat("[a] ", n/8) },
	"title of reference": func(n int) string {
		return "[a]: b '" + strings.Repeat("u\n", n/4) + "'\n\n" + strings.Repeat("[a] ", n/8)
	},
	"emphasis": func(n int) string { return strings.Repeat("*a ", n/6) + strings.Repeat("a* ", n/6) },
	"pictures": func(n int) string { return strings.Repeat("![", n/8) + strings.Repeat("](b)", n/8) },
	"tildes":   func(n int) string { return "a" + strings.Repeat("~", n) },
	"staircase": func(n int) string {
		var b strings.Builder
		for i := 0; b.Len() < n/2; i++ {
			b.WriteString(strings.Repeat(" ", 2*i) + "- a\n")
		}
		return b.String() + strings.Repeat("a\n", n/4)
	},
	"steps of quotes": func(n int) string { return strings.Repeat("> ", n/4) + "a\n" + strings.Repeat("a\n", n/4) },
	"runs of backticks": func(n int) string {
		var b strings.Builder
		for i := 1; b.Len() < n; i++ {
			b.WriteString(strings.Repeat("`", i) + " ")
		}
		return b.String()
	},
	"after a fence that is none": func(n int) string { return "- a\n  ```\n" + strings.Repeat("![x](", n/5) },
	"after a fence in a quote":   func(n int) string { return "> ```\n```\n```\n" + strings.Repeat("![x](", n/5) },
	"after a fence":              func(n int) string { return "```\n```\n" + strings.Repeat("![x](", n/5) },
	"in a paragraph of numbers":  func(n int) string { return "a\n" + strings.Repeat("2. [a]: b\n", n/10) },
}

func grows(t *testing.T, c *Converter, name string, text func(n int) string) {
	t.Helper()
	const n = 16 << 10
	once, twice := work(t, c, text(n)), work(t, c, text(2*n))
	for tries := 0; twice > 3*once+20*time.Millisecond && tries < 20; tries++ { // the garbage of others is cleared away meanwhile
		once, twice = max(once, work(t, c, text(n))), min(twice, work(t, c, text(2*n)))
	}
	if twice > 3*once+20*time.Millisecond {
		t.Errorf("%s: %d bytes take %s and twice as many %s", name, n, once, twice)
	}
	if made := len(c.Convert(nil, text(2*n))); made > 100*n {
		t.Errorf("%s: %d bytes become %d", name, 2*n, made)
	}
}

// Nobody knows all texts that take long: so more are made by chance.
func TestSoakNoTextMadeByChanceTakesLong(t *testing.T) {
	tries := 30
	if os.Getenv("TIDINGS_SOAK") != "" {
		tries = 20_000
	}
	c := New(Options{Site: "https://status.example.com", Demote: 2})
	for seed := range tries {
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		var unit string
		for range 1 + r.IntN(4) {
			unit += pieces[r.IntN(len(pieces))]
		}
		head := pieces[r.IntN(len(pieces))]
		grows(t, c, fmt.Sprintf("seed %d: %q, then %q again and again", seed, head, unit), func(n int) string {
			return head + strings.Repeat(unit, n/len(unit))
		})
	}
}

// What people write is far from the bounds.
func TestTextsThatPeopleWriteAreRead(t *testing.T) {
	item := "- **Database** `db-1` was *slow*, see [the graph](https://grafana.example.com/d/1?from=now-1h&to=now) and [1]\n"
	for name, text := range map[string]string{
		"a long list":     strings.Repeat(item, 500),
		"paragraphs":      strings.Repeat(strings.Repeat("We see **slow answers** on the [API](https://example.com/api). ", 20)+"\n\n", 40),
		"one long line":   strings.Repeat("We see **slow answers** on the [API](https://example.com/api). ", 100),
		"a line of links": strings.Repeat("[API](https://example.com/api), ", 1500),
		"a table":         "|a|b|c|d|e|\n|-|-|-|-|-|\n" + strings.Repeat("|1|2|3|4|[x](https://example.com)|\n", 500),
		"a log":           "```\n" + strings.Repeat("[2026-11-22 10:04:00] [error] api_server: **panic** [1]: a_b_c | d\n", 900) + "```\n",
		"a nested list":   "- a\n  - b\n    - c\n      - d\n        > e\n        > > f\n",
		"references":      strings.Repeat("See [the plan][1] and [2]. ", 100) + "\n\n" + strings.Repeat("[1]: https://example.com/a/long/address/of/a/page?with=a&query=1 \"A title\"\n", 100),
		"numbered steps":  strings.Repeat("1. Open **the _page_** at [the site](https://example.com)\n", 400),
	} {
		if err := burden.Check(text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatTakesTooLongIsShownAsWritten(t *testing.T) {
	c := New(Options{})
	got := string(c.Convert(nil, "We <b>know</b> & mend.\r\n\r\n"+strings.Repeat("![x](", 12_000)+"\n\n\nSoon\x00."))
	want := "<p>We &lt;b&gt;know&lt;/b&gt; &amp; mend.</p>\n<p>" + strings.Repeat("![x](", 12_000) + "</p>\n<p>Soon\ufffd.</p>\n"
	if got != want {
		t.Errorf("it becomes %.200s", got)
	}
}
