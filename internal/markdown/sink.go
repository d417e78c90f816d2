package markdown

import "unicode/utf8"

// sink is a goldmark writer that appends to a byte slice, and the copy of the
// source that goldmark reads.
type sink struct {
	src, out []byte
}

func (s *sink) Write(p []byte) (int, error) {
	s.out = append(s.out, p...)
	return len(p), nil
}

func (s *sink) WriteString(p string) (int, error) {
	s.out = append(s.out, p...)
	return len(p), nil
}

func (s *sink) WriteByte(b byte) error {
	s.out = append(s.out, b)
	return nil
}

func (s *sink) WriteRune(r rune) (int, error) {
	n := len(s.out)
	s.out = utf8.AppendRune(s.out, r)
	return len(s.out) - n, nil
}

func (s *sink) Available() int { return cap(s.out) - len(s.out) }
func (s *sink) Buffered() int  { return 0 }
func (s *sink) Flush() error   { return nil }
