package planner

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"tidings/internal/order"
)

// cell is one field of a table, and where it begins: line and character, from 1.
type cell struct {
	text         string
	line, column int
}

// mistake is what is wrong at a place of a table.
type mistake struct {
	Line, Column int
	Sentence     string
}

func (m mistake) String() string {
	return fmt.Sprintf("line %d, column %d: %s", m.Line, m.Column, m.Sentence)
}

func (c cell) wrong(format string, about ...any) mistake {
	return mistake{c.line, c.column, fmt.Sprintf(format, about...)}
}

// The most that a table may have.
const (
	maxTableRows  = 100
	maxTableWidth = 20
	maxMistakes   = 30
)

// cellsOf reads the rows of a table: of Markdown, or with tabs, semicolons or
// commas between its fields.
func cellsOf(text string) ([][]cell, *mistake) {
	text = strings.TrimPrefix(text, "\ufeff")
	head, _, _ := strings.Cut(strings.TrimLeft(text, "\r\n"), "\n")
	if strings.HasPrefix(strings.TrimSpace(head), "|") {
		return markdownCells(text), nil
	}
	return separatedCells(text, separatorOf(head))
}

// separatorOf is what stands between the fields of a head.
func separatorOf(head string) rune {
	switch {
	case strings.Contains(head, "\t"):
		return '\t'
	case strings.Count(head, ";") > strings.Count(head, ","):
		return ';'
	}
	return ','
}

func separatedCells(text string, separator rune) (rows [][]cell, bad *mistake) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.TrimLeadingSpace, r.LazyQuotes = separator, -1, separator != '\t', separator == '\t'
	lines := strings.Split(text, "\n")
	for {
		fields, err := r.Read()
		var broken *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return rows, nil
		case errors.As(err, &broken):
			return nil, &mistake{broken.Line, runes(lines, broken.Line, broken.Column), "the quotes do not fit: a field that has any is put into quotes, and a quote in it is written twice"}
		}
		var row []cell
		for i, field := range fields {
			line, column := r.FieldPos(i)
			row = append(row, cell{strings.TrimSpace(field), line, runes(lines, line, column)})
		}
		if !blank(row) {
			rows = append(rows, row)
		}
	}
}

// runes is a column in characters, of one in bytes.
func runes(lines []string, line, column int) int {
	if line < 1 || line > len(lines) {
		return column
	}
	text := lines[line-1]
	return utf8.RuneCountInString(text[:min(max(column-1, 0), len(text))]) + 1
}

// markdownCells are those of a table of Markdown, without the line below its head.
func markdownCells(text string) (rows [][]cell) {
	for n, line := range strings.Split(text, "\n") {
		row := markdownRow(strings.TrimRight(line, "\r"), n+1)
		if !blank(row) && !ruler(row) {
			rows = append(rows, row)
		}
	}
	return rows
}

func markdownRow(line string, n int) (row []cell) {
	column, start := 1, 1
	var field strings.Builder
	escaped := false
	end := func() {
		text := field.String()
		lead := utf8.RuneCountInString(text) - utf8.RuneCountInString(strings.TrimLeft(text, " \t"))
		row = append(row, cell{strings.TrimSpace(text), n, start + lead})
		field.Reset()
		start = column + 1
	}
	for _, r := range line {
		switch {
		case r == '|' && !escaped:
			end()
		case r == '|':
			text := strings.TrimSuffix(field.String(), `\`)
			field.Reset()
			field.WriteString(text + "|")
		default:
			field.WriteRune(r)
		}
		escaped = r == '\\' && !escaped
		column++
	}
	end()
	return trimmed(row)
}

// trimmed is a row without the empty fields outside its first and last bar.
func trimmed(row []cell) []cell {
	if len(row) > 0 && row[0].text == "" {
		row = row[1:]
	}
	if n := len(row); n > 0 && row[n-1].text == "" {
		row = row[:n-1]
	}
	return row
}

func blank(row []cell) bool {
	return !slices.ContainsFunc(row, func(c cell) bool { return c.text != "" })
}

// ruler reports whether a row is the line below a head, such as |---|:-:|.
func ruler(row []cell) bool {
	return !slices.ContainsFunc(row, func(c cell) bool { return strings.Trim(c.text, "-: ") != "" || !strings.Contains(c.text, "-") })
}

// columnNames are the columns, by what people call them.
var columnNames = map[string]string{
	"title": "title", "name": "title", "what": "title", "subject": "title",
	"start": "starts", "starts": "starts", "from": "starts", "begin": "starts", "begins": "starts",
	"end": "ends", "ends": "ends", "until": "ends", "to": "ends",
	"duration": "duration", "length": "duration",
	"components": "components", "component": "components", "affects": "components", "services": "components",
	"text": "text", "description": "text", "message": "text", "details": "text",
	"reminder": "reminder", "remind": "reminder",
}

// heads are the columns of a table by its first row.
func heads(row []cell) (columns []string, bad []mistake) {
	for _, c := range row {
		name := columnNames[strings.ToLower(c.text)]
		switch {
		case name == "":
			bad = append(bad, c.wrong("%.40q is no column: use title, starts, ends or duration, components, text, reminder", c.text))
		case slices.Contains(columns, name):
			bad = append(bad, c.wrong("there is a column %s already", name))
		}
		columns = append(columns, name)
	}
	for _, name := range []string{"title", "starts"} {
		if len(bad) == 0 && !slices.Contains(columns, name) {
			bad = append(bad, row[0].wrong("the first line names the columns, and %s is missing", name))
		}
	}
	if len(bad) == 0 && slices.Contains(columns, "ends") == slices.Contains(columns, "duration") {
		bad = append(bad, row[0].wrong("a column ends or a column duration is needed, and not both"))
	}
	return columns, bad
}

func sortMistakes(all []mistake) {
	order.StablyBy(all, func(a, b mistake) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column)) })
}
