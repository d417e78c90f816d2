package message

import (
	"slices"
	"strings"
)

// Languages lists the languages that there are words for, by tag in the order
// of the alphabet.
func Languages() []string {
	// The folder is part of the program: it cannot be missing.
	entries, _ := files.ReadDir("words")
	tags := make([]string, 0, len(entries))
	for _, e := range entries {
		tags = append(tags, strings.TrimSuffix(e.Name(), ".json"))
	}
	return tags
}

// Known reports whether a language can be spoken: there are words for it, or
// for the language without its region ("de" for "de-AT").
func Known(lang string) bool { return find(lang) != "" }

// find names the file that has the words of a language, or nothing.
func find(lang string) string {
	base, rest, _ := strings.Cut(lang, "-")
	if otherwise(base, rest) || !slices.Contains(Languages(), base) {
		return ""
	}
	return base
}

// otherwise reports whether a variety is written so differently from what the
// file of its language has that its readers would not take one for the other:
// the words of Chinese are in simplified characters.
func otherwise(base, rest string) bool {
	if base != "zh" {
		return false
	}
	for subtag := range strings.SplitSeq(strings.ToLower(rest), "-") {
		switch subtag {
		case "hans":
			return false
		case "hant", "tw", "hk", "mo":
			return true
		}
	}
	return false
}
