package burden

import "strings"

// begun is the work of the links that are begun on a line: the end of an address is
// looked for up to the next space, or where it stands in angle brackets up to the
// end of the line. It stops where that is too much.
func begun(line string) (steps int) {
	for found := true; found && steps <= maxBrackets; {
		if _, line, found = strings.Cut(line, "]("); !found {
			break
		}
		address := strings.TrimLeft(line, " \t")
		if !strings.HasPrefix(address, "<") {
			address, _, _ = strings.Cut(address, " ")
		}
		steps += len(address)
	}
	return steps
}

// struck is the work of the signs ~ of a line: more than two together strike nothing
// out, which is found out again at each of them.
func struck(line string) (steps int) {
	for run := 0; line != ""; line = line[max(run, 1):] {
		run = len(line) - len(strings.TrimLeft(line, "~"))
		if run > 2 {
			steps += run * run
		}
	}
	return steps
}

// depth is how many quotes and lists may stand within each other on a line: the
// signs that it begins with, and the lists that the space before them may be of.
func depth(line string) (deep int) {
	space := 0
	for len(line) > 0 {
		n := marker(line)
		switch {
		case line[0] == '\t':
			space, n = space+4, 1
		case line[0] == ' ':
			space, n = space+1, 1
		case n == 0:
			line = ""
		default:
			deep++
		}
		line = line[n:]
	}
	if deep == 0 {
		return 0
	}
	return deep + max(space-deep, 0)/2
}

// marker is the length of the sign of a quote or of a list item that a line begins with.
func marker(line string) int {
	if line[0] == '>' {
		return 1
	}
	n := 0
	if strings.IndexByte("-+*", line[0]) < 0 {
		for n < len(line) && line[n] >= '0' && line[n] <= '9' {
			n++
		}
		if n == 0 || n > 9 || n == len(line) || line[n] != '.' && line[n] != ')' {
			return 0
		}
	}
	if n++; n == len(line) || strings.IndexByte(" \t\r", line[n]) >= 0 {
		return n
	}
	return 0
}

// beginsItem reports whether a line begins an item of a list, whatever stands above
// it: then it is no part of a paragraph there.
func beginsItem(line string) bool {
	inside := strings.TrimLeft(line, " ")
	return len(line)-len(inside) < 4 && len(inside) > 2 && strings.IndexByte("-+*", inside[0]) >= 0 && inside[1] == ' ' && inside[2] > ' '
}

// block is what has been counted of a block, which ends with an empty line.
type block struct {
	brackets, marks int
	columns         int // of the table that the lines may be rows of
	cells           int
	address         int // bytes of the address and title that may be under way
	longest         int // of those
	addressed       bool
}

// count counts a line; inside is the same without the space and the quotes before it.
func (b *block) count(line, inside string) {
	b.brackets += strings.Count(line, "[")
	b.marks += marksOf(line)
	if columns := strings.Count(inside, "|") + 1; columns > 1 && strings.Trim(inside, "|-: \t\r") == "" {
		b.columns = max(b.columns, columns)
	}
	b.cells += b.columns
	b.countAddress(line)
}

// marksOf is how many runs of signs of emphasis a line has.
func marksOf(line string) (runs int) {
	last := byte(0)
	for i := range len(line) {
		c := line[i]
		if (c == '*' || c == '_' || c == '~') && c != last {
			runs++
		}
		last = c
	}
	return runs
}

// countAddress counts what follows a "]:", which an address may that links refer to,
// up to the next or to the end of the block.
func (b *block) countAddress(line string) {
	for {
		before, after, begins := strings.Cut(line, "]:")
		if b.addressed {
			b.address += len(before) + 1
		}
		if !begins {
			return
		}
		b.endAddress()
		b.addressed, line = true, after
	}
}

func (b *block) endAddress() {
	b.longest = max(b.longest, b.address)
	b.address = 0
}

// fence follows blocks of code between lines of backticks or tildes, in which
// nothing is read. Only those that are surely code count: that stand in no quote and
// no list, which a line that is not indented at all does not.
type fence struct {
	sign  string // that the block under way was opened by; empty for none
	doubt bool   // from here on, what looks like a fence may be none
}

// holds reports whether a line is of such a block.
func (f *fence) holds(line string) bool {
	inside := strings.TrimLeft(line, " ")
	sign := fenceSign(inside)
	rest := inside[len(sign):]
	switch {
	case f.sign != "":
		if len(line)-len(inside) < 4 && len(sign) >= len(f.sign) && sign[0] == f.sign[0] && strings.Trim(rest, " \t\r\v\f") == "" {
			f.sign = ""
		}
		return true
	case f.doubt:
		return false
	case sign != "" && inside == line && !(sign[0] == '`' && strings.Contains(rest, "`")):
		f.sign = sign
		return true
	}
	f.doubt = strings.Contains(line, "```") || strings.Contains(line, "~~~")
	return false
}

// fenceSign are the three signs or more that a fence begins with; empty for none.
func fenceSign(line string) string {
	for _, c := range [...]string{"`", "~"} {
		if sign := line[:len(line)-len(strings.TrimLeft(line, c))]; len(sign) >= 3 {
			return sign
		}
	}
	return ""
}
