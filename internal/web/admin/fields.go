package admin

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"tidings/internal/order"
)

// Pick turns on what a form has chosen, if it has chosen one of these.
func Pick(some []Choice, sent url.Values) {
	i := slices.IndexFunc(some, func(x Choice) bool { return sent.Has(x.Field) && x.Value == sent.Get(x.Field) })
	for n := range some {
		if i >= 0 {
			some[n].On = n == i
		}
	}
}

// Carried is a value that a page carries on to the next.
type Carried struct{ Name, Value string }

// Carry carries a form on, without its buttons and the word that it is sure.
func Carry(sent url.Values) (all []Carried) {
	for name, values := range sent {
		if name == "do" || name == "sure" {
			continue
		}
		for _, value := range values {
			all = append(all, Carried{name, value})
		}
	}
	order.StablyBy(all, func(a, b Carried) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// Text is a field of the form as texts are kept: with no space around it, and
// lines ended as in files.
func (v *Visit) Text(name string) string {
	return strings.TrimSpace(strings.ReplaceAll(v.Field(name), "\r\n", "\n"))
}

// LocalTime reads what a browser sends for a date and a time of day.
func LocalTime(text string, zone *time.Location) (time.Time, error) {
	at, err := time.ParseInLocation("2006-01-02T15:04", text, zone)
	if err != nil {
		at, err = time.ParseInLocation("2006-01-02T15:04:05", text, zone)
	}
	return at.UTC(), err
}
