package statuspage

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"html"
	"slices"
	"strconv"
	"strings"
	"time"

	"tidings/internal/status"
)

// page is what all documents share.
type page struct {
	Input
	id   string
	zone *time.Location // time.UTC whatever UTC is called in the configuration
	rows []row          // as components.json lists them
	row  map[string]int // by our component id

	changed time.Time // when anything that the documents tell last did
	worked  time.Time // when any maintenance last did
}

func newPage(in Input) *page {
	p := &page{Input: in, id: identifier("page", in.Site.URL), zone: in.Site.Zone}
	if p.zone == nil || p.zone.String() == "UTC" || p.zone.String() == "Etc/UTC" {
		p.zone = time.UTC
	}
	if p.Light == nil {
		p.Light = html.EscapeString
	}
	if p.Kept == nil {
		p.Kept = &Kept{}
	}
	p.layOut()
	p.changed = p.lastChange()
	p.worked = p.lastWork()
	return p
}

// lastChange also looks at what is over for so long that the page itself, whose
// bars end before, no longer shows it.
func (p *page) lastChange() time.Time {
	last := p.View.Changed
	take := func(t time.Time) {
		if !t.After(p.View.At) {
			last = later(last, t)
		}
	}
	for _, i := range p.Incidents {
		take(i.Changed())
	}
	for _, m := range p.Maintenance {
		take(m.Changed())
	}
	return last
}

// lastWork is when anything was last said of a maintenance, or one began or ended.
func (p *page) lastWork() (last time.Time) {
	for _, m := range slices.Concat(p.View.Active, p.View.Upcoming, p.Maintenance) {
		last = later(last, p.maintenanceEvent(m).updated)
		if revised := m.Changed(); !revised.After(p.View.At) {
			last = later(last, revised)
		}
	}
	return last
}

// listed is when a document changed that lists these maintenances, each with its
// components as they are now.
func (p *page) listed(maintenance []*status.Maintenance) time.Time {
	last := p.worked
	for _, m := range maintenance {
		for _, id := range m.Components {
			if row, ok := p.row[id]; ok {
				last = later(last, p.rows[row].updated)
			}
		}
	}
	return last
}

// document writes one file: the page, then what content adds.
func (p *page) document(changed time.Time, content func(*writer)) []byte {
	w := &writer{zone: p.zone, b: p.Kept.buffer[:0]}
	w.open('{')
	w.key("page")
	w.open('{')
	w.text("id", p.id)
	w.name(p.Site.Name)
	w.text("url", p.Site.URL)
	w.text("time_zone", p.zoneName())
	w.time("updated_at", orEpoch(changed))
	w.close('}')
	content(w)
	w.close('}')
	p.Kept.buffer = w.b
	return bytes.Clone(w.b)
}

func (p *page) zoneName() string {
	if p.zone == time.UTC {
		return "Etc/UTC"
	}
	return p.zone.String()
}

func (p *page) status(w *writer) {
	s := p.rollUp()
	w.key("status")
	w.open('{')
	w.text("indicator", s.indicator)
	w.text("description", s.description)
	w.close('}')
}

func (p *page) link(folder, id string) string {
	return p.Site.URL + "/" + folder + "/" + id + p.Extension
}

// identifier makes twelve characters [a-z0-9] of a kind and ids of ours. An id
// that came from a page of this shape stays: its readers have stored it.
func identifier(kind string, ids ...string) string {
	if own := ids[len(ids)-1]; native(own) {
		return own
	}
	return derived(kind, ids...)
}

// native reports whether an id is like those of the shape: twelve characters
// that are no word, which would be the same for a group and a component.
func native(id string) bool {
	return len(id) == 12 && strings.ContainsAny(id, "0123456789") &&
		strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
}

func derived(kind string, ids ...string) string {
	const space = 36 * 36 * 36 * 36 * 36 * 36 * 36 * 36 * 36 * 36 * 36 * 36
	sum := sha256.Sum256([]byte(kind + "/" + strings.Join(ids, "/")))
	s := strconv.FormatUint(binary.BigEndian.Uint64(sum[:])%space, 36)
	return strings.Repeat("0", 12-len(s)) + s
}

// readable is a status in the words that the shape has.
func readable(s status.Status) status.Status {
	if s == status.Unknown {
		return status.DegradedPerformance
	}
	return s
}

// orEpoch stands in for a time that is not known where null is not allowed.
func orEpoch(t time.Time) time.Time {
	if t.IsZero() {
		return time.Unix(0, 0)
	}
	return t
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
