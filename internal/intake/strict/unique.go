package strict

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// fewKeys is up to how many keys comparing each with each costs less than a map.
const fewKeys = 16

// unique refuses an object in which two keys are the same, or differ in case
// only unless that is allowed.
func (s *scanner) unique(object int) error {
	cased := s.max.Cased || slices.Contains(s.max.Names, s.nodes[object].key)
	var keys [fewKeys]string
	n := 0
	for i := object + 1; i < len(s.nodes); i = int(s.nodes[i].end) {
		if n == fewKeys {
			return s.uniqueMany(object, cased)
		}
		key := s.nodes[i].key
		for _, other := range keys[:n] {
			if key == other || !cased && strings.EqualFold(key, other) {
				return s.collision(other, key)
			}
		}
		keys[n] = key
		n++
	}
	return nil
}

func (s *scanner) uniqueMany(object int, cased bool) error {
	seen := make(map[string]string, 4*fewKeys)
	for i := object + 1; i < len(s.nodes); i = int(s.nodes[i].end) {
		key := s.nodes[i].key
		folded := key
		if !cased {
			folded = fold(key)
		}
		if other, ok := seen[folded]; ok {
			return s.collision(other, key)
		}
		seen[folded] = key
	}
	return nil
}

func (s *scanner) collision(a, b string) error {
	if a == b {
		return s.refuse("the key %s stands twice in the object that ends here", Quote(a))
	}
	return s.refuse("the keys %s and %s of the object that ends here differ in case only", Quote(a), Quote(b))
}

// fold maps all keys that strings.EqualFold takes for the same to one.
func fold(key string) string {
	return strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf {
			return unicode.ToUpper(r)
		}
		least := r
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			least = min(least, f)
		}
		return least
	}, key)
}
