package composer

import (
	"strconv"
	"strings"
	"time"

	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// row is a component with the statuses that can be said of it.
type row struct {
	ID, Name, Group string // Group where one begins
	Choices         []admin.Choice
}

// sayable are the statuses that an incident gives, the mildest first.
var sayable = []status.Status{status.Operational, status.DegradedPerformance, status.PartialOutage, status.MajorOutage}

// shortly is a status on a chip, with four in a row on a narrow phone.
var shortly = map[status.Status]string{
	status.Operational: "Works", status.DegradedPerformance: "Slow", status.PartialOutage: "Partly", status.MajorOutage: "Down",
}

// rows are the components that are wanted, each with its status chosen; with
// none, the chip that says nothing of it is.
func rows(l status.Layout, said map[string]status.Status, wanted func(id string) bool) []row {
	var all []row
	names := map[string]string{}
	for _, g := range l.Groups {
		names[g.ID] = g.Name
	}
	group := ""
	for _, comp := range l.Components {
		if !wanted(comp.ID) {
			continue
		}
		r := row{ID: comp.ID, Name: comp.Name}
		if comp.Group != group {
			group, r.Group = comp.Group, names[comp.Group]
		}
		is, known := said[comp.ID]
		r.Choices = chips("c."+comp.ID, is, known)
		all = append(all, r)
	}
	return all
}

func chips(field string, is status.Status, known bool) []admin.Choice {
	var all []admin.Choice
	for _, s := range sayable {
		ch := admin.Choice{Field: field, Value: s.String(), Name: shortly[s], Class: s.String(), On: known && s == is}
		if s == status.Operational && !known {
			ch.Value, ch.Name, ch.On = "", "Fine", true
		}
		all = append(all, ch)
	}
	return all
}

func impacts(is status.Impact) []admin.Choice {
	names := []string{"None", "Minor", "Major", "Critical"}
	var all []admin.Choice
	for i := status.ImpactNone; i <= status.ImpactCritical; i++ {
		all = append(all, admin.Choice{Field: "impact", Value: i.String(), Name: names[i], On: i == is})
	}
	return all
}

func states(is status.State, among ...status.State) []admin.Choice {
	var all []admin.Choice
	for _, s := range among {
		all = append(all, admin.Choice{Field: "state", Value: s.String(), Name: admin.Word("state", s.String()), On: s == is})
	}
	return all
}

// promises are the times to promise the next update for, in minutes.
func promises(minutes int) []admin.Choice {
	all := []admin.Choice{{Field: "next", Value: "0", Name: "none", On: minutes == 0}}
	for _, n := range []int{15, 30, 60, 120, 240} {
		name := strconv.Itoa(n) + " min"
		if n >= 60 {
			name = strconv.Itoa(n/60) + " h"
		}
		all = append(all, admin.Choice{Field: "next", Value: strconv.Itoa(n), Name: name, On: n == minutes})
	}
	return all
}

// promised reads the choice of promises.
func promised(v *admin.Visit, at time.Time, s status.State) (time.Time, error) {
	text := v.Field("next")
	if text == "" || text == "0" || s.Ends() {
		return time.Time{}, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 7*24*60 {
		return time.Time{}, admin.Wrong("The time of the next update must be a number of minutes, at most a week.")
	}
	return at.Add(time.Duration(n) * time.Minute).Truncate(time.Minute), nil
}

// saidOf reads the statuses of a form: fields named c. and the component's id.
func saidOf(form map[string][]string, l status.Layout) (map[string]status.Status, error) {
	said := map[string]status.Status{}
	for _, comp := range l.Components {
		values := form["c."+comp.ID]
		if len(values) == 0 || values[0] == "" {
			continue
		}
		s, err := status.ParseStatus(values[0])
		if err != nil || shortly[s] == "" {
			return nil, admin.Wrong("The status of %s cannot be %.40q here.", comp.Name, values[0])
		}
		said[comp.ID] = s
	}
	for name := range form {
		if id, is := strings.CutPrefix(name, "c."); is && !has(l, id) {
			return nil, admin.Wrong("There is no component %.70q any more.", id)
		}
	}
	return said, nil
}

func has(l status.Layout, id string) bool { return nameOf(l, id) != "" }

// nameOf is a component's name; empty for one that there is not.
func nameOf(l status.Layout, id string) string {
	for _, comp := range l.Components {
		if comp.ID == id {
			return comp.Name
		}
	}
	return ""
}
