package twig

// node is a part of a template.
type node struct {
	place
	text     string // as it is; of an output: its source
	output   expression
	branches []branch // of an if: the first that holds
	loop     *loop
}

// branch is a part of an if; without a condition it always holds.
type branch struct {
	condition expression
	body      []node
}

// loop is a for.
type loop struct {
	name   string
	over   expression
	body   []node
	orElse []node // where there is nothing to go over
}

// parser reads the pieces of a template.
type parser struct {
	pieces []piece
	next   int
	depth  int
	line   // the words of the piece that is read
}

// body reads up to a tag that ends it, which is left to be read; the empty name
// stands for the end of the template.
func (p *parser) body(in string) (nodes []node, err *Error) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.pieces[p.next-1].wrong("there are more than %d tags in one another", maxDepth)
	}
	defer func() { p.depth-- }()
	for p.next < len(p.pieces) {
		piece := p.pieces[p.next]
		switch {
		case piece.kind == 't':
			nodes = append(nodes, node{place: piece.place, text: piece.source})
			p.next++
		case piece.kind == '{':
			n, err := p.output(piece)
			if err != nil {
				return nil, err
			}
			nodes = append(nodes, n)
		case ends(piece, in):
			return nodes, nil
		default:
			n, err := p.tag(piece)
			if err != nil {
				return nil, err
			}
			nodes = append(nodes, n)
		}
	}
	if in != "" {
		return nil, p.pieces[len(p.pieces)-1].wrong("{%% %s %%} is never ended: put {%% end%s %%} behind it", in, in)
	}
	return nodes, nil
}

// enders are the tags that end a part of another.
var enders = map[string][]string{"if": {"elseif", "else", "endif"}, "for": {"else", "endfor"}}

func ends(p piece, in string) bool {
	for _, name := range enders[in] {
		if p.tokens[0].text == name {
			return true
		}
	}
	return false
}

func (p *parser) output(from piece) (node, *Error) {
	p.next++
	p.line = line{tokens: from.tokens}
	e, err := p.whole()
	return node{place: from.place, text: from.source, output: e}, err
}

func (p *parser) tag(from piece) (node, *Error) {
	p.next++
	p.line = line{tokens: from.tokens}
	name := p.take()
	switch name.text {
	case "if":
		return p.ifs(from)
	case "for":
		return p.fors(from)
	case "elseif", "else", "endif", "endfor":
		return node{}, from.wrong("{%% %s %%} stands alone here", name.text)
	case "":
		return node{}, from.wrong("the tag is empty")
	}
	return node{}, from.wrong("there is no tag %.30q here: if and for are", name.text)
}

func (p *parser) ifs(from piece) (node, *Error) {
	n := node{place: from.place}
	for {
		condition, err := p.whole()
		if err != nil {
			return n, err
		}
		body, err := p.body("if")
		if err != nil {
			return n, err
		}
		n.branches = append(n.branches, branch{condition, body})
		switch p.ender() {
		case "endif":
			return n, p.over()
		case "else":
			if err := p.over(); err != nil {
				return n, err
			}
			if body, err = p.body("if"); err != nil {
				return n, err
			}
			n.branches = append(n.branches, branch{nil, body})
			if at := p.pieces[p.next].place; p.ender() != "endif" {
				return n, at.wrong("{%% else %%} is the last part: {%% endif %%} has to follow")
			}
			return n, p.over()
		}
	}
}

func (p *parser) fors(from piece) (node, *Error) {
	name := p.take()
	if name.kind != 'n' || reserved[name.text] {
		return node{}, name.wrong("{%% for %%} needs a name, as in {%% for name in names %%}")
	}
	if in := p.take(); in.text != "in" {
		return node{}, in.wrong("{%% for %%} needs the word in, as in {%% for name in names %%}")
	}
	l := &loop{name: name.text}
	n := node{place: from.place, loop: l}
	var err *Error
	if l.over, err = p.whole(); err != nil {
		return n, err
	}
	if l.body, err = p.body("for"); err != nil {
		return n, err
	}
	if p.ender() == "else" {
		if err := p.over(); err != nil {
			return n, err
		}
		if l.orElse, err = p.body("for"); err != nil {
			return n, err
		}
		if at := p.pieces[p.next].place; p.ender() != "endfor" {
			return n, at.wrong("{%% else %%} is the last part: {%% endfor %%} has to follow")
		}
	}
	return n, p.over()
}

// ender goes into the tag that ended a body.
func (p *parser) ender() string {
	p.line = line{tokens: p.pieces[p.next].tokens}
	p.next++
	return p.take().text
}

// over holds that a tag has nothing more.
func (p *parser) over() *Error {
	if t := p.peek(); t.kind != 0 {
		return t.wrong("%.30q has no meaning here", t.text)
	}
	return nil
}
