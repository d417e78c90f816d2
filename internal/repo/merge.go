package repo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tidings/internal/content"
	"tidings/internal/order"
	"tidings/internal/status"
)

// Clash is a part of a file that both sides have changed since they agreed, each
// in its own way.
type Clash struct {
	Update string // id of the update; empty for the front matter
	Ours   string // what we say, which the merged file does not
}

// Merge brings together what became of one file on two sides since they agreed:
// base is the file then, ours and theirs are the files now. Each may be nil,
// where there was or is none. It merges by front matter and by update: what only
// one side has changed is as that side has it; what both have changed is as
// theirs and a Clash, but a text that they deleted and we changed stays. Two new
// updates that have the same id both stay, and theirs gets another one.
//
// What need not change keeps its bytes, so that a new update is a pure
// insertion. A file that nobody can read as one of its kind is a problem.
func Merge(about, path string, base, ours, theirs []byte, known Known) (merged []byte, clashes []Clash, problems []content.Problem) {
	if theirs == nil && bytes.Equal(base, ours) {
		return nil, nil, nil
	}
	var sheets [3]*sheet
	for i, src := range [...][]byte{base, ours, theirs} {
		if sheets[i], problems = cutSheet(about, path, src, known); len(problems) > 0 {
			return nil, nil, problems
		}
	}
	m := merging{base: sheets[0], ours: sheets[1], theirs: sheets[2]}
	switch {
	case ours == nil && theirs == nil:
		return nil, nil, nil
	case theirs == nil, m.theirs.same(m.base) && m.theirs.loose:
		return ours, nil, nil
	case m.ours.same(m.theirs), m.ours.same(m.base):
		return theirs, nil, nil
	case ours == nil && m.theirs.same(m.base):
		return nil, nil, nil
	case ours == nil:
		return theirs, []Clash{{}}, nil
	}
	merged = asIn(theirs, m.all())
	if _, problems = Parse(about, path, merged, known); len(problems) > 0 {
		return nil, nil, problems
	}
	return merged, m.clashes, nil
}

// sheet is a file cut into the pieces that are merged.
type sheet struct {
	head   piece
	pieces []piece
	loose  bool // it has no headings
}

// piece is the front matter, or an update.
type piece struct {
	raw    string // as it stands in the file; empty: to be written
	says   string // the same for all that say the same
	named  bool   // raw has the update's id
	update status.Update
}

// cutSheet reads a file; of none it gives an empty sheet.
func cutSheet(about, path string, src []byte, known Known) (*sheet, []content.Problem) {
	if src == nil {
		return &sheet{}, nil
	}
	f, problems := Parse(about, path, src, known)
	if len(problems) > 0 {
		return nil, problems
	}
	p, _ := open(path, src) // it has just been read
	_, rest, _ := p.front()
	preamble, sections := p.sections(rest)
	s := &sheet{head: piece{raw: p.text[:preamble.to], says: string(Format(headOf(f)))}, loose: len(sections) == 0}
	if s.loose {
		s.head.raw = ""
	}
	for i, u := range told(f) {
		one := piece{says: says(u), update: u}
		if !s.loose {
			one.raw = p.text[sections[i].line:sections[i].text.to]
			one.named = u.ID != strconv.Itoa(i+1) || sections[i].block != region{} && strings.Contains("\n"+p.in(sections[i].block), "\nid:")
		}
		s.pieces = append(s.pieces, one)
	}
	return s, nil
}

// told are the updates of a file; of work that recurs its one text.
func told(f status.Fact) []status.Update {
	if f.Recurrence != nil {
		return []status.Update{f.Recurrence.Text}
	}
	return f.Updates()
}

// headOf is a fact without its updates.
func headOf(f status.Fact) status.Fact {
	if f.Incident != nil {
		head := *f.Incident
		head.Updates = nil
		return status.Fact{Incident: &head}
	}
	if f.Maintenance != nil {
		head := *f.Maintenance
		head.Updates = nil
		return status.Fact{Maintenance: &head}
	}
	head := *f.Recurrence
	head.Text = status.Update{}
	return status.Fact{Recurrence: &head}
}

// says is an update in a form that is the same for all that say the same.
func says(u status.Update) string {
	b, _ := json.Marshal(u) // strings, times and maps of them: it cannot fail
	return string(b)
}

// same reports whether two files say the same.
func (s *sheet) same(o *sheet) bool {
	return s.head.says == o.head.says && slices.EqualFunc(s.pieces, o.pieces, func(a, b piece) bool { return a.says == b.says })
}

func (s *sheet) piece(id string) (piece, bool) {
	i := slices.IndexFunc(s.pieces, func(p piece) bool { return p.update.ID == id })
	if i < 0 {
		return piece{}, false
	}
	return s.pieces[i], true
}

// merging is the work of one Merge.
type merging struct {
	base, ours, theirs *sheet
	clashes            []Clash
}

// all is the merged file.
func (m *merging) all() string {
	head := m.theirs.head
	switch {
	case head.says == m.ours.head.says:
	case head.says == m.base.head.says:
		head = m.ours.head
	case m.ours.head.says != m.base.head.says:
		m.clashes = append(m.clashes, Clash{Ours: m.ours.head.says})
	}
	out, fresh := head.raw, head.raw != m.theirs.head.raw || head.raw == ""
	if head.raw == "" {
		out = head.says
	}
	for i, p := range m.pieces() {
		before := fresh
		if fresh = p.raw == "" || !p.named && p.update.ID != strconv.Itoa(i+1); fresh {
			p.raw = written(i, p.update)
		}
		if out = strings.TrimSuffix(out, "\n") + "\n"; fresh || before {
			out = strings.TrimRight(out, "\n") + "\n\n"
		}
		out += p.raw
	}
	if n := len(m.theirs.pieces); !strings.HasSuffix(out, m.theirs.pieces[n-1].raw) {
		out = strings.TrimRight(out, "\n") + "\n"
	}
	return out
}

func written(i int, u status.Update) string {
	var w writer
	w.update(i, &u)
	return w.String()
}

// pieces are the merged updates, oldest first.
func (m *merging) pieces() []piece {
	var all []piece
	for _, t := range m.theirs.pieces {
		all = append(all, m.kept(t)...)
	}
	for _, o := range m.ours.pieces {
		if m.added(o) {
			o.raw = ""
			all = append(all, o)
		}
	}
	order.StablyBy(all, func(a, b piece) int { return a.update.At.Compare(b.update.At) })
	m.rename(all)
	return all
}

// kept is what stays of an update in their file: theirs, ours, or nothing.
func (m *merging) kept(t piece) []piece {
	o, inOurs := m.ours.piece(t.update.ID)
	b, inBase := m.base.piece(t.update.ID)
	switch {
	case inOurs && o.says == t.says, inBase && inOurs && o.says == b.says, !inBase:
		return []piece{t}
	case t.says != b.says: // both have changed it
		c := Clash{Update: t.update.ID}
		if inOurs {
			c.Ours = written(0, o.update)
		}
		m.clashes = append(m.clashes, c)
		return []piece{t}
	case !inOurs:
		return nil
	}
	o.raw = ""
	return []piece{o}
}

// added reports whether an update of ours is to stand beside theirs: a new one,
// or one that they deleted and we changed.
func (m *merging) added(o piece) bool {
	t, inTheirs := m.theirs.piece(o.update.ID)
	b, inBase := m.base.piece(o.update.ID)
	if inTheirs {
		return !inBase && t.says != o.says
	}
	return !inBase || b.says != o.says
}

// rename gives an update of theirs another id where one of ours has it: ours
// has been on the page.
func (m *merging) rename(all []piece) {
	taken := map[string]int{}
	for _, p := range all {
		taken[p.update.ID]++
	}
	for i := range all {
		p := &all[i]
		if taken[p.update.ID] < 2 || p.raw == "" {
			continue
		}
		taken[p.update.ID]--
		for n := 2; taken[p.update.ID] > 0; n++ {
			id, _, _ := strings.Cut(p.update.ID, "-again-")
			p.update.ID = fmt.Sprintf("%s-again-%d", id, n)
		}
		taken[p.update.ID]++
		p.raw = ""
	}
}

// asIn writes a text with the line ends, and the mark at the start, that a file has.
func asIn(file []byte, text string) []byte {
	if bytes.Contains(file, []byte("\r\n")) {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	if mark := []byte("\ufeff"); bytes.HasPrefix(file, mark) {
		text = string(mark) + text
	}
	return []byte(text)
}
