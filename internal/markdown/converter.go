package markdown

import (
	"net/url"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"

	"tidings/internal/markdown/burden"
)

// Options say where the text will stand.
type Options struct {
	// Site is the site's address: relative links are resolved against it, and
	// links to other hosts are marked nofollow. Empty leaves relative links out.
	Site string
	// Demote is by how many levels headings are lowered: the highest of a text,
	// whatever its own level, becomes the one after Demote, and none skips a level.
	// h6 is the lowest.
	Demote int
}

// Converter turns Markdown into HTML. It may be used by many goroutines.
type Converter struct {
	site   *url.URL
	demote int
	// Looking for bare addresses costs as much as all the rest, so text that
	// holds none goes through a parser that does not look.
	bare, linked goldmark.Markdown
	sinks        sync.Pool
}

// New returns a converter. A Site that is no address counts as empty.
func New(o Options) *Converter {
	c := &Converter{demote: o.Demote}
	if u, err := url.Parse(strings.TrimSuffix(o.Site, "/") + "/"); err == nil && u.Host != "" {
		c.site = u
	}
	c.bare, c.linked = c.engine(), c.engine(extension.Linkify)
	c.sinks.New = func() any { return new(sink) }
	return c
}

// Cells are aligned by attribute: the page allows no style attributes.
func (c *Converter) engine(more ...goldmark.Extender) goldmark.Markdown {
	table := extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute))
	return goldmark.New(
		goldmark.WithParser(parser.NewParser(
			parser.WithBlockParsers(blocks()...),
			parser.WithInlineParsers(inlines()...),
			parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
		)),
		goldmark.WithExtensions(append(more, table, extension.Strikethrough)...),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized((*links)(c), 100))),
	)
}

// blocks and inlines are goldmark's own without those that recognise HTML: what
// is not recognised is text, and text is escaped.
func blocks() (kept []util.PrioritizedValue) {
	html := parser.NewHTMLBlockParser()
	for _, p := range parser.DefaultBlockParsers() {
		if p.Value != html {
			kept = append(kept, p)
		}
	}
	return kept
}

func inlines() (kept []util.PrioritizedValue) {
	html := parser.NewRawHTMLParser()
	for _, p := range parser.DefaultInlineParsers() {
		if p.Value != html {
			kept = append(kept, p)
		}
	}
	return kept
}

// Convert appends the HTML of src to dst. A text that would take long to read stands
// there as it is written: whoever writes one is told by package burden, and what was
// written before that holds up no page.
func (c *Converter) Convert(dst []byte, src string) []byte {
	if made, ok := c.appendSimple(dst, src); ok {
		return made
	}
	if burden.Check(src) != nil {
		return appendAsWritten(dst, src)
	}
	return c.convert(dst, src)
}

// appendAsWritten appends paragraphs without any markup.
func appendAsWritten(dst []byte, src string) []byte {
	src = strings.ReplaceAll(strings.ReplaceAll(src, "\r\n", "\n"), "\x00", "\ufffd")
	for paragraph := range strings.SplitSeq(src, "\n\n") {
		if paragraph = strings.TrimSpace(paragraph); paragraph != "" {
			dst = append(append(append(dst, "<p>"...), util.EscapeHTML([]byte(paragraph))...), "</p>\n"...)
		}
	}
	return dst
}

func (c *Converter) convert(dst []byte, src string) []byte {
	s := c.sinks.Get().(*sink)
	defer c.sinks.Put(s)
	s.src = append(s.src[:0], src...)
	s.out = dst
	engine := c.bare
	if mayHoldAddress(src) {
		engine = c.linked
	}
	// The sink never fails and neither do the renderers, so there is no error.
	_ = engine.Convert(s.src, s)
	dst, s.out = s.out, nil
	return dst
}

func mayHoldAddress(src string) bool {
	return strings.Contains(src, "://") || strings.Contains(src, "www.") || strings.Contains(src, "@")
}

// RegisterFuncs names the kinds of node that this package renders itself.
func (l *links) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindLink, l.link)
	r.Register(ast.KindAutoLink, l.autoLink)
	r.Register(ast.KindImage, l.image)
	r.Register(ast.KindHeading, l.heading)
}
