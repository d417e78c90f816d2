package strict

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// str reads a string whose opening quote is next.
func (s *scanner) str() (string, error) {
	s.at++
	start := s.at
	for i := start; i < len(s.src); i++ {
		switch c := s.src[i]; {
		case c == '"':
			s.at = i + 1
			return s.src[start:i], nil
		case c == '\\':
			s.at = i
			return s.escaped(start)
		case c < ' ':
			s.at = i
			return "", s.refuse("a control character in a string")
		}
	}
	s.at = len(s.src)
	return "", s.refuse("a string without an end")
}

// escaped goes on with a string that began at start, from its first backslash.
func (s *scanner) escaped(start int) (string, error) {
	text := append(make([]byte, 0, 2*(s.at-start)+32), s.src[start:s.at]...)
	for s.at < len(s.src) {
		c := s.src[s.at]
		switch {
		case c == '"':
			s.at++
			return string(text), nil
		case c < ' ':
			return "", s.refuse("a control character in a string")
		case c == '\\':
			var err error
			if text, err = s.escape(text); err != nil {
				return "", err
			}
		default:
			text = append(text, c)
			s.at++
		}
	}
	return "", s.refuse("a string without an end")
}

// escape reads one escape, of which the backslash is next.
func (s *scanner) escape(text []byte) ([]byte, error) {
	if s.at+1 >= len(s.src) {
		return nil, s.refuse("a string without an end")
	}
	if s.src[s.at+1] == 'u' {
		r, err := s.unicode()
		return utf8.AppendRune(text, r), err
	}
	c, ok := plainEscape(s.src[s.at+1])
	if !ok {
		return nil, s.refuse("an escape that JSON does not have")
	}
	s.at += 2
	return append(text, c), nil
}

func plainEscape(c byte) (byte, bool) {
	switch c {
	case '"', '\\', '/':
		return c, true
	case 'b':
		return '\b', true
	case 'f':
		return '\f', true
	case 'n':
		return '\n', true
	case 'r':
		return '\r', true
	case 't':
		return '\t', true
	}
	return 0, false
}

// unicode reads \u with its four digits, and a second one when both make a pair.
func (s *scanner) unicode() (rune, error) {
	r, ok := s.hex(s.at)
	if !ok {
		return 0, s.refuse("four hexadecimal digits are expected after \\u")
	}
	s.at += 6
	if utf16.IsSurrogate(r) {
		second, _ := s.hex(s.at)
		if r = utf16.DecodeRune(r, second); r != utf8.RuneError {
			s.at += 6
		}
	}
	return r, nil
}

// hex returns the number of the \u with four digits at a place.
func (s *scanner) hex(at int) (rune, bool) {
	if at+6 > len(s.src) || s.src[at] != '\\' || s.src[at+1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(s.src[at+2:at+6], 16, 32)
	return rune(n), err == nil
}

// number reads a number and returns its literal.
func (s *scanner) number() (string, error) {
	start := s.at
	if s.src[s.at] == '-' {
		s.at++
	}
	if s.at < len(s.src) && s.src[s.at] == '0' {
		s.at++
	} else if err := s.digits(); err != nil {
		return "", err
	}
	if s.at < len(s.src) && s.src[s.at] == '.' {
		s.at++
		if err := s.digits(); err != nil {
			return "", err
		}
	}
	if err := s.exponent(); err != nil {
		return "", err
	}
	return s.src[start:s.at], nil
}

func (s *scanner) exponent() error {
	if s.at >= len(s.src) || s.src[s.at]|0x20 != 'e' {
		return nil
	}
	s.at++
	if s.at < len(s.src) && (s.src[s.at] == '+' || s.src[s.at] == '-') {
		s.at++
	}
	return s.digits()
}

// digits reads at least one digit.
func (s *scanner) digits() error {
	start := s.at
	for s.at < len(s.src) && s.src[s.at] >= '0' && s.src[s.at] <= '9' {
		s.at++
	}
	if s.at == start {
		return s.refuse("a digit is expected here")
	}
	return nil
}
