package status

// What was posted elsewhere may come back in a content file that says the same
// in the same words: it was written there for whoever posted it. Such an echo
// takes nothing over; the file owns what it says only once it says more.

// echo is what stands on the board where a file says no more than that, else
// what the file says. What only the board knows is not compared.
func echo[T any](by Actor, old, next *T, from Origin, said func(*T) *T) (*T, error) {
	if by.Kind != OriginContent || from.Kind == OriginContent {
		return next, nil
	}
	same, err := sameJSON(said(old), said(next))
	if same {
		return old, err
	}
	return next, err
}

func (i *Incident) said() *Incident {
	return &Incident{ID: i.ID, Title: i.Title, Impact: i.Impact, Components: i.Components, Notify: i.Notify, Earlier: i.Earlier, Updates: saidIn(i.Updates)}
}

func (m *Maintenance) said() *Maintenance {
	return &Maintenance{ID: m.ID, Title: m.Title, Starts: m.Starts, Ends: m.Ends, First: m.First, Components: m.Components,
		Reminder: m.Reminder, Notify: m.Notify, Earlier: m.Earlier, Updates: saidIn(m.Updates)}
}

func (s *Recurrence) said() *Recurrence {
	return &Recurrence{ID: s.ID, Title: s.Title, Length: s.Length, Components: s.Components, Reminder: s.Reminder, Pattern: s.Pattern,
		Notify: s.Notify, Earlier: s.Earlier, Text: saidIn([]Update{s.Text})[0]}
}

// saidIn are updates without what no file says of them.
func saidIn(updates []Update) []Update {
	out := make([]Update, len(updates))
	for i, u := range updates {
		u.Quiet, u.Headline, u.Added = false, false, false
		out[i] = u
	}
	return out
}
