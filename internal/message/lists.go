package message

import "strings"

// List joins names as a sentence does: "Ann, Ben and Cem".
func (w *Words) List(names ...string) string {
	if len(names) == 0 {
		return ""
	}
	made := names[0]
	for i, name := range names[1:] {
		key := "list.more"
		if i == len(names)-2 {
			key = "list.last"
		}
		made = w.Text(key, "before", made, "name", name)
	}
	return made
}

// Sentences puts sentences behind each other, leaving out empty ones.
func (w *Words) Sentences(all ...string) string {
	var b strings.Builder
	for _, s := range all {
		if s != "" && b.Len() > 0 {
			b.WriteString(w.Gap)
		}
		b.WriteString(s)
	}
	return b.String()
}
