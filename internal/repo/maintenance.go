package repo

import (
	"maps"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"tidings/internal/content"
	"tidings/internal/status"
	"tidings/schemas"
)

// maintenanceKeys is the front matter of a maintenance.
type maintenanceKeys struct {
	ID         string  `yaml:"id"`
	Title      string  `yaml:"title"`
	Starts     string  `yaml:"starts"`
	Ends       string  `yaml:"ends"`
	Announced  string  `yaml:"announced"`
	Reminder   string  `yaml:"reminder"`
	Repeat     *Repeat `yaml:"repeat"`
	Components listing `yaml:"components"`
	Notify     *bool   `yaml:"notify"`

	Tell status.Tell `yaml:"tell"`

	Earlier []pastTitleKeys `yaml:"earlier"`
}

// listing is component ids, as a list or as a map whose values say nothing new.
type listing []string

// UnmarshalYAML implements yaml.Unmarshaler.
func (l *listing) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.SequenceNode {
		return n.Decode((*[]string)(l))
	}
	var statuses map[string]string
	err := n.Decode(&statuses)
	*l = slices.Sorted(maps.Keys(statuses))
	return err
}

// ParseMaintenance reads one maintenance, as ParseIncident does an incident.
// One without update headings has a single update, scheduled, whose text is the
// file's and whose time is "announced", else the start. One that recurs is read
// by Parse alone.
func ParseMaintenance(path string, src []byte, known map[string]struct{}) (*status.Maintenance, []content.Problem) {
	f, problems := parseWork(path, src, Known{Components: known})
	return f.Maintenance, problems
}

// parseWork reads a maintenance, or a recurrence.
func parseWork(path string, src []byte, known Known) (f status.Fact, problems []content.Problem) {
	p, ok := open(path, src)
	if !ok {
		return f, p.problems
	}
	front, rest, ok := p.front()
	if !ok {
		return f, p.problems
	}
	m := &status.Maintenance{Origin: status.Origin{Kind: status.OriginContent, Ref: path}}
	var keys maintenanceKeys
	var announced time.Time
	t, ok := p.decode("maintenance", front, &keys)
	if ok {
		m.ID, m.Title, m.Components, m.Notify = p.identify(keys.ID, t), keys.Title, keys.Components, keys.Notify
		m.Tell, m.Earlier = keys.Tell, p.headlines(t, keys.Earlier)
		announced = p.span(t, &keys, m)
		m.Reminder = p.reminder(t, keys.Reminder)
		p.checkListed(t, keys.Components, known.Components)
	}
	sections := p.announced(t, rest, announced, m, known.Components)
	if f.Maintenance = m; keys.Repeat != nil {
		f = status.Fact{Recurrence: p.recurrence(t, keys.Repeat, m, sections, known.Zone)}
	}
	fact := any(m)
	if f.Recurrence != nil {
		fact = f.Recurrence
	}
	if len(p.problems) > 0 || !p.fits(src, "the maintenance", fact) {
		return status.Fact{}, p.sorted()
	}
	return f, nil
}

// span reads the times of a maintenance.
func (p *page) span(t *tree, keys *maintenanceKeys, m *status.Maintenance) (announced time.Time) {
	m.Starts, m.Ends = p.time(t, "starts", keys.Starts), p.time(t, "ends", keys.Ends)
	if !m.Starts.IsZero() && !m.Ends.IsZero() && !m.Ends.After(m.Starts) {
		t.fault(p, "/ends", false, "the maintenance ends (%s) before it has started (%s): the end must be later", keys.Ends, keys.Starts)
	}
	return p.time(t, "announced", keys.Announced)
}

// reminder reads how long before the start people are reminded.
func (p *page) reminder(t *tree, value string) time.Duration {
	d := p.duration(t, value, "reminder")
	if d > status.MaxReminder {
		t.fault(p, "/reminder", false, "a reminder comes at most %d hours before the start", status.MaxReminder/time.Hour)
	}
	return d
}

func (p *page) checkListed(t *tree, ids []string, known map[string]struct{}) {
	for i, id := range ids {
		if why := unknownThen(id, known); why != "" {
			token := id
			if t.find([]string{"components"}, false).Kind == yaml.SequenceNode {
				token = itoa(i)
			}
			t.fault(p, schemas.Pointer("components", token), true, "%s", why)
		}
	}
}

// announced reads a maintenance's updates, or makes its only one of the text.
func (p *page) announced(t *tree, rest int, at time.Time, m *status.Maintenance, known map[string]struct{}) []section {
	preamble, sections := p.sections(rest)
	text := p.body(preamble)
	if len(sections) == 0 {
		if at.IsZero() {
			at = m.Starts
		}
		m.Updates = []status.Update{{ID: "1", At: at, State: status.Scheduled, Body: text}}
		return nil
	}
	if text != "" {
		p.add(p.start(preamble), "this text stands before the first update: put it below an update's heading, such as \"## 2026-11-22T10:04:00Z scheduled\"")
	}
	if !at.IsZero() {
		t.fault(p, "/announced", true, "\"announced\" is for a file without update headings: take it out, the first heading has the time")
	}
	m.Updates = p.updates(sections, true, known)
	m.Replan()
	p.checkPlans(sections, m)
	return sections
}

// checkPlans refuses an update that plans an end before the start.
func (p *page) checkPlans(sections []section, m *status.Maintenance) {
	n := 0
	m.Plans(func(_ *status.Update, before, after status.Plan) {
		s := &sections[n]
		if n++; before == after || after.Ends.After(after.Starts) || s.keys == nil {
			return
		}
		key := "/ends"
		if after.Ends.Equal(before.Ends) {
			key = "/starts"
		}
		s.keys.fault(p, key, false, "as it is planned from here on, the maintenance ends (%s) before it has started (%s): the end must be later", moment(after.Ends), moment(after.Starts))
	})
}
