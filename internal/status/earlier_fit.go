package status

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// fit lets earlier texts go until the incident fits into its item.
func (i *Incident) fit() {
	for CheckSize(i.ID, i) != nil && shed(i.Updates, &i.Earlier, tooMuch(i)) {
	}
}

func (m *Maintenance) fit() {
	for CheckSize(m.ID, m) != nil && shed(m.Updates, &m.Earlier, tooMuch(m)) {
	}
}

// tooMuch is how many bytes a fact has over what it may have.
func tooMuch(fact any) int {
	b, err := json.Marshal(fact)
	if err != nil {
		return 0
	}
	return len(b) - maxItemValue
}

// shed lets go of about so many bytes of what was said earlier: first what was
// neither published first nor is the newest, the oldest before the others. It
// reports whether there was anything.
func shed(updates []Update, titles *[]EarlierTitle, bytes int) bool {
	had := bytes
	for bytes > 0 {
		u, n := oldestBetween(updates)
		if u == nil {
			if u, n = oldestFirst(updates); u == nil {
				break
			}
		}
		b, _ := json.Marshal(u.Earlier[n]) // texts and times: it cannot fail
		bytes -= len(b)
		u.Earlier = slices.Delete(slices.Clone(u.Earlier), n, n+1)
	}
	if bytes == had && len(*titles) > 0 {
		*titles = nil
		return true
	}
	return bytes < had
}

func oldestBetween(updates []Update) (found *Update, n int) {
	for i := range updates {
		u := &updates[i]
		if len(u.Earlier) > 2 && (found == nil || u.Earlier[1].Until.Before(found.Earlier[1].Until)) {
			found = u
		}
	}
	return found, 1
}

func oldestFirst(updates []Update) (found *Update, n int) {
	for i := range updates {
		u := &updates[i]
		if len(u.Earlier) > 0 && (found == nil || u.Earlier[0].Until.Before(found.Earlier[0].Until)) {
			found = u
		}
	}
	return found, 0
}

// tidyEarlier brings what an update says of its past into the form that it is
// kept in, or gives the reason why it cannot be kept.
func (u *Update) tidyEarlier(what string) error {
	u.Redacted = u.Redacted.UTC()
	u.Earlier = slices.Clone(u.Earlier)
	last := time.Time{}
	for i := range u.Earlier {
		e := &u.Earlier[i]
		e.From, e.Until, e.At = e.From.UTC(), e.Until.UTC(), e.At.UTC()
		switch {
		case !e.Until.After(last):
			return fmt.Errorf("%w: %s, update %s: the earlier text until %s stands behind a later one: put the oldest first", ErrInvalid, what, u.ID, e.Until.Format(time.RFC3339))
		case e.State.OfMaintenance() != u.State.OfMaintenance():
			return fmt.Errorf("%w: %s, update %s: it cannot have been %s", ErrInvalid, what, u.ID, e.State)
		case !u.Redacted.IsZero() && e.Body != "":
			return fmt.Errorf("%w: %s, update %s is redacted and still has an earlier text: take it out", ErrInvalid, what, u.ID)
		}
		last = e.Until
	}
	switch {
	case len(u.Earlier) > MaxEarlier:
		return fmt.Errorf("%w: %s, update %s has %d earlier texts and may have %d: take some out between the first and the last", ErrInvalid, what, u.ID, len(u.Earlier), MaxEarlier)
	case !u.Redacted.IsZero() && (u.Body != "" || len(u.Lang) > 0):
		return fmt.Errorf("%w: %s, update %s is redacted and still has a text: take it out", ErrInvalid, what, u.ID)
	}
	chain(u.Earlier)
	u.Edited = later(u.Edited, last)
	return nil
}

func tidyTitles(what string, all []EarlierTitle) ([]EarlierTitle, error) {
	all = slices.Clone(all)
	for i := range all {
		all[i].Until = all[i].Until.UTC()
		if i > 0 && !all[i].Until.After(all[i-1].Until) {
			return nil, fmt.Errorf("%w: %s: the earlier title until %s stands behind a later one: put the oldest first", ErrInvalid, what, all[i].Until.Format(time.RFC3339))
		}
	}
	if len(all) > MaxTitles {
		return nil, fmt.Errorf("%w: %s has %d earlier titles and may have %d: take some out between the first and the last", ErrInvalid, what, len(all), MaxTitles)
	}
	return all, nil
}
