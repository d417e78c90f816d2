package strict

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Limits bound what Parse reads.
type Limits struct {
	Bytes  int // of the document
	Depth  int // of arrays and objects within each other
	Values int // of all sorts, in the whole document
	// Cased lets keys that differ in case only stand in one object, for
	// interfaces whose clients are known to send them.
	Cased bool
	// Names are the keys of objects whose own keys are names that the sender has
	// chosen, such as labels: there Severity and severity are two.
	Names []string
}

// bom is the byte order mark, which some senders put before a document and the
// reader may ignore (RFC 8259, section 8.1).
const bom = "\ufeff"

// Error says why a document is refused and at which byte, counted from 0.
type Error struct {
	Offset int
	Reason string
}

// Error implements error.
func (e *Error) Error() string { return fmt.Sprintf("byte %d: %s", e.Offset, e.Reason) }

// Parse reads one document. Every error is an *Error. The value shares no
// memory with src.
func Parse(src []byte, max Limits) (Value, error) {
	if len(src) > max.Bytes {
		return Value{}, &Error{max.Bytes, fmt.Sprintf("the document is longer than %d bytes", max.Bytes)}
	}
	if at := invalidUTF8(src); at >= 0 {
		return Value{}, &Error{at, "not UTF-8"}
	}
	// About one value in 24 bytes is what monitoring tools send.
	s := &scanner{src: string(src), max: max, nodes: make([]node, 0, 8+len(src)/24)}
	if strings.HasPrefix(s.src, bom) {
		s.at = len(bom)
	}
	if err := s.document(); err != nil {
		return Value{}, err
	}
	return Value{nodes: s.nodes}, nil
}

func invalidUTF8(src []byte) int {
	if utf8.Valid(src) {
		return -1
	}
	at := 0
	for {
		r, size := utf8.DecodeRune(src[at:])
		if r == utf8.RuneError && size <= 1 {
			return at
		}
		at += size
	}
}

type scanner struct {
	src   string
	at    int
	depth int
	max   Limits
	nodes []node
}

func (s *scanner) document() error {
	if err := s.value(""); err != nil {
		return err
	}
	if s.space(); s.at < len(s.src) {
		return s.refuse("more follows after the end of the document")
	}
	return nil
}

func (s *scanner) refuse(format string, args ...any) error {
	return &Error{s.at, fmt.Sprintf(format, args...)}
}

func (s *scanner) space() {
	for s.at < len(s.src) {
		switch s.src[s.at] {
		case ' ', '\n', '\t', '\r':
			s.at++
		default:
			return
		}
	}
}

// next skips white space and returns the byte that follows, or 0 at the end.
func (s *scanner) next() byte {
	if s.space(); s.at < len(s.src) {
		return s.src[s.at]
	}
	return 0
}

func (s *scanner) value(key string) error {
	if len(s.nodes) >= s.max.Values {
		return s.refuse("more than %d values", s.max.Values)
	}
	switch c := s.next(); {
	case c == '"':
		text, err := s.str()
		return s.leaf(key, text, String, err)
	case c == '{':
		return s.nested(key, Object)
	case c == '[':
		return s.nested(key, Array)
	case c == '-' || c >= '0' && c <= '9':
		text, err := s.number()
		return s.leaf(key, text, Number, err)
	}
	return s.word(key)
}

func (s *scanner) leaf(key, text string, kind Kind, err error) error {
	s.nodes = append(s.nodes, node{key: key, text: text, kind: kind, end: int32(len(s.nodes) + 1)})
	return err
}

// word reads one of the three literals.
func (s *scanner) word(key string) error {
	for _, w := range [...]struct {
		text string
		kind Kind
	}{{"true", Bool}, {"false", Bool}, {"null", Null}} {
		if len(s.src)-s.at >= len(w.text) && s.src[s.at:s.at+len(w.text)] == w.text {
			s.at += len(w.text)
			return s.leaf(key, w.text, w.kind, nil)
		}
	}
	if s.at >= len(s.src) {
		return s.refuse("the document ends too early")
	}
	return s.refuse("a value is expected here")
}

// nested reads an array or object whose opening bracket is next.
func (s *scanner) nested(key string, kind Kind) error {
	if s.depth++; s.depth > s.max.Depth {
		return s.refuse("nested deeper than %d levels", s.max.Depth)
	}
	self := len(s.nodes)
	s.nodes = append(s.nodes, node{key: key, kind: kind})
	s.at++
	if err := s.members(kind); err != nil {
		return err
	}
	s.depth--
	s.nodes[self].end = int32(len(s.nodes))
	if kind == Object {
		return s.unique(self)
	}
	return nil
}

func (s *scanner) members(kind Kind) error {
	if kind == Object {
		return s.object()
	}
	return s.array()
}

func (s *scanner) array() error {
	if s.next() == ']' {
		s.at++
		return nil
	}
	for {
		if err := s.value(""); err != nil {
			return err
		}
		if done, err := s.separator(']'); done || err != nil {
			return err
		}
	}
}

func (s *scanner) object() error {
	if s.next() == '}' {
		s.at++
		return nil
	}
	for {
		key, err := s.key()
		if err != nil {
			return err
		}
		if err := s.value(key); err != nil {
			return err
		}
		if done, err := s.separator('}'); done || err != nil {
			return err
		}
	}
}

// separator reads a comma, or the closing bracket: then done is true.
func (s *scanner) separator(closing byte) (done bool, err error) {
	switch s.next() {
	case ',':
		s.at++
		return false, nil
	case closing:
		s.at++
		return true, nil
	}
	return false, s.refuse("a comma or %q is expected here", closing)
}

func (s *scanner) key() (string, error) {
	if s.next() != '"' {
		return "", s.refuse("a key in quotes is expected here")
	}
	start := s.at
	key, err := s.str()
	if err != nil {
		return "", err
	}
	if hasControl(key) {
		s.at = start
		return "", s.refuse("a key with control characters")
	}
	if s.next() != ':' {
		return "", s.refuse("a colon is expected here")
	}
	s.at++
	return key, nil
}

func hasControl(key string) bool {
	for i := 0; i < len(key); i++ {
		if key[i] < ' ' || key[i] == 0x7f {
			return true
		}
	}
	return false
}
