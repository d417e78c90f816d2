package repo

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// yamlError finds where the YAML parser stopped, in lines and columns of its
// text, and says how to mend what people get wrong most.
func yamlError(err error, text string) (line, column int, message string) {
	message = strings.TrimPrefix(err.Error(), "yaml: ")
	line = 1 // which the parser leaves out
	if number, rest, ok := strings.Cut(strings.TrimPrefix(message, "line "), ": "); ok {
		if n, err := strconv.Atoi(number); err == nil {
			line, message = n, rest
		}
	}
	lines := strings.Split(text, "\n")
	line = max(1, min(line, len(lines)))
	if hint := yamlHint(message); hint != "" {
		message = hint
	}
	return line, suspect(lines[line-1]), message
}

// yamlHint puts the parser's commonest messages into words that help.
func yamlHint(message string) string {
	switch {
	case strings.Contains(message, "mapping values are not allowed"):
		return `a value that holds ": " must stand in quotes, and the keys of one map must have the same indentation`
	case strings.Contains(message, "could not find expected ':'"):
		return `a key needs ": " after it`
	case strings.Contains(message, "cannot start any token"):
		return "a value that begins with @, ` or % must stand in quotes"
	case strings.Contains(message, "did not find expected"):
		return message + ": look for a quote, bracket or indentation that is missing"
	}
	return ""
}

// suspect is the column of what most likely stopped the parser in a line: a
// second ": ", or a value that begins with a character that YAML keeps for
// itself. The parser does not say.
func suspect(line string) int {
	_, value, ok := strings.Cut(line, ": ")
	if !ok {
		return 1
	}
	at := len(line) - len(value)
	switch second := strings.Index(value, ": "); {
	case value != "" && strings.IndexByte("@`%", value[0]) >= 0:
	case second >= 0:
		at += second
	default:
		return 1
	}
	return utf8.RuneCountInString(line[:at]) + 1
}
