package monitors

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/dustin/go-humanize/english"

	"tidings/internal/access"
	"tidings/internal/inbox"
	"tidings/internal/triage"
	"tidings/internal/web/admin"
)

// deliveryRow is a delivery in a list.
type deliveryRow struct {
	ID, Source, When, State string
	Says                    string // what became of it, in a line
	Bad                     bool
	MayOpen                 bool // whoever looks may see what came
}

func (m *monitors) rowOf(v *admin.Visit, s admin.Site, d *inbox.Delivery) deliveryRow {
	row := deliveryRow{MayOpen: access.Can(v.Who, access.ManageSite), ID: d.ID, Source: d.Source, When: local(s, d.Received), State: d.State, Bad: d.State == inbox.Quarantined || d.State == inbox.Damaged}
	switch {
	case d.Reason != "":
		row.Says = d.Reason
	case len(d.Outcome) == 1:
		row.Says = outcomeText(d.Outcome[0])
	case len(d.Outcome) > 1:
		row.Says = fmt.Sprintf("%s, %d of which a rule fits", english.Plural(len(d.Outcome), "signal", ""), matched(d.Outcome))
	}
	return row
}

func matched(all []inbox.Outcome) (n int) {
	for _, o := range all {
		if o.Component != "" {
			n++
		}
	}
	return n
}

func outcomeText(o inbox.Outcome) string {
	said := strings.TrimSpace(o.Kind + " " + o.Key)
	if o.Component != "" {
		said += ": " + o.Component + " " + o.Status
	}
	if o.Note != "" {
		said += " (" + o.Note + ")"
	}
	return said
}

const (
	rowsPerPage = 50
	mostLooked  = 2000 // deliveries that one page looks through
)

// look finds deliveries of a source and a state, where these are named, the
// newest first. It looks through so many at the most; next is where to go on.
func (m *monitors) look(v *admin.Visit, source, state, after string, wanted int) (found []inbox.Delivery, next string, err error) {
	for looked := 0; looked < mostLooked; looked += rowsPerPage {
		page, further, err := m.Deliveries.List(v.Context(), "", rowsPerPage, after)
		if err != nil {
			return nil, "", err
		}
		for _, d := range page {
			if (source == "" || d.Source == source) && (state == "" || d.State == state) {
				found = append(found, d)
			}
			if len(found) == wanted {
				return found, d.ID, nil
			}
		}
		if after = further; after == "" {
			return found, "", nil
		}
	}
	return found, after, nil
}

// deliveriesData is what the page of deliveries is given.
type deliveriesData struct {
	Rows    []deliveryRow
	Sources []admin.Choice
	States  []admin.Choice
	Older   string // address of what is further back
}

func (m *monitors) deliveries(v *admin.Visit) error {
	s, err := admin.Enter(m.House)
	if err != nil {
		return err
	}
	q := v.URL.Query()
	found, next, err := m.look(v, q.Get("source"), q.Get("state"), q.Get("after"), rowsPerPage)
	if err != nil {
		return err
	}
	data := deliveriesData{Sources: []admin.Choice{{Name: "any"}}, States: []admin.Choice{{Name: "any"}}}
	for i := range found {
		data.Rows = append(data.Rows, m.rowOf(v, s, &found[i]))
	}
	for _, src := range s.Config.Sources {
		data.Sources = append(data.Sources, admin.Choice{Value: src.ID, Name: src.ID, On: src.ID == q.Get("source")})
	}
	for _, state := range []string{inbox.Pending, inbox.Done, inbox.Quarantined, inbox.Damaged} {
		data.States = append(data.States, admin.Choice{Value: state, Name: state, On: state == q.Get("state")})
	}
	if next != "" {
		q.Set("after", next)
		data.Older = deliveriesPath + "?" + q.Encode()
	}
	return v.Show("deliveries", "Deliveries", data)
}

// deliveryData is what the page of one delivery is given.
type deliveryData struct {
	deliveryRow
	Outcome []string
	Header  []headerRow
	Body    string
	Cut     int // bytes of the body that are not shown
	Trial   *triage.Rehearsal
	Known   bool // its source is configured, or may be by now
}

type headerRow struct{ Name, Value string }

// mostShown is how much of a body the page shows, in bytes.
const mostShown = 64 << 10

func (m *monitors) foundDelivery(v *admin.Visit) (admin.Site, inbox.Delivery, error) {
	s, err := admin.Enter(m.House)
	if err != nil {
		return s, inbox.Delivery{}, err
	}
	d, err := m.Deliveries.Get(v.Context(), v.PathValue("id"))
	return s, d, plain(err)
}

func plain(err error) error {
	switch {
	case errors.Is(err, inbox.ErrNotFound):
		return missing("delivery")
	case errors.Is(err, inbox.ErrDamaged):
		return admin.Wrong("What is stored of this delivery cannot be read.")
	}
	return err
}

// delivery shows what came, which may be private: the log says who looked.
func (m *monitors) delivery(v *admin.Visit) error {
	s, d, err := m.foundDelivery(v)
	if err == nil {
		err = v.Note("delivery.read", "delivery/"+d.ID, nil)
	}
	if err != nil {
		return err
	}
	return v.Show("delivery", "A delivery of "+d.Source, m.deliveryData(v, s, &d))
}

func (m *monitors) deliveryData(v *admin.Visit, s admin.Site, d *inbox.Delivery) *deliveryData {
	_, known := s.Config.Source(d.Source)
	data := &deliveryData{deliveryRow: m.rowOf(v, s, d), Known: known || d.Source == inbox.Unclaimed}
	for _, o := range d.Outcome {
		data.Outcome = append(data.Outcome, outcomeText(o))
	}
	for _, name := range slices.Sorted(maps.Keys(d.Header)) {
		data.Header = append(data.Header, headerRow{name, d.Header[name]})
	}
	shown := d.Body[:min(len(d.Body), mostShown)]
	data.Body, data.Cut = readable(string(shown)), len(d.Body)-len(shown)
	return data
}

// readable leaves out what no screen shows, and what would turn a line around.
func readable(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || unicode.IsPrint(r) {
			return r
		}
		return '�'
	}, strings.ToValidUTF8(text, "�"))
}

// try says what a delivery would do by the rules as they are now.
func (m *monitors) try(v *admin.Visit) error {
	s, d, err := m.foundDelivery(v)
	if err != nil {
		return err
	}
	if err := v.Note("delivery.read", "delivery/"+d.ID, nil); err != nil {
		return err
	}
	data := m.deliveryData(v, s, &d)
	trial, err := m.House.Rehearse(v.Context(), d)
	data.Trial = &trial
	if err != nil {
		return err
	}
	return v.Show("delivery", "A delivery of "+d.Source, data)
}

func (m *monitors) replay(v *admin.Visit) error {
	_, d, err := m.foundDelivery(v)
	if err == nil {
		err = v.Note("delivery.replay", "delivery/"+d.ID, nil)
	}
	if err == nil {
		_, err = m.House.Replay(v.Context(), d.ID)
	}
	if err != nil {
		return plain(err)
	}
	return v.Go(deliveriesPath + "/" + url.PathEscape(d.ID) + "?told=replayed")
}
