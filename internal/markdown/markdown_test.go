package markdown

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

func TestConvert(t *testing.T) {
	c := New(Options{Site: "https://status.example.com/s", Demote: 3})
	for _, tt := range []struct{ name, src, want string }{
		{"words", "We see **slow** *answers*, ~~gone~~.", "<p>We see <strong>slow</strong> <em>answers</em>, <del>gone</del>.</p>\n"},
		{"heading is lowered", "# Cause\n\n##### Deep", "<h4>Cause</h4>\n<h5>Deep</h5>\n"},
		{"headings skip no level", "# A\n\n###### B\n\n###### C\n\n### D\n\n> ###### E", "<h4>A</h4>\n<h5>B</h5>\n<h5>C</h5>\n<h5>D</h5>\n<blockquote>\n<h6>E</h6>\n</blockquote>\n"},
		{"a higher heading may follow", "### A\n\n# B\n\n## C", "<h4>A</h4>\n<h4>B</h4>\n<h5>C</h5>\n"},
		{"highest heading skips no level", "### Cause\n\n> # Quoted\n\n#### Deep", "<h4>Cause</h4>\n<blockquote>\n<h4>Quoted</h4>\n</blockquote>\n<h5>Deep</h5>\n"},
		{"raw block is text", "<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"},
		{"raw inline is text", "a <b onclick=x>b</b>", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n"},
		{"foreign link", "[x](https://other.example/a?b=1&c)", `<p><a href="https://other.example/a?b=1&amp;c" rel="nofollow">x</a></p>` + "\n"},
		{"own link", "[x](https://status.example.com/s/history)", `<p><a href="https://status.example.com/s/history">x</a></p>` + "\n"},
		{"relative link", "[x](incidents/a)", `<p><a href="https://status.example.com/s/incidents/a">x</a></p>` + "\n"},
		{"bare address", "see https://other.example/a.", `<p>see <a href="https://other.example/a" rel="nofollow">https://other.example/a</a>.</p>` + "\n"},
		{"mail", "<a@example.com>", `<p><a href="mailto:a@example.com">a@example.com</a></p>` + "\n"},
		{"picture is a link", "![chart](https://other.example/a.png)", `<p><a href="https://other.example/a.png" rel="nofollow">chart</a></p>` + "\n"},
		{"script link loses its address", "[x](javascript:alert(1))", "<p>x</p>\n"},
		{"hidden script link", "[x](JaVaScRiPt&colon;alert(1))", "<p>x</p>\n"},
		{"tab in scheme", "[x](<java\tscript:alert(1)>)", "<p>x</p>\n"},
		{"data link", "[x](data:text/html,hi) <vbscript:x>", "<p>x vbscript:x</p>\n"},
		{"table", "a|b\n-|-\n1|2", "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n"},
		{"empty", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(c.Convert([]byte("kept:"), tt.src)); got != "kept:"+tt.want {
				t.Errorf("got  %q\nwant %q", got, "kept:"+tt.want)
			}
		})
	}
}

func TestText(t *testing.T) {
	c := New(Options{})
	if got := c.PlainText("# A\n\n- **b**old & <c>\n- d"); got != "A bold & <c> d" {
		t.Errorf("got %q", got)
	}
	if got := Text([]byte("<p>one two, three</p>"), 10); got != "one two…" {
		t.Errorf("got %q", got)
	}
}

// FuzzConvert holds that whatever is written, no element comes out but those of
// Markdown, no attribute but those of links and tables, and no address but
// harmless ones.
func FuzzConvert(f *testing.F) {
	for _, s := range []string{"<svg/onload=x>", "[a](javascript:x)", "`<`", "![x](data:image/png;base64,xx)", "<https://a.b/\"onx=>", "[a]: vbscript:x\n\n[a]", "a|b\n:-|-:\n1|2"} {
		f.Add(s)
	}
	c := New(Options{Site: "https://status.example.com", Demote: 3})
	f.Fuzz(func(t *testing.T, src string) {
		made := string(c.Convert(nil, src))
		for z := html.NewTokenizer(strings.NewReader(made)); ; {
			kind := z.Next()
			if kind == html.ErrorToken {
				return
			}
			if kind == html.StartTagToken || kind == html.SelfClosingTagToken {
				harmless(t, src, z.Token())
			}
		}
	})
}

// FuzzSimple holds the short way to what the parser makes of them.
func FuzzSimple(f *testing.F) {
	for _, s := range []string{"One two.\nThree\n\n\nfour \"x\" > y", "a\n===", "a\n- b", "a  \nb", "a\n\n", "\na", "a: b\n1. c", "a\n   \nb", "ä\nö", "a\u00a0\nb", "A | b", "a\n# b", "Setext\n---", "a'b -- c... (d)", "a `b` c", "a`<b> & *c*`", "a ` b`", "a `b\nc` d", "a ``b`` c", "a `b``c`", "a`b`", "a `b c`. d `e`",
		"See [our *b*](https://a.b/c?d=1#e), [x](mailto:a+b@c.d) and [`y`](z/%zz).", "<https://www.a.b/c-d>. <http://a> <https:///>", "[a](javascript:b)![c](d)[e](f)(g)",
		"**a b** *c*, *d*! *e*[f](g) **h*i** ***j***", "*a [b](c) d*", "[a]: b\n[a](b", "[a](b)\n[c]", "a:\n\n- **b** c\n- [d](e)\n\nf\n\n\n- g", "- a\nb", "- a\n\n- b", "- a\n  - b", "- a\n-\n", "a\n- b", "www.[a](b.c) d`e@f.g` http:<https://h>"} {
		f.Add(s)
	}
	c := New(Options{Site: "https://status.example.com/s", Demote: 3})
	f.Fuzz(func(t *testing.T, src string) {
		got, ok := c.appendSimple(nil, src)
		if want := c.convert(nil, src); ok && string(got) != string(want) {
			t.Errorf("%q: got %q, want %q", src, got, want)
		}
	})
}

// TestSimpleEqualsParser asks the same of texts made of the signs that matter,
// many of which are simple.
func TestSimpleEqualsParser(t *testing.T) {
	c := New(Options{Site: "https://status.example.com/s", Demote: 3})
	pieces := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b c", " ", "\n", "\n\n", "`", "`d`", "<", "&", ">", "\"", "'", "-", "=", "#", "1.", ":", "*", "|", "é", "\u00a0", "\\",
		" ", "\n\n", "a", "**", "*a*", " **b c**", " *d e* ", "[", "]", "](", ")", "(", "!", ".", ",", "[a b](c)", "[`f`](https://g.h/?i=1#j)", "[k](mailto:l+1@m.n)", "[x](javascript:y)",
		"<https://o.p/q>", "<https://status.example.com/r>", "http://", "https://a.b/c", "www.d.e", "a@b.c", "\n- ", "\n\n- ", "\n- a", "\n\n- b c", "_", "~~", "%", "/",
		"\n```\n", "\n\n```\n", "```", "````", "~~~", "\n\n```\na  <b>\n\n c\n```\n"}), 0, 12)
	short := map[bool]int{}
	rapid.Check(t, func(t *rapid.T) {
		src := rapid.SampledFrom([]string{"x", "- x", "", "```\n"}).Draw(t, "start") + strings.Join(pieces.Draw(t, "pieces"), "")
		got, ok := c.appendSimple(nil, src)
		short[ok]++
		if !ok {
			return
		}
		if want := c.convert(nil, src); string(got) != string(want) {
			t.Errorf("%q: got %q, want %q", src, got, want)
		}
	})
	if short[true] == 0 {
		t.Error("no text was simple")
	}
	t.Logf("simple or not: %v", short)
}

func TestUsualTextTakesTheShortWay(t *testing.T) {
	c := New(Options{})
	for src, want := range map[string]bool{
		"We see slow answers, 5 % of calls fail.\nMore soon.\n\nAll's \"well\".": true,
		"1. a": false, "a\n  b": false, "see www.example.com": false, "a@b.example": false, "a &amp; b": false,
		"Calls fail with `503 *upstream* timeout`.": true, "a ` b": false, "a `b\nc`": false, "a ``b``": false, "a ` b `": false,
		"What we know **so far**:\n\n- one\n- *two*, see [`ping`](https://docs.example.com/ping?a=1#b)\n\nQuestions? [Write](mailto:a+1@b.example) or see <https://www.example.com/x>.": true,
		"a\n\n```\n$ curl https://a.example\n\n  <b>\n```": true, "- a\n\n```\nb\n```\nc\n\n- d": true, "```\n```": true,
		"a\n```\nb\n```": false, "```sh\na\n```": false, "```\na": false, "```\na\n ```": false, "```\na\n````": false, "```\na\tb\n```": false,
		"a\n- b": false, "- a\nb": false, "- a\n\n- b": false, "- a\n  - b": false, "a**b**": false, "**a**b": false, "*a **b***": false, "[a](b \"c\")": false, "[a](b(c))": false, "[a][b]": false,
		"[a](b&amp;c)": false, "![a](b)": false, "[a *b*](c)": false, "<a@b.example>": false, "`a@b.example`": false, "[www.a.example](b)": false,
	} {
		if _, ok := c.appendSimple(nil, src); ok != want {
			t.Errorf("%q: %t, want %t", src, ok, want)
		}
	}
}

const allowed = " p a em strong del code pre ul ol li h4 h5 h6 blockquote hr br table thead tbody tr th td "

func harmless(t *testing.T, src string, tag html.Token) {
	t.Helper()
	if !strings.Contains(allowed, " "+tag.Data+" ") {
		t.Errorf("%q gave the element %s", src, tag)
	}
	for _, a := range tag.Attr {
		switch scheme, _, _ := strings.Cut(a.Val, ":"); {
		case a.Key == "rel", a.Key == "start", a.Key == "align", a.Key == "class" && tag.Data == "code":
		case a.Key == "href" && strings.Contains(" http https mailto tel ", " "+strings.ToLower(scheme)+" "):
		default:
			t.Errorf("%q gave the attribute %s=%q", src, a.Key, a.Val)
		}
	}
}

func BenchmarkConvert(b *testing.B) {
	c := New(Options{Site: "https://status.example.com", Demote: 3})
	texts := []string{
		"We are looking into elevated error rates. Some customers cannot sign in. Affected calls fail with `503 upstream timeout`.",
		"The cause is a bad deploy. What we know **so far**:\n\n- The queue is draining slowly\n- retries with *backoff* are safe, see [the guide](https://docs.example.com/retry/12)\n\n```\n$ curl -sS https://api.example.com/v1/ping\n503\n```",
		"A fix is in place and we watch it. Error rates are falling.",
		"All is well again. The bad deploy was taken back. We are sorry. Questions? Write to <support@example.com>.",
	}
	var dst []byte
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range texts {
			dst = c.Convert(dst[:0], s)
		}
	}
}
