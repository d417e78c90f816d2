package twig

import "strconv"

// expression gives a value.
type expression func(r *rendering) (any, *Error)

// line is the words of one output or tag, and how far they are read.
type line struct {
	tokens []token
	at     int
	nested int
}

func (l *line) peek() token { return l.tokens[l.at] }

func (l *line) take() token {
	t := l.tokens[l.at]
	if t.kind != 0 {
		l.at++
	}
	return t
}

// has takes a word if it is the next.
func (l *line) has(text string) bool {
	t := l.peek()
	is := (t.kind == 'o' || t.kind == 'n') && t.text == text
	if is {
		l.at++
	}
	return is
}

func (l *line) need(text string) *Error {
	if t := l.peek(); !l.has(text) {
		return t.wrong("%q is missing here", text)
	}
	return nil
}

// whole is an expression with nothing behind it.
func (l *line) whole() (expression, *Error) {
	e, err := l.expression(0)
	if err != nil {
		return nil, err
	}
	if t := l.peek(); t.kind != 0 {
		return nil, t.wrong("%.30q has no meaning here", t.text)
	}
	return e, nil
}

// binding is how tightly operators bind, as in Twig.
var binding = map[string]int{
	"?": 1, "or": 10, "and": 15, "==": 20, "!=": 20, "<": 20, ">": 20, "<=": 20, ">=": 20, "in": 20, "not": 20,
	"+": 30, "-": 30, "~": 40, "*": 60, "/": 60, "%": 60, "is": 100, "??": 300,
}

var reserved = map[string]bool{"or": true, "and": true, "not": true, "in": true, "is": true, "true": true, "false": true, "null": true, "none": true, "loop": true}

// expression reads one whose operators bind at least so tightly.
func (l *line) expression(least int) (expression, *Error) {
	if l.nested++; l.nested > maxDepth {
		return nil, l.peek().wrong("there is too much in one another here")
	}
	defer func() { l.nested-- }()
	left, err := l.unary()
	for err == nil {
		t := l.peek()
		tight, is := binding[t.text]
		if t.kind != 'o' && t.kind != 'n' || !is || tight < least {
			return left, nil
		}
		l.at++
		left, err = l.binary(t, tight, left)
	}
	return left, err
}

func (l *line) binary(t token, tight int, left expression) (expression, *Error) {
	switch t.text {
	case "?":
		return l.choice(left)
	case "is":
		return l.test(left)
	case "not": // not in
		if err := l.need("in"); err != nil {
			return nil, err
		}
		right, err := l.expression(tight + 1)
		return negated(both(t, "in", left, right)), err
	case "??":
		right, err := l.expression(tight)
		return orElse(left, right), err
	}
	right, err := l.expression(tight + 1)
	return both(t, t.text, left, right), err
}

// choice is what follows a ?.
func (l *line) choice(condition expression) (expression, *Error) {
	if l.has(":") {
		no, err := l.expression(0)
		return chosen(condition, condition, no), err
	}
	yes, err := l.expression(0)
	if err != nil {
		return nil, err
	}
	no := expression(func(*rendering) (any, *Error) { return "", nil })
	if l.has(":") {
		no, err = l.expression(0)
	}
	return chosen(condition, yes, no), err
}

// test is what follows is.
func (l *line) test(value expression) (expression, *Error) {
	not := l.has("not")
	name := l.take()
	holds, known := tests[name.text]
	if !known {
		return nil, name.wrong("there is no test %.30q: defined, empty, null, even and odd are", name.text)
	}
	e := func(r *rendering) (any, *Error) {
		v, err := value(r)
		return holds(v) != not, err
	}
	return e, nil
}

func (l *line) unary() (expression, *Error) {
	switch t := l.peek(); {
	case l.has("not"):
		e, err := l.expression(50)
		return negated(e), err
	case l.has("-"):
		e, err := l.expression(500)
		return both(t, "-", constant(0.0), e), err
	}
	return l.postfix()
}

// postfix is a value with its attributes and filters.
func (l *line) postfix() (expression, *Error) {
	e, err := l.primary()
	for err == nil {
		switch t := l.peek(); {
		case l.has("."):
			e, err = l.attribute(e)
		case l.has("["):
			key, bad := l.expression(0)
			if bad == nil {
				bad = l.need("]")
			}
			e, err = member(e, key), bad
		case l.has("|"):
			e, err = l.filter(e)
		case t.kind == 'o' && t.text == "(":
			return nil, t.wrong("functions and methods cannot be called")
		default:
			return e, nil
		}
	}
	return nil, err
}

func (l *line) attribute(of expression) (expression, *Error) {
	name := l.take()
	if name.kind != 'n' && name.kind != '0' {
		return nil, name.wrong("a name is missing behind the dot")
	}
	return member(of, constant(name.text)), nil
}

func (l *line) primary() (expression, *Error) {
	switch t := l.take(); {
	case t.kind == '"':
		return constant(t.text), nil
	case t.kind == '0':
		n, err := strconv.ParseFloat(t.text, 64)
		if err != nil {
			return nil, t.wrong("%.30q is no number", t.text)
		}
		return constant(n), nil
	case t.kind == 'n':
		return variable(t), nil
	case t.text == "(":
		e, err := l.expression(0)
		if err == nil {
			err = l.need(")")
		}
		return e, err
	case t.text == "[":
		return l.list()
	case t.kind == 0:
		return nil, t.wrong("a value is missing here")
	default:
		return nil, t.wrong("%.30q has no meaning here", t.text)
	}
}

func variable(t token) expression {
	switch t.text {
	case "true", "false":
		return constant(t.text == "true")
	case "null", "none":
		return constant(nil)
	}
	return func(r *rendering) (any, *Error) { return r.value(t) }
}

func (l *line) list() (expression, *Error) {
	var all []expression
	for !l.has("]") {
		if len(all) > 0 {
			if err := l.need(","); err != nil {
				return nil, err
			}
		}
		e, err := l.expression(0)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return func(r *rendering) (any, *Error) {
		values := make([]any, len(all))
		for i, e := range all {
			v, err := e(r)
			if err != nil {
				return nil, err
			}
			values[i] = v
		}
		return values, nil
	}, nil
}

// filter is what follows a |.
func (l *line) filter(of expression) (expression, *Error) {
	name := l.take()
	f, known := filters[name.text]
	if name.kind != 'n' || !known {
		return nil, name.wrong("there is no filter %.30q: %s are", name.text, filterNames)
	}
	var with []expression
	if l.has("(") {
		for !l.has(")") {
			if len(with) > 0 {
				if err := l.need(","); err != nil {
					return nil, err
				}
			}
			e, err := l.expression(0)
			if err != nil {
				return nil, err
			}
			with = append(with, e)
		}
	}
	return filtered(name, f, of, with), nil
}
