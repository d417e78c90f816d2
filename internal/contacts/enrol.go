package contacts

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"tidings/internal/status"
	"tidings/internal/store"
)

// Enrolled says what became of one who was entered by an operator.
type Enrolled string

// What can become of them.
const (
	Entered Enrolled = "entered"
	Known   Enrolled = "known"  // has the address already; nothing changes
	Barred  Enrolled = "barred" // bounced or complained: is not written to
)

// Enrol enters somebody whose consent was given elsewhere, on an operator's
// word: Request.Form says where and how. By is the operator.
func (b *Book) Enrol(ctx context.Context, by string, r Request, confirmed, at time.Time) (Enrolled, error) {
	wish, err := r.Wish.tidy()
	if err != nil {
		return "", err
	}
	id, err := b.newID()
	if err != nil {
		return "", err
	}
	end := Entered
	holder, person, barred := b.addressKey(r.Address), subscriberKey(id), b.barredKey(r.Address)
	err = b.d.Update(ctx, []store.Key{holder, person, barred}, func(tx *store.Tx) error {
		if _, never, err := tx.Get(barred); err != nil || never {
			end = Barred
			return err
		}
		if _, owned, err := tx.Get(holder); err != nil || owned {
			end = Known
			return err
		}
		end = Entered
		sub := Subscriber{ID: id, Address: r.Address, State: Active, Wish: wish, Asked: confirmed, Confirmed: confirmed, Form: r.Form, From: r.From}
		tx.Append(entry("enrol", by, id, at))
		return errors.Join(tx.Put(holder, []byte(id)), b.put(tx, sub, nil, at))
	})
	return end, err
}

// Row is a line of a list of subscribers.
type Row struct {
	Line      int
	Request   Request
	Confirmed time.Time // zero: the list does not say
}

// LineError is what is wrong with one line of a list.
type LineError struct {
	Line int
	Err  error
}

func (e LineError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

// Unwrap gives the reason.
func (e LineError) Unwrap() error { return e.Err }

// columns of a list: email, and others in any order.
var columns = []string{"email", "components", "groups", "severity", "incidents", "maintenance", "language", "zone", "confirmed"}

// ReadList reads a list of subscribers: CSV (RFC 4180) whose first line names
// the columns. Several components or groups are separated by spaces; without
// any it is everything. It returns the good lines and what is wrong with each
// of the others; the error is for a list that is none.
func ReadList(r io.Reader, consent string) (rows []Row, bad []LineError, err error) {
	c := csv.NewReader(r)
	c.FieldsPerRecord, c.TrimLeadingSpace = -1, true
	head, err := c.Read()
	if err != nil {
		return nil, nil, errors.New("the list is empty: its first line names the columns, " + strings.Join(columns, ", "))
	}
	head[0] = strings.TrimPrefix(head[0], "\ufeff")
	for i, name := range head {
		head[i] = strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains(columns, head[i]) {
			return nil, nil, fmt.Errorf("line 1: there is no column %.40q: the columns are %s", name, strings.Join(columns, ", "))
		}
	}
	if !slices.Contains(head, "email") {
		return nil, nil, errors.New("line 1: the first line must name a column email")
	}
	for {
		fields, err := c.Read()
		if err == io.EOF {
			return rows, bad, nil
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			bad = append(bad, LineError{broken.StartLine, broken.Err})
			continue
		}
		if err != nil {
			return nil, nil, fmt.Errorf("reading the list: %w", err)
		}
		line, _ := c.FieldPos(0)
		row, err := readRow(head, fields)
		if err != nil {
			bad = append(bad, LineError{line, err})
			continue
		}
		row.Line, row.Request.Form = line, consent
		rows = append(rows, row)
	}
}

func readRow(head, fields []string) (row Row, err error) {
	if len(fields) != len(head) {
		return row, fmt.Errorf("it has %d fields and not %d", len(fields), len(head))
	}
	w := Wish{Incident: true, Maintenance: true}
	for i, value := range fields {
		if err := readField(&row, &w, head[i], strings.TrimSpace(value)); err != nil {
			return row, err
		}
	}
	w.All = len(w.Components)+len(w.Groups) == 0
	row.Request.Wish, err = w.tidy()
	return row, err
}

func readField(row *Row, w *Wish, name, value string) (err error) {
	switch {
	case name == "email":
		row.Request.Address, err = ParseAddress(value)
	case value == "":
	case name == "components":
		w.Components = strings.Fields(value)
	case name == "groups":
		w.Groups = strings.Fields(value)
	case name == "severity":
		w.Severity, err = status.ParseImpact(value)
	case name == "incidents":
		w.Incident, err = yesNo(value)
	case name == "maintenance":
		w.Maintenance, err = yesNo(value)
	case name == "language":
		w.Language = value
	case name == "zone":
		if _, unknown := time.LoadLocation(value); unknown != nil {
			return fmt.Errorf("%.40q is no time zone", value)
		}
		w.Zone = value
	case name == "confirmed":
		if row.Confirmed, err = time.Parse(time.RFC3339, value); err != nil {
			row.Confirmed, err = time.Parse(time.DateOnly, value)
		}
		if err != nil {
			return fmt.Errorf("%.40q is no date: write 2026-11-22 or 2026-11-22T10:00:00Z", value)
		}
	}
	return err
}

func yesNo(value string) (bool, error) {
	switch strings.ToLower(value) {
	case "true", "yes", "1":
		return true, nil
	case "false", "no", "0":
		return false, nil
	}
	return false, fmt.Errorf("%.40q is neither yes nor no", value)
}
