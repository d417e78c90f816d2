package themes

import "strings"

// squeeze leaves comments and indentation out of a style sheet, and line breaks
// where a line ends in a sign that separates by itself. It changes nothing
// within a line, so it needs to know no more of CSS.
func squeeze(css string) string {
	var b strings.Builder
	for line := range strings.Lines(uncommented(css)) {
		line = strings.TrimSpace(line)
		b.WriteString(line)
		if line != "" && !strings.ContainsAny(line[len(line)-1:], "{};,") {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func uncommented(css string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(css, "/*")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		_, css, _ = strings.Cut(rest, "*/")
	}
}
