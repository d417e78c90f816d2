package generator

import (
	"html/template"
	"slices"
	"strconv"
	"sync"

	"tidings/internal/config"
	"tidings/internal/status"
)

// tops is where the column of a status begins below the top, in tenths of the
// bar's height: the worse a day, the taller its column, and one without data is
// but a line, so that a bar can be read without its colours.
var tops = [6]string{"4", "8", "3", "2", "1", "0"}
var heights = [6]string{"6", "2", "7", "8", "9", "10"}

// drawings are bars as one language shows them. Most stay as they are from one
// build to the next, and many are alike.
type drawings struct {
	mu   sync.Mutex
	made map[bar]template.HTML
}

// maxDrawings is how many are kept before all are forgotten.
const maxDrawings = 500

func (d *drawings) of(b *bar) (made template.HTML, known bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	made, known = d.made[*b]
	return made, known
}

func (d *drawings) keep(b *bar, made template.HTML) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.made == nil || len(d.made) == maxDrawings {
		d.made = map[bar]template.HTML{}
	}
	d.made[*b] = made
}

// draw gives the picture of a bar.
func (l *locale) draw(b *bar) template.HTML {
	made, known := l.drawings.of(b)
	if !known {
		made = l.drawNew(b)
		l.drawings.keep(b, made)
	}
	return made
}

// drawNew draws a bar as one picture: a ground as if all were well on the days with
// data, and over it one path for each other status. The ground is
// mostly the same for all bars of a page, which then weighs next to nothing.
func (l *locale) drawNew(b *bar) template.HTML {
	dst := make([]byte, 0, 512)
	dst = append(dst, `<span class="days"><svg class="bar" viewBox="0 0 90 10" preserveAspectRatio="none" role="img" aria-label="`...)
	dst = appendEscaped(dst, l.summary(b))
	dst = append(dst, `">`...)
	dst = appendGround(dst, b)
	for s := status.Unknown; int(s) < len(tops); s++ {
		dst = appendColumns(dst, b, s)
	}
	dst = append(dst, `</svg><span class="up">`...)
	dst = appendEscaped(dst, l.uptime(b.number))
	return template.HTML(append(dst, `</span></span>`...))
}

func appendGround(dst []byte, b *bar) []byte {
	before := len(dst)
	for i := 0; i < len(b.days); i++ {
		from := i
		for i < len(b.days) && b.days[i] != status.Unknown {
			i++
		}
		if i > from {
			first := strconv.Itoa(from)
			dst = append(dst, "M"+first+" 4H"+strconv.Itoa(i)+"v6H"+first+"z"...)
		}
	}
	if len(dst) == before {
		return dst
	}
	return append(slices.Insert(dst, before, []byte(`<path class="operational" d="`)...), `"/>`...)
}

// appendColumns appends the path of all days of one status. Neighbours are one
// rectangle.
func appendColumns(dst []byte, b *bar, s status.Status) []byte {
	open := false
	for i := 0; i < len(b.days); i++ {
		if b.days[i] != s {
			continue
		}
		from := i
		for i+1 < len(b.days) && b.days[i+1] == s && s != status.DegradedPerformance {
			i++
		}
		if !open {
			dst = append(append(append(dst, `<path class="`...), s.String()...), `" d="`...)
			open = true
		}
		dst = appendColumn(dst, from, i+1-from, s)
	}
	if open {
		dst = append(dst, `"/>`...)
	}
	return dst
}

// appendColumn appends one rectangle. The pale colour of degraded days has an
// outline, so such a column is narrow enough for the outline to be seen.
func appendColumn(dst []byte, x, width int, s status.Status) []byte {
	dst = strconv.AppendInt(append(dst, 'M'), int64(x), 10)
	if s == status.DegradedPerformance {
		return append(dst, ".07 2.1h.57v7.8h-.57z"...)
	}
	dst = append(append(append(dst, ' '), tops[s]...), 'h')
	dst = appendWidth(dst, width, s)
	dst = append(append(append(dst, 'v'), heights[s]...), 'h', '-')
	return append(appendWidth(dst, width, s), 'z')
}

// appendWidth appends how wide a run of days is: where it is taller than what
// follows, a little less, so that no line of it shows behind the gap.
func appendWidth(dst []byte, days int, s status.Status) []byte {
	if s <= status.Unknown {
		return strconv.AppendInt(dst, int64(days), 10)
	}
	if days > 1 {
		dst = strconv.AppendInt(dst, int64(days-1), 10)
	}
	return append(dst, ".9"...)
}

// uptime is a number as pages say it.
func (l *locale) uptime(n number) string {
	if !n.known {
		return l.words.Text("uptime.none")
	}
	return l.words.Percent(n.share)
}

// summary says in words what a bar shows beside the number that stands by it.
func (l *locale) summary(b *bar) string {
	days := strconv.Itoa(status.BarDays)
	if b.impact == 0 {
		return l.words.Text("bar.clear", "n", days)
	}
	return l.words.Count("bar.impact", b.impact, "total", days)
}

// uptimeRule says how the numbers are counted.
func (l *locale) uptimeRule() string {
	rule := l.b.uptimeRule()
	said := []string{l.words.Text("uptime.rule", "n", strconv.Itoa(status.BarDays), "zone", l.b.view.Zone.String())}
	for s := len(rule.Weights) - 1; s > int(status.UnderMaintenance); s-- {
		if rule.Weights[s] > 0 {
			said = append(said, l.words.Text("uptime.weight", "status", l.statuses[s], "percent", l.words.ShortPercent(rule.Weights[s])))
		}
	}
	maintenance := "uptime.maintenance.out"
	if rule.CountMaintenance {
		maintenance = "uptime.maintenance.in"
	}
	said = append(said, l.words.Text("uptime.left"), l.words.Text(maintenance), l.words.Text("uptime.mean"))
	if rule.ID != config.DefaultUptime.ID {
		said = append(said, l.words.Text("uptime.named", "id", rule.ID))
	}
	return l.words.Sentences(said...)
}
