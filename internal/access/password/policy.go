package password

import (
	_ "embed"
	"errors"
	"math"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// What a password must have. Length is counted in characters after Unicode's
// normal form C, so that the same word counts the same from every keyboard.
const (
	MinCharacters = 12
	MaxBytes      = 1000
	leastBits     = 30 // of guessing, below which a password counts as common
)

var (
	// ErrShort says that a password has too few characters.
	ErrShort = errors.New("the password needs at least 12 characters: a few words that nobody would put together are easy to type")
	// ErrLong says that a password has more than MaxBytes bytes.
	ErrLong = errors.New("the password is longer than 1000 bytes: choose a shorter one")
	// ErrText says that a password holds what no keyboard types.
	ErrText = errors.New("the password holds characters that cannot be typed: choose letters, digits, spaces and signs")
	// ErrCommon says that a password is among the first that an attacker tries.
	ErrCommon = errors.New("the password is easy to guess: it is made of common words, dates, repetitions or keys in a row; choose a few words that nobody would put together")
)

// Check says what is wrong with a new password. Known are words that an
// attacker knows of its owner, such as the parts of the e-mail address.
func Check(password string, known ...string) error {
	if !utf8.ValidString(password) || strings.ContainsFunc(password, unicode.IsControl) {
		return ErrText
	}
	password = norm.NFC.String(password)
	switch {
	case len(password) > MaxBytes:
		return ErrLong
	case utf8.RuneCountInString(password) < MinCharacters:
		return ErrShort
	case guesses([]rune(password), known) < leastBits:
		return ErrCommon
	}
	return nil
}

//go:embed common.txt
var list string

// common are the words and sayings that people use in passwords, in lower case
// and without spaces.
var common = sync.OnceValue(func() map[string]struct{} {
	words := map[string]struct{}{}
	for w := range strings.FieldsSeq(list) {
		words[w] = struct{}{}
	}
	return words
})

// guesses is how many bits an attacker needs at most who knows how people make
// passwords: the cheapest way to put it together from common words, known ones,
// years, repetitions, keys in a row and single characters.
func guesses(password []rune, known []string) float64 {
	plain, words := simplify(password), vocabulary(known)
	best := make([]float64, len(password)+1)
	for end := 1; end <= len(password); end++ {
		best[end] = best[end-1] + character(password[end-1])
		for start := max(0, end-longest); start < end; start++ {
			if bits := part(plain[start:end], words); bits < math.Inf(1) {
				best[end] = min(best[end], best[start]+bits)
			}
		}
	}
	return min(best[len(password)], repeated(plain, best))
}

// longest is how many characters a common part may have.
const longest = 40

// simplify undoes capitals and the usual signs in the place of letters, which
// cost an attacker next to nothing.
func simplify(password []rune) []rune {
	plain := make([]rune, len(password))
	for i, r := range password {
		plain[i] = unicode.ToLower(r)
	}
	return plain
}

var signs = strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "!", "i", "0", "o", "$", "s", "5", "s", "7", "t")

func vocabulary(known []string) map[string]struct{} {
	words := map[string]struct{}{}
	for _, k := range known {
		for _, w := range strings.FieldsFunc(strings.ToLower(k), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if len(w) >= 3 {
				words[w] = struct{}{}
			}
		}
	}
	return words
}

// part is what a part costs as a whole; infinite if it is nothing common.
func part(p []rune, words map[string]struct{}) float64 {
	text := string(p)
	plain := signs.Replace(text)
	for _, t := range [...]string{text, plain} {
		if _, ok := words[t]; ok {
			return 2
		}
		if _, ok := common()[t]; ok && len(p) > 2 {
			return 9
		}
	}
	switch {
	case len(p) == 4 && (text[:2] == "19" || text[:2] == "20") && digits(text):
		return 6
	case len(p) >= 3 && inRow(p):
		return 7
	}
	return math.Inf(1)
}

func digits(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// character is what a character costs alone.
func character(r rune) float64 {
	switch {
	case r >= '0' && r <= '9':
		return 3.3
	case r >= 'a' && r <= 'z', r == ' ':
		return 4.7
	case r < utf8.RuneSelf:
		return 5.5
	}
	return 7
}

// repeated is what a password costs that is one part written several times over.
func repeated(plain []rune, best []float64) float64 {
	for size := 1; size <= len(plain)/2; size++ {
		if periodic(plain, size) {
			return best[size] + 3
		}
	}
	return math.Inf(1)
}

func periodic(p []rune, size int) bool {
	for i := size; i < len(p); i++ {
		if p[i] != p[i-size] {
			return false
		}
	}
	return true
}
