package markdown

import (
	"bytes"
	"net/url"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// links renders the nodes that need our rules.
type links Converter

func (l *links) link(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Link)
	if !entering {
		return l.close(w, n.Destination)
	}
	l.open(w, n.Destination)
	return ast.WalkContinue, nil
}

// image gives a link whose text is the picture's description.
func (l *links) image(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Image)
	if !entering {
		return l.close(w, n.Destination)
	}
	l.open(w, n.Destination)
	if !n.HasChildren() {
		_, _ = w.Write(util.EscapeHTML(n.Destination))
	}
	return ast.WalkContinue, nil
}

func (l *links) autoLink(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.AutoLink)
	to := n.URL(source)
	if n.AutoLinkType == ast.AutoLinkEmail && !bytes.HasPrefix(bytes.ToLower(to), []byte("mailto:")) {
		to = append([]byte("mailto:"), to...)
	}
	l.autoLinked(w, to, n.Label(source))
	return ast.WalkContinue, nil
}

func (l *links) autoLinked(w util.BufWriter, to, label []byte) {
	linked := l.open(w, to)
	_, _ = w.Write(util.EscapeHTML(label))
	if linked {
		_, _ = w.WriteString("</a>")
	}
}

func (l *links) heading(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	level := "0123456"[l.level(node.(*ast.Heading))]
	if entering {
		_, _ = w.WriteString("<h")
		_ = w.WriteByte(level)
		_ = w.WriteByte('>')
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString("</h")
	_ = w.WriteByte(level)
	_, _ = w.WriteString(">\n")
	return ast.WalkContinue, nil
}

// level is the level of a heading where the text will stand: it skips none below
// what stands there already, nor below the heading that it belongs to.
func (l *links) level(h *ast.Heading) int {
	if _, known := h.AttributeString(depth); !known {
		rank(h.OwnerDocument())
	}
	n, _ := h.AttributeString(depth)
	return min(6, n.(int)+l.demote)
}

// depth is where a heading keeps among how many others it stands, itself included.
const depth = "depth"

// rank settles the depths of all headings of a text.
func rank(text *ast.Document) {
	var above []int // levels of the headings that the next one may belong to
	_ = ast.Walk(text, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		h, is := n.(*ast.Heading)
		if !is || !entering {
			return ast.WalkContinue, nil
		}
		for len(above) > 0 && above[len(above)-1] >= h.Level {
			above = above[:len(above)-1]
		}
		above = append(above, h.Level)
		h.SetAttributeString(depth, len(above))
		return ast.WalkSkipChildren, nil
	})
}

// open writes the start of a link, or nothing where the address is not one
// that may be followed: its text then stands alone. It reports which.
func (l *links) open(w util.BufWriter, dest []byte) bool {
	to, foreign, ok := l.resolve(dest)
	if !ok {
		return false
	}
	_, _ = w.WriteString(`<a href="`)
	_, _ = w.Write(util.EscapeHTML(util.URLEscape(to, false)))
	if foreign {
		_, _ = w.WriteString(`" rel="nofollow`)
	}
	_, _ = w.WriteString(`">`)
	return true
}

// close ends what open began: it must decide as open did.
func (l *links) close(w util.BufWriter, dest []byte) (ast.WalkStatus, error) {
	if _, _, ok := l.resolve(dest); ok {
		_, _ = w.WriteString("</a>")
	}
	return ast.WalkContinue, nil
}

// resolve decides what a link leads to. The same text stands on pages at
// several depths and in feeds, so what is relative is made absolute.
func (l *links) resolve(dest []byte) (to []byte, foreign, ok bool) {
	dest = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(dest)))
	u, err := url.Parse(string(dest))
	if err != nil {
		return nil, false, false
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		return dest, l.site == nil || u.Host != l.site.Host, u.Host != ""
	case "mailto", "tel":
		return dest, false, true
	case "":
		return l.absolute(u)
	}
	return nil, false, false
}

func (l *links) absolute(u *url.URL) (to []byte, foreign, ok bool) {
	if l.site == nil || u.String() == "" {
		return nil, false, false
	}
	abs := l.site.ResolveReference(u)
	return []byte(abs.String()), abs.Host != l.site.Host, true
}
