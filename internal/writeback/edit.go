package writeback

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"tidings/internal/repo"
	"tidings/internal/status"
)

// edit is what one change, or several of automation together, make of a fact.
type edit struct {
	before, after status.Fact // empty: there is none
	at            time.Time
	change        *status.Change // the last; nil for what was there before there was a log
	redacts       bool
}

func (e *edit) fact() status.Fact {
	if e.after.ID() != "" {
		return e.after
	}
	return e.before
}

func (e *edit) about() string { return aboutOf(e.fact()) }

// edits are the changes that belong into files, in their order, and how many
// changes were looked at: one that is to wait for more of the same holds up all
// that follow, unless all are wanted.
func (w *Writer) edits(changes []status.Change, all bool) (list []edit, looked int, wait time.Duration, err error) {
	for i := range changes {
		c := &changes[i]
		e, ok, err := editOf(c)
		if err != nil {
			return nil, 0, 0, err
		}
		if !ok {
			continue
		}
		if c.ByKind == status.OriginAutomation {
			if wait := c.At.Add(gather).Sub(w.Now()); wait > 0 && !all {
				return list, i, min(wait, gather), nil
			}
			if last := len(list) - 1; last >= 0 && list[last].joins(&e) {
				list[last].after, list[last].at, list[last].change = e.after, e.at, e.change
				continue
			}
		}
		list = append(list, e)
	}
	return list, len(changes), 0, nil
}

// joins reports whether two edits of automation in a row are of one fact.
func (e *edit) joins(next *edit) bool {
	return e.change.ByKind == status.OriginAutomation && e.change.Subject == next.change.Subject && !e.redacts && !next.redacts
}

// editOf reads a change; ok is false for one that changes no file.
func editOf(c *status.Change) (e edit, ok bool, err error) {
	about, _, _ := strings.Cut(c.Subject, "/")
	if c.ByKind == status.OriginContent || c.Before == nil && c.After == nil {
		return e, false, nil
	}
	e = edit{at: c.At, change: c, redacts: c.Verb == status.VerbRedact || c.Verb == status.VerbRedactTitles}
	for raw, into := range map[*json.RawMessage]*status.Fact{&c.Before: &e.before, &c.After: &e.after} {
		if *into, err = factOf(about, *raw); err != nil {
			return e, false, fmt.Errorf("change %s of %s cannot be read: %w", c.ID, c.Subject, err)
		}
		*into = public(*into)
	}
	if e.before.ID() == "" && e.after.ID() == "" {
		return e, false, nil
	}
	return e, e.redacts || !bytes.Equal(file(e.before), file(e.after)), nil
}

func factOf(about string, raw json.RawMessage) (f status.Fact, err error) {
	if raw == nil {
		return f, nil
	}
	switch about {
	case status.AboutIncident:
		err = json.Unmarshal(raw, &f.Incident)
	case status.AboutMaintenance:
		err = json.Unmarshal(raw, &f.Maintenance)
	case status.AboutRecurrence:
		err = json.Unmarshal(raw, &f.Recurrence)
	}
	return f, err
}

// public is a fact as far as it may stand in a repository: nothing that is
// hidden, and no occurrence of work that recurs, whose file is that of the work.
func public(f status.Fact) status.Fact {
	switch {
	case f.Incident != nil && (f.Incident.Hidden || f.Incident.ID == ""),
		f.Maintenance != nil && (f.Maintenance.Recurrence != "" || f.Maintenance.ID == ""),
		f.Recurrence != nil && (f.Recurrence.Pattern.Rule == "" || f.Recurrence.ID == ""):
		return status.Fact{}
	}
	return f
}

// file is the fact as a content file, nil for none.
func file(f status.Fact) []byte {
	if f.ID() == "" {
		return nil
	}
	return repo.Format(f)
}

func originOf(f status.Fact) status.Origin {
	switch {
	case f.Incident != nil:
		return f.Incident.Origin
	case f.Maintenance != nil:
		return f.Maintenance.Origin
	}
	return f.Recurrence.Origin
}

func aboutOf(f status.Fact) string {
	if f.Incident != nil {
		return status.AboutIncident
	}
	return status.AboutMaintenance
}

// began is the day that a new file is put under.
func began(f status.Fact) time.Time {
	switch {
	case f.Incident != nil:
		return f.Incident.Started()
	case f.Maintenance != nil:
		return f.Maintenance.Starts
	}
	return f.Recurrence.Occurrences[0].Starts
}
