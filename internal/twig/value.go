package twig

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// text is a value as it is put out.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		if v {
			return "1"
		}
	case int:
		return strconv.Itoa(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []any:
		return "Array"
	}
	return ""
}

// number is a value that is calculated with.
func number(v any) float64 {
	switch v := v.(type) {
	case int:
		return float64(v)
	case float64:
		return v
	case bool:
		if v {
			return 1
		}
	case string:
		n, _ := strconv.ParseFloat(strings.TrimSpace(v), 64)
		if !math.IsInf(n, 0) && !math.IsNaN(n) {
			return n
		}
	}
	return 0
}

// truth is whether a value holds.
func truth(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case string:
		return v != "" && v != "0"
	case []any:
		return len(v) > 0
	case map[string]any:
		return len(v) > 0
	}
	return number(v) != 0
}

func numeric(v any) bool {
	switch v := v.(type) {
	case int, float64:
		return true
	case string:
		_, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
		return err == nil
	}
	return false
}

// same compares as PHP does: numbers as numbers, else texts.
func same(a, b any) bool {
	_, boolA := a.(bool)
	_, boolB := b.(bool)
	switch {
	case boolA || boolB || a == nil || b == nil:
		return truth(a) == truth(b)
	case numeric(a) && numeric(b):
		return number(a) == number(b)
	}
	return text(a) == text(b)
}

func less(a, b any) bool {
	if numeric(a) && numeric(b) {
		return number(a) < number(b)
	}
	return text(a) < text(b)
}

// holds reports whether a list has a value, or a text another.
func holds(in, v any) bool {
	switch in := in.(type) {
	case []any:
		return slices.ContainsFunc(in, func(x any) bool { return same(x, v) })
	case map[string]any:
		for _, x := range in {
			if same(x, v) {
				return true
			}
		}
		return false
	}
	return strings.Contains(text(in), text(v))
}

var tests = map[string]func(any) bool{
	"defined": func(v any) bool { return v != nil },
	"null":    func(v any) bool { return v == nil },
	"none":    func(v any) bool { return v == nil },
	"empty":   func(v any) bool { return !truth(v) && text(v) != "0" },
	"even":    func(v any) bool { return math.Mod(number(v), 2) == 0 },
	"odd":     func(v any) bool { return math.Mod(number(v), 2) != 0 },
}

// operations are those of two values.
var operations = map[string]func(a, b any) any{
	"==": func(a, b any) any { return same(a, b) },
	"!=": func(a, b any) any { return !same(a, b) },
	"<":  func(a, b any) any { return less(a, b) },
	">":  func(a, b any) any { return less(b, a) },
	"<=": func(a, b any) any { return !less(b, a) },
	">=": func(a, b any) any { return !less(a, b) },
	"in": func(a, b any) any { return holds(b, a) },
	"~":  func(a, b any) any { return text(a) + text(b) },
	"+":  func(a, b any) any { return number(a) + number(b) },
	"-":  func(a, b any) any { return number(a) - number(b) },
	"*":  func(a, b any) any { return number(a) * number(b) },
}
