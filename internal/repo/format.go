package repo

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"tidings/internal/status"
)

// Format writes any fact, a recurrence as its pattern says.
func Format(f status.Fact) []byte {
	switch {
	case f.Incident != nil:
		return FormatIncident(f.Incident)
	case f.Maintenance != nil:
		return FormatMaintenance(f.Maintenance)
	}
	return formatRecurrence(f.Recurrence)
}

func formatRecurrence(s *status.Recurrence) []byte {
	starts := s.Occurrences[0].Starts
	m := &status.Maintenance{ID: s.ID, Title: s.Title, Starts: starts, Ends: starts.Add(s.Length), Components: s.Components,
		Reminder: s.Reminder, Notify: s.Notify, Tell: s.Tell, Earlier: s.Earlier}
	if s.Text.ID != "" {
		m.Updates = []status.Update{s.Text}
	}
	r := Repeat{Rule: s.Pattern.Rule, Until: string(s.Pattern.Until)}
	for _, day := range s.Pattern.Except {
		r.Except = append(r.Except, string(day))
	}
	return FormatRecurring(m, r)
}

// FormatIncident writes an incident as a content file that ParseIncident reads
// back as it was, but for its origin, which is the file's. The same incident
// gives the same bytes. Control characters, which no content file may hold, are
// left out.
func FormatIncident(inc *status.Incident) []byte {
	var w writer
	w.line("---")
	w.key("id", word(inc.ID))
	w.key("title", text(inc.Title))
	w.key("impact", inc.Impact.String())
	w.statuses(inc.Components)
	w.notify(inc.Notify)
	w.headlines(inc.Earlier, true)
	w.line("---")
	w.updates(inc.Updates)
	return w.Bytes()
}

// FormatMaintenance writes a maintenance as FormatIncident does an incident.
func FormatMaintenance(m *status.Maintenance) []byte { return FormatRecurring(m, Repeat{}) }

// FormatRecurring writes a maintenance that is the first of many. One whose
// rule is empty is the only one.
func FormatRecurring(m *status.Maintenance, r Repeat) []byte {
	var w writer
	w.line("---")
	w.key("id", word(m.ID))
	w.key("title", text(m.Title))
	starts, ends := m.Starts, m.Ends
	if m.First != (status.Plan{}) {
		starts, ends = m.First.Starts, m.First.Ends
	}
	w.key("starts", moment(starts))
	w.key("ends", moment(ends))
	if m.Reminder > 0 {
		w.key("reminder", brief(m.Reminder))
	}
	w.repeat(r)
	if len(m.Components) > 0 {
		ids := make([]string, len(m.Components))
		for i, id := range m.Components {
			ids[i] = word(id)
		}
		w.key("components", "["+strings.Join(ids, ", ")+"]")
	}
	w.notify(m.Notify)
	w.tell(m.Tell)
	w.headlines(m.Earlier, false)
	w.line("---")
	w.updates(m.Updates)
	return w.Bytes()
}

// writer writes the lines of a content file.
type writer struct{ bytes.Buffer }

func (w *writer) line(s string) { w.WriteString(s + "\n") }

func (w *writer) key(name, value string) { w.line(name + ": " + value) }

func (w *writer) repeat(r Repeat) {
	if r.Rule == "" {
		return
	}
	w.line("repeat:")
	w.key("  rule", text(r.Rule))
	if r.Until != "" {
		w.key("  until", r.Until)
	}
	if len(r.Except) > 0 {
		w.key("  except", "["+strings.Join(r.Except, ", ")+"]")
	}
}

func (w *writer) statuses(components map[string]status.Status) {
	if len(components) == 0 {
		return
	}
	w.line("components:")
	for _, id := range slices.Sorted(maps.Keys(components)) {
		w.key("  "+word(id), components[id].String())
	}
}

func (w *writer) notify(says *bool) {
	if says != nil {
		w.key("notify", strconv.FormatBool(*says))
	}
}

func (w *writer) tell(t status.Tell) {
	if len(t) == 0 {
		return
	}
	w.line("tell:")
	for _, turn := range status.Turns {
		if says, named := t[turn]; named {
			w.key("  "+turn, strconv.FormatBool(says))
		}
	}
}

func (w *writer) updates(updates []status.Update) {
	for i := range updates {
		w.line("")
		w.update(i, &updates[i])
	}
}

// update writes the update that stands at a place of its file.
func (w *writer) update(i int, u *status.Update) {
	w.line(fmt.Sprintf("## %s %s", moment(u.At), u.State))
	body := clean(u.Body)
	stands := standsPlain(body)
	w.block(i, u, body, stands || !u.Redacted.IsZero())
	if stands {
		w.line("\n" + body)
	}
}

// block writes what the heading and the text of an update cannot hold.
func (w *writer) block(i int, u *status.Update, body string, stands bool) {
	var b writer
	if u.ID != strconv.Itoa(i+1) {
		b.key("id", word(u.ID))
	}
	b.statuses(u.Components)
	b.texts("lang:", u.Lang)
	if !u.Plan.Starts.IsZero() {
		b.key("starts", moment(u.Plan.Starts))
	}
	if !u.Plan.Ends.IsZero() {
		b.key("ends", moment(u.Plan.Ends))
	}
	b.past(u)
	if !u.Next.IsZero() {
		b.key("next_update", moment(u.Next))
	}
	if !stands {
		b.key("body", quote(body))
	}
	if b.Len() > 0 {
		w.line("---\n" + b.String() + "---")
	}
}

// texts writes a text in several languages, indented below its key.
func (w *writer) texts(key string, all map[string]string) {
	if len(all) == 0 {
		return
	}
	w.line(key)
	indent := key[:len(key)-len(strings.TrimLeft(key, " "))] + "  "
	for _, lang := range slices.Sorted(maps.Keys(all)) {
		w.key(indent+quote(lang), quote(clean(all[lang])))
	}
}

func moment(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// brief writes a duration without the zeros at its end: 24h and not 24h0m0s.
func brief(d time.Duration) string {
	text := d.String()
	for _, zero := range [...]string{"0s", "0m"} {
		if short, ok := strings.CutSuffix(text, zero); ok && short != "" && !strings.ContainsRune("0123456789.", rune(short[len(short)-1])) {
			text = short
		}
	}
	return text
}

// standsPlain reports whether a text can stand below a heading and be read back.
func standsPlain(body string) bool {
	p := &page{text: body}
	if body == "" || p.body(region{0, len(body)}) != body || strings.TrimRight(firstLine(body), " \t") == "---" {
		return false
	}
	h := headings{page: p}
	for _, line, ok := h.next(); ok; _, line, ok = h.next() {
		if _, isUpdate := readHeading(line); isUpdate || refuseHeading(line) != "" {
			return false
		}
	}
	return h.fence == ""
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// clean takes out what no content file may hold.
func clean(text string) string {
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\r\n", "\n"), "\ufffd")
	return strings.Map(func(r rune) rune {
		if control(r) {
			return -1
		}
		return r
	}, text)
}
