package generator

import (
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"tidings/internal/status"
)

// block is a group and its components, or a run of components outside any, as
// places in the layout.
type block struct {
	group    *status.Group // nil outside any
	from, to int           // to is behind the last
}

// blocksOf cuts the layout's components into runs of one group.
func blocksOf(layout status.Layout) (blocks []block) {
	for i, c := range layout.Components {
		if n := len(blocks); n > 0 && layout.Components[i-1].Group == c.Group {
			blocks[n-1].to = i + 1
			continue
		}
		blocks = append(blocks, block{groupOf(layout, c.Group), i, i + 1})
	}
	return blocks
}

func groupOf(layout status.Layout, id string) *status.Group {
	for i := range layout.Groups {
		if layout.Groups[i].ID == id {
			return &layout.Groups[i]
		}
	}
	return nil
}

// stateOf is the status of a component by its place.
func (b *builder) stateOf(i int) status.ComponentState {
	if i < len(b.view.States) {
		return b.view.States[i]
	}
	return status.ComponentState{Status: status.Unknown}
}

// blocks makes the board of the home page.
func (l *locale) blocks() []boardBlock {
	made := make([]boardBlock, 0, len(l.b.groups))
	for _, g := range l.b.groups {
		row := boardBlock{Components: make([]boardRow, 0, g.to-g.from)}
		worst := status.Operational
		for i := g.from; i < g.to; i++ {
			worst = max(worst, l.b.stateOf(i).Status)
			row.Components = append(row.Components, l.row(i))
		}
		if g.group != nil {
			joined := join(l.b.bars[g.from:g.to])
			row.Name, row.Class, row.Word = clean(g.group.Name), worst.String(), l.statuses[worst]
			row.Mark, row.Bar = l.b.marks[worst], l.draw(&joined)
			row.Open = g.group.Mode == "open" || g.group.Mode != "folded" && worst != status.Operational
		}
		made = append(made, row)
	}
	return made
}

func (l *locale) row(i int) boardRow {
	c, s := &l.b.view.Layout.Components[i], l.b.stateOf(i).Status
	return boardRow{
		Class: s.String(), Name: clean(c.Name), Href: l.b.link(0, componentPath(c.ID)), Word: l.statuses[s],
		Description: clean(c.Description), TextLang: l.textLang(), Mark: l.b.marks[s], Bar: l.draw(&l.b.bars[i]),
	}
}

// verdict is the page's one sentence. One component at fault is named.
func (l *locale) verdict() string {
	if i := l.b.only(); i >= 0 {
		return l.words.Text("verdict.one."+l.b.view.Worst.String(), "name", clean(l.b.view.Layout.Components[i].Name))
	}
	return l.words.Text(l.verdictKey())
}

func (l *locale) verdictKey() string { return "verdict." + l.b.view.Worst.String() }

// only is the one component that has the page's worst status, or -1.
func (b *builder) only() int {
	found := -1
	for i, s := range b.view.States {
		if s.Status != b.view.Worst || i >= len(b.view.Layout.Components) {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = i
	}
	if b.view.Worst == status.Operational {
		return -1
	}
	return found
}

// verdictHTML is the sentence as HTML, a component's name set apart.
func (l *locale) verdictHTML() string {
	i := l.b.only()
	if i < 0 {
		return string(appendEscaped(nil, l.words.Text(l.verdictKey())))
	}
	name := clean(l.b.view.Layout.Components[i].Name)
	return l.phrase("verdict.one." + l.b.view.Worst.String()).html(func(dst []byte, _ string) []byte {
		return append(appendEscaped(append(dst, "<bdi>"...), name), "</bdi>"...)
	})
}

// nextUpdate says when the first of the promised updates is due that is not late
// yet. Where all are late, it says when the last of them was: that a promise was
// not kept is no secret.
func (l *locale) nextUpdate() template.HTML {
	v := l.b.view
	var due []time.Time
	for _, inc := range v.Incidents {
		due = append(due, inc.NextUpdate())
	}
	for _, m := range v.Active {
		due = append(due, m.NextUpdate(v.At))
	}
	due = slices.DeleteFunc(due, time.Time.IsZero)
	if len(due) == 0 {
		return ""
	}
	slices.SortFunc(due, time.Time.Compare)
	ahead := slices.IndexFunc(due, v.At.Before)
	if ahead < 0 {
		ahead = len(due) - 1
	}
	return template.HTML(l.moment(l.next, due[ahead]))
}

// summaryLine says under the verdict since when and how much of the page it is.
func (l *locale) summaryLine() template.HTML {
	v := l.b.view
	total, sick := len(v.Layout.Components), 0
	for _, s := range v.States {
		if s.Status != status.Operational {
			sick++
		}
	}
	var parts []string
	if sick > 0 {
		parts = append(parts, l.words.Count("home.affected", sick, "total", strconv.Itoa(total)))
	} else if total > 0 {
		parts = append(parts, l.words.Count("home.components", total))
	}
	line := string(appendEscaped(nil, strings.Join(parts, " · ")))
	if v.Since.IsZero() {
		return template.HTML(line)
	}
	if line != "" {
		line += " · "
	}
	return template.HTML(line + l.moment(l.since, v.Since))
}
