package dynamo

import (
	"sort"
	"unicode/utf8"

	"tidings/internal/store"
)

// bounds are the inclusive ends of a range of stored sort keys. A span's ends
// need not be UTF-8, which a sort key must be.
func bounds(s store.Span) (from, to string) {
	from, ok := ceiling(s.From)
	if !ok {
		return afterMark, afterMark
	}
	if to, ok = ceiling(s.To); !ok {
		return sortMark + from, afterMark
	}
	return sortMark + from, sortMark + to
}

// ceiling is the least UTF-8 string that is not below s, byte by byte; there
// is none when s is above them all.
func ceiling(s string) (string, bool) {
	if utf8.ValidString(s) {
		return s, true
	}
	clean := s[:validPrefix(s)]
	rest := s[len(clean):]
	n := sort.Search(letters, func(i int) bool { return string(letter(i)) >= rest })
	if n < letters {
		return clean + string(letter(n)), true
	}
	return above(clean)
}

// above is the least UTF-8 string that is above all that begin with s.
func above(s string) (string, bool) {
	for s != "" {
		last, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
		if i := indexOf(last) + 1; i < letters {
			return s + string(letter(i)), true
		}
	}
	return "", false
}

func validPrefix(s string) int {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size <= 1 {
			return i
		}
		i += size
	}
	return len(s)
}

// Letters are the code points that UTF-8 can hold, in order.
const (
	surrogates = 0xE000 - 0xD800
	letters    = utf8.MaxRune + 1 - surrogates
)

func letter(i int) rune {
	if i < 0xD800 {
		return rune(i)
	}
	return rune(i + surrogates)
}

func indexOf(r rune) int {
	if r < 0xD800 {
		return int(r)
	}
	return int(r) - surrogates
}
