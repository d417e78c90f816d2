package feedback

import (
	"strconv"
	"strings"

	"tidings/internal/notify"
)

// Tag is a name and a value that a message carries: letters, digits, dashes and
// underscores only, which is all that SES takes.
type Tag struct{ Name, Value string }

const (
	readerTag = "tidings-reader"
	markTag   = "tidings-told-"
	maxMarks  = 40 // a message may have 50 tags
	maxValue  = 256
)

// Tags are a message's place in the ledger. Of more than forty subjects the
// rest are left out.
func Tags(reader string, marks []notify.Mark) []Tag {
	if reader == "" || !taggable(reader) {
		return nil
	}
	tags := []Tag{{readerTag, reader}}
	for i, m := range marks[:min(len(marks), maxMarks)] {
		about, id, _ := strings.Cut(m.Subject, "/")
		if value := strings.Join([]string{about, id, strconv.Itoa(m.Number)}, "_"); taggable(about+id) && len(value) <= maxValue {
			tags = append(tags, Tag{markTag + strconv.Itoa(i), value})
		}
	}
	return tags
}

// taggable reports whether a text can stand in a tag, where an underscore
// separates.
func taggable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
}

// mark reads the value of a tag.
func mark(value string) (notify.Mark, bool) {
	parts := strings.Split(value, "_")
	if len(parts) != 3 || parts[0] == "" || parts[1] == "" {
		return notify.Mark{}, false
	}
	n, err := strconv.Atoi(parts[2])
	return notify.Mark{Subject: parts[0] + "/" + parts[1], Number: n}, err == nil && n > 0
}
