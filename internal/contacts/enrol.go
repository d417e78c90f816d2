package contacts

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
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
	number, err := b.reserve(ctx, 1)
	if err != nil {
		return "", err
	}
	return b.enrol(ctx, by, number, r, confirmed, at)
}

func (b *Book) enrol(ctx context.Context, by string, number int, r Request, confirmed, at time.Time) (Enrolled, error) {
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
		sub := Subscriber{ID: id, Number: number, Address: r.Address, State: Active, Wish: wish, Asked: confirmed, Confirmed: confirmed, Form: r.Form, From: r.From}
		tx.Append(entry("enrol", by, id, at))
		return errors.Join(tx.Put(holder, []byte(id)), b.put(tx, sub, nil, at))
	})
	return end, err
}

// enrolSide is how many people are entered at a time, so that they share the
// store's syncs.
const enrolSide = 16

// EnrolAll enters the people of a list, and returns how many became what. Those
// of whom the list does not say when they agreed have agreed now. When it fails
// some may have been entered: doing it again enters nobody twice.
func (b *Book) EnrolAll(ctx context.Context, by string, rows []Row, at time.Time) (map[Enrolled]int, error) {
	ends := map[Enrolled]int{}
	first, err := b.reserve(ctx, len(rows))
	if err != nil {
		return ends, err
	}
	var failed error
	var mu sync.Mutex
	var all sync.WaitGroup
	places := make(chan struct{}, enrolSide)
	for i, row := range rows {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			end, err := b.enrolRow(ctx, by, first+i, row, at)
			mu.Lock()
			defer mu.Unlock()
			if ends[end]++; err != nil && failed == nil {
				failed = LineError{row.Line, err}
			}
		})
	}
	all.Wait()
	return ends, failed
}

func (b *Book) enrolRow(ctx context.Context, by string, number int, row Row, at time.Time) (Enrolled, error) {
	confirmed := row.Confirmed
	if confirmed.IsZero() || confirmed.After(at) {
		confirmed = at
	}
	return b.enrol(ctx, by, number, row.Request, confirmed, at)
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

// Columns names the columns that a list can have.
func Columns() string { return strings.Join(columns, ", ") }

// ErrList is in every error about what is no list of subscribers.
var ErrList = errors.New("this is no list of subscribers")

// ReadList reads a list of subscribers: CSV (RFC 4180) whose first line names
// the columns. Several components or groups are separated by spaces; without
// any it is everything. It returns the good lines and what is wrong with each
// of the others; check may refuse more. The error is for a list that is none.
func ReadList(r io.Reader, consent string, check func(Wish) error) (rows []Row, bad []LineError, err error) {
	c := csv.NewReader(r)
	c.FieldsPerRecord, c.TrimLeadingSpace = -1, true
	head, err := readHead(c)
	if err != nil {
		return nil, nil, err
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
		if err == nil && check != nil {
			err = check(row.Request.Wish)
		}
		if err != nil {
			bad = append(bad, LineError{line, err})
			continue
		}
		row.Line, row.Request.Form = line, consent
		rows = append(rows, row)
	}
}

// readHead reads which columns a list has, in which order.
func readHead(c *csv.Reader) ([]string, error) {
	head, err := c.Read()
	if err != nil {
		return nil, fmt.Errorf("%w: its first line names the columns, %s", ErrList, Columns())
	}
	head[0] = strings.TrimPrefix(head[0], "\ufeff")
	for i, name := range head {
		head[i] = strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains(columns, head[i]) {
			return nil, fmt.Errorf("%w: line 1: there is no column %.40q: the columns are %s", ErrList, name, Columns())
		}
	}
	if !slices.Contains(head, "email") {
		return nil, fmt.Errorf("%w: line 1: the first line must name a column email", ErrList)
	}
	return head, nil
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
