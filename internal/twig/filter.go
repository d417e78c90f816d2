package twig

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// filters change a value; with are the values in their brackets.
var filters = map[string]func(v any, with []any) any{
	"escape": func(v any, _ []any) any { return v }, // the page encodes
	"e":      func(v any, _ []any) any { return v },
	"raw":    func(v any, _ []any) any { return v },
	"upper":  func(v any, _ []any) any { return strings.ToUpper(text(v)) },
	"lower":  func(v any, _ []any) any { return strings.ToLower(text(v)) },
	"trim":   func(v any, _ []any) any { return strings.TrimSpace(text(v)) },
	"title":  func(v any, _ []any) any { return titled(text(v)) },
	"capitalize": func(v any, _ []any) any {
		r, n := utf8.DecodeRuneInString(text(v))
		if n == 0 {
			return ""
		}
		return string(unicode.ToUpper(r)) + strings.ToLower(text(v)[n:])
	},
	"default": func(v any, with []any) any {
		if tests["empty"](v) && len(with) > 0 {
			return with[0]
		}
		return v
	},
	"length": func(v any, _ []any) any {
		if all, is := v.([]any); is {
			return len(all)
		}
		return utf8.RuneCountInString(text(v))
	},
	"first": func(v any, _ []any) any { return at(v, 0) },
	"last":  func(v any, _ []any) any { return at(v, -1) },
	"join":  joined,
}

var filterNames = strings.Join(slices.Sorted(maps.Keys(filters)), ", ")

func titled(s string) string {
	before := ' '
	return strings.Map(func(r rune) rune {
		last := before
		before = r
		if unicode.IsSpace(last) {
			return unicode.ToUpper(r)
		}
		return unicode.ToLower(r)
	}, s)
}

// at is an entry of a list, from its end where n is negative.
func at(v any, n int) any {
	all, _ := v.([]any)
	if n < 0 {
		n += len(all)
	}
	if n < 0 || n >= len(all) {
		return nil
	}
	return all[n]
}

// joined puts a list together, with something else before the last if it says so.
func joined(v any, with []any) any {
	all, is := v.([]any)
	if !is {
		return text(v)
	}
	between, last := "", ""
	if len(with) > 0 {
		between, last = text(with[0]), text(with[0])
	}
	if len(with) > 1 {
		last = text(with[1])
	}
	var b strings.Builder
	for i, x := range all {
		switch {
		case i > 0 && i == len(all)-1:
			b.WriteString(last)
		case i > 0:
			b.WriteString(between)
		}
		if b.WriteString(text(x)); b.Len() > MaxOutput {
			break
		}
	}
	return b.String()
}
