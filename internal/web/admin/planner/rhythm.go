package planner

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// rhythm is how often work recurs, as the form asks for it.
type rhythm struct {
	every   string   // one of everies, or "own"
	days    []string // of the week, as RFC 5545 names them; empty: the first time's
	monthly string   // one of monthlies: which day of a month
	own     string   // a rule of RFC 5545
}

// everies are the spans that the form offers, as the rule begins with them.
var everies = []struct{ value, name, rule string }{
	{"day", "day", "FREQ=DAILY"}, {"week", "week", "FREQ=WEEKLY"}, {"fortnight", "2 weeks", "FREQ=WEEKLY;INTERVAL=2"},
	{"month", "month", "FREQ=MONTHLY"}, {"quarter", "3 months", "FREQ=MONTHLY;INTERVAL=3"}, {"year", "year", "FREQ=YEARLY"},
}

// monthlies are the days of a month that the form offers.
var monthlies = []struct{ value, name string }{
	{"date", "same date"}, {"weekday", "same weekday"}, {"last-weekday", "last such weekday"}, {"last", "last day"},
}

var weekdays = []string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"} // by time.Weekday

// rule is the rhythm as RFC 5545 has it, for a first time in local time.
func (r rhythm) rule(first time.Time) string {
	base := r.own
	for _, e := range everies {
		if e.value == r.every {
			base = e.rule
		}
	}
	switch r.every {
	case "week", "fortnight":
		if len(r.days) == 0 {
			return base + ";BYDAY=" + weekdays[first.Weekday()]
		}
		return base + ";BYDAY=" + strings.Join(r.days, ",")
	case "month", "quarter":
		return base + r.ofMonth(first)
	}
	return base
}

// ofMonth is the part of the rule that says which day of a month.
func (r rhythm) ofMonth(first time.Time) string {
	day := weekdays[first.Weekday()]
	switch r.monthly {
	case "weekday":
		return fmt.Sprintf(";BYDAY=%d%s", (first.Day()-1)/7+1, day)
	case "last-weekday":
		return ";BYDAY=-1" + day
	case "last":
		return ";BYMONTHDAY=-1"
	}
	return fmt.Sprintf(";BYMONTHDAY=%d", first.Day())
}

// rhythmOf reads a rule back into what the form offers, where that says it all.
func rhythmOf(rule string, first time.Time) rhythm {
	_, days, _ := strings.Cut(rule, ";BYDAY=")
	for _, e := range everies {
		for _, m := range monthlies {
			if r := (rhythm{every: e.value, days: strings.Split(days, ","), monthly: m.value}); r.rule(first) == rule {
				return r
			}
		}
	}
	return rhythm{every: "own", monthly: "date", own: rule}
}

// sentRhythm is the rhythm that a form asks for.
func sentRhythm(v *admin.Visit) rhythm {
	r := rhythm{every: v.Field("every"), monthly: v.Field("monthly"), own: strings.ToUpper(strings.TrimPrefix(v.Text("rule"), "RRULE:"))}
	for _, d := range weekdays {
		if v.Field("day."+d) != "" {
			r.days = append(r.days, d)
		}
	}
	return r
}

// rhythmData is what the part of the form about recurring is given.
type rhythmData struct {
	Every, Monthly     []admin.Choice
	Days               []box
	Own, Until, Except string
	Words, More        string
	Next               []string // the times to come, once they were asked for
}

func (r rhythm) data() *rhythmData {
	d := &rhythmData{Own: r.own}
	for _, e := range everies {
		d.Every = append(d.Every, admin.Choice{Field: "every", Value: e.value, Name: e.name, On: e.value == r.every})
	}
	d.Every = append(d.Every, admin.Choice{Field: "every", Value: "own", Name: "own rule", On: r.every == "own"})
	for n := range weekdays {
		day := weekdays[(n+1)%7] // from Monday on
		name := time.Weekday((n + 1) % 7).String()[:3]
		d.Days = append(d.Days, box{Choice: admin.Choice{Field: "day." + day, Value: "yes", Name: name, On: slices.Contains(r.days, day)}})
	}
	for _, m := range monthlies {
		d.Monthly = append(d.Monthly, admin.Choice{Field: "monthly", Value: m.value, Name: m.name, On: m.value == r.monthly})
	}
	return d
}

// inWords is a pattern as people say it; a rule that is too special stays one.
func inWords(p status.Pattern) string {
	if p.Rule == "" {
		return ""
	}
	said := ruleInWords(p.Rule)
	if p.Until != "" {
		said += ", until " + string(p.Until)
	}
	if n := len(p.Except); n > 0 {
		said += ", without " + strings.Join(dates(p.Except), " and ")
	}
	return said
}

func dates(all []status.Date) (texts []string) {
	for _, d := range all {
		texts = append(texts, string(d))
	}
	return texts
}

// ruleInWords says the rules that the form can make.
func ruleInWords(rule string) string {
	for _, e := range everies {
		rest, is := strings.CutPrefix(rule, e.rule)
		if !is || strings.HasPrefix(rest, ";INTERVAL=") {
			continue
		}
		name, value, _ := strings.Cut(strings.TrimPrefix(rest, ";"), "=")
		on, known := daysInWords(name, value)
		if known && !strings.Contains(value, ";") {
			return "every " + e.name + on
		}
	}
	return rule
}

func daysInWords(name, value string) (string, bool) {
	switch name {
	case "":
		return "", true
	case "BYMONTHDAY":
		if value == "-1" {
			return " on the last day", true
		}
		return " on day " + value, true
	case "BYDAY":
		var all []string
		for _, day := range strings.Split(value, ",") {
			all = append(all, dayInWords(day))
		}
		return " on " + strings.Join(all, ", "), !slices.Contains(all, "")
	}
	return "", false
}

// dayInWords says a day such as SU, 2TU and -1FR; empty for others.
func dayInWords(day string) string {
	if len(day) < 2 {
		return ""
	}
	n := slices.Index(weekdays, day[len(day)-2:])
	which, known := map[string]string{"": "", "1": "the first ", "2": "the second ", "3": "the third ", "4": "the fourth ", "5": "the fifth ", "-1": "the last "}[day[:len(day)-2]]
	if n < 0 || !known {
		return ""
	}
	return which + time.Weekday(n).String()
}
