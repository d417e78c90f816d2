package status

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tidings/internal/store"
)

// maxDays is how many days a transaction writes at most beside other items.
const maxDays = 60

// todo is what is left of a write whose fact lies on more days than one
// transaction can hold.
type todo struct {
	Delta delta       `json:"delta"`
	Days  []dayNumber `json:"days"`
}

// project brings the days and months up to date with a delta and returns the
// days whose lists changed. Days that do not fit are left as a todo.
func (b *Board) project(t *txn, subject string, d *delta) ([]Date, error) {
	cal := t.calendar(b.zone)
	now, rest := b.split(cal, d)
	months := b.monthsOf(cal, d)
	if err := t.load(cal, now, months); err != nil {
		return nil, err
	}
	cal.only = setOf(now)
	cal.apply(d)
	if len(rest) > 0 || d.Redact != nil {
		left := todo{Delta: *d, Days: rest}
		left.Delta.Del.Entry, left.Delta.Add.Entry = Entry{}, Entry{}
		if err := t.need(todoKey(subject)); err != nil {
			return nil, err
		}
		if err := t.write(todoKey(subject), left); err != nil {
			return nil, err
		}
		t.left = true
	}
	changed := t.changed()
	for _, n := range rest {
		changed = append(changed, n.date())
	}
	return changed, nil
}

// split gives the days to do now, among them those of entries, and the rest.
func (b *Board) split(cal *Calendar, d *delta) (now, rest []dayNumber) {
	entries := map[dayNumber]struct{}{}
	for _, tr := range [...]*trace{&d.Del, &d.Add} {
		if tr.hasEntry() {
			entries[cal.almanac.dayOf(tr.Entry.Started.UnixNano())] = struct{}{}
		}
	}
	now = sortedSet(entries)
	for _, n := range cal.touched(d) {
		switch _, done := entries[n]; {
		case done:
		case len(now) < maxDays:
			now = append(now, n)
		default:
			rest = append(rest, n)
		}
	}
	return now, rest
}

func (b *Board) monthsOf(cal *Calendar, d *delta) []monthNumber {
	if !d.months {
		return nil
	}
	months := map[monthNumber]struct{}{}
	for _, tr := range [...]*trace{&d.Del, &d.Add} {
		if tr.hasEntry() {
			months[cal.almanac.dayOf(tr.Entry.Started.UnixNano()).month()] = struct{}{}
		}
	}
	return sortedSet(months)
}

func setOf(days []dayNumber) map[dayNumber]struct{} {
	set := make(map[dayNumber]struct{}, len(days))
	for _, n := range days {
		set[n] = struct{}{}
	}
	return set
}

func dayKey(n dayNumber) store.Key { return store.Key{Part: partDay, Sort: string(n.date())} }
func monthKey(m monthNumber) store.Key {
	return store.Key{Part: partMonth, Sort: m.String()}
}

// calendar has the days and months that the transaction has read, with what it
// changed of them. They are written once, when its closure is done.
func (t *txn) calendar(zone *time.Location) *Calendar {
	if t.cal == nil {
		t.cal = NewCalendar(zone)
		t.unsaved = map[dayNumber]struct{}{}
	}
	return t.cal
}

// load reads those days and months into a calendar that it does not have yet.
func (t *txn) load(cal *Calendar, days []dayNumber, months []monthNumber) error {
	var keys []store.Key
	for _, n := range days {
		keys = append(keys, dayKey(n))
	}
	for _, m := range months {
		keys = append(keys, monthKey(m), keyMonths)
	}
	if err := t.need(keys...); err != nil {
		return err
	}
	for _, n := range days {
		if err := t.loadDay(cal, n); err != nil {
			return err
		}
	}
	for _, m := range months {
		if err := t.loadMonth(cal, m); err != nil {
			return err
		}
	}
	return nil
}

func (t *txn) loadDay(cal *Calendar, n dayNumber) error {
	if cal.days[n] != nil {
		return nil
	}
	value, err := t.get(dayKey(n))
	if err != nil || value == nil {
		return err
	}
	return cal.loadDay(n, value)
}

func (t *txn) loadMonth(cal *Calendar, m monthNumber) error {
	if cal.months[m] != nil {
		return nil
	}
	value, err := t.get(monthKey(m))
	if err != nil || value == nil {
		return err
	}
	month, err := decodeMonth(m.String(), value)
	if err != nil {
		return err
	}
	return cal.loadMonth(month)
}

// changed lists the days that changed since it was last asked.
func (t *txn) changed() []Date {
	var dates []Date
	for _, n := range t.cal.dirtyDays() {
		dates = append(dates, n.date())
		t.unsaved[n] = struct{}{}
		t.cal.days[n].dirty = false
	}
	return dates
}

// saveCalendar writes the days and months that the transaction has changed.
func (t *txn) saveCalendar() error {
	for _, n := range sortedSet(t.unsaved) {
		if err := t.saveDay(t.cal, n); err != nil {
			return err
		}
	}
	if t.cal == nil {
		return nil
	}
	for m := range t.cal.months {
		if err := t.saveMonth(t.cal, m); err != nil {
			return err
		}
	}
	return nil
}

func (t *txn) saveDay(cal *Calendar, n dayNumber) error {
	rows := cal.days[n]
	if rows.empty() {
		return t.Delete(dayKey(n))
	}
	value, err := cal.encodeDay(n, rows)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return t.Put(dayKey(n), value)
}

func (t *txn) saveMonth(cal *Calendar, m monthNumber) error {
	rows := cal.months[m]
	if !rows.dirty {
		return nil
	}
	if err := t.countMonth(m.String(), rows.total()); err != nil {
		return err
	}
	if rows.total() == 0 {
		return t.Delete(monthKey(m))
	}
	value, err := encodeMonth(cal.monthOf(m.String(), rows))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return t.Put(monthKey(m), value)
}

// countMonth brings the list of months up to date.
func (t *txn) countMonth(month string, total int) error {
	value, err := t.get(keyMonths)
	if err != nil {
		return err
	}
	list, err := decodeMonths(value)
	if err != nil {
		return err
	}
	changed := setMonth(list, MonthCount{Month: month, Entries: total})
	return t.Put(keyMonths, encodeMonths(changed))
}

// setMonth keeps the list newest first and without empty months.
func setMonth(list []MonthCount, m MonthCount) []MonthCount {
	var out []MonthCount
	placed := m.Entries == 0
	for _, x := range list {
		if !placed && x.Month <= m.Month {
			out = append(out, m)
			placed = true
		}
		if x.Month != m.Month {
			out = append(out, x)
		}
	}
	if !placed {
		out = append(out, m)
	}
	return out
}

// finish does what a write has left to do.
func (b *Board) finish(ctx context.Context, subject string) error {
	for {
		var left todo
		err := b.update(ctx, []store.Key{todoKey(subject)}, func(t *txn) (err error) {
			left, err = b.step(t, subject)
			return err
		})
		switch {
		case err != nil:
			return err
		case len(left.Days) > 0:
		case left.Delta.Redact == nil:
			return nil
		default:
			return b.finishRedaction(ctx, subject, left.Delta.Redact)
		}
	}
}

// finishRedaction looks through the log, of which no more than a page is held
// at once, and only then lets go of what it was to do.
func (b *Board) finishRedaction(ctx context.Context, subject string, r *redaction) error {
	if err := b.takeOut(ctx, subject, r); err != nil {
		return fmt.Errorf("taking the text of %s out of the log: %w", subject, err)
	}
	return b.update(ctx, []store.Key{todoKey(subject)}, func(t *txn) error { return t.Delete(todoKey(subject)) })
}

// step does the next days of a todo and returns what is left of it.
func (b *Board) step(t *txn, subject string) (left todo, err error) {
	if found, err := t.read(todoKey(subject), &left); err != nil || !found {
		return todo{}, err
	}
	now := left.Days[:min(maxDays, len(left.Days))]
	left.Days = left.Days[len(now):]
	cal := t.calendar(b.zone)
	if err := t.load(cal, now, nil); err != nil {
		return left, err
	}
	cal.only = setOf(now)
	cal.apply(&left.Delta)
	t.changed()
	if len(left.Days) == 0 && left.Delta.Redact == nil {
		return left, t.Delete(todoKey(subject))
	}
	return left, t.write(todoKey(subject), left)
}

// recover finishes what a crash has left, once in a process and at every Settle.
func (b *Board) recover(ctx context.Context) error {
	page, err := b.d.List(ctx, store.Query{Part: partTodo})
	if err != nil {
		return err
	}
	for _, it := range page.Items {
		if err := b.finish(ctx, it.Sort); err != nil {
			return err
		}
	}
	b.recovered.Store(true)
	return nil
}

// write is update for one subject: what an earlier write of it left is done
// first, and what this one leaves is done before it returns.
func (b *Board) write(ctx context.Context, subject string, hint []store.Key, fn func(*txn) error) error {
	for {
		var last *txn
		err := b.update(ctx, append(hint, todoKey(subject)), func(t *txn) error {
			last = t
			if left, err := t.get(todoKey(subject)); err != nil || left != nil {
				return errors.Join(err, busyIf(left != nil))
			}
			return fn(t)
		})
		busy := errors.Is(err, errBusy)
		if !busy && (err != nil || !last.left) {
			return err
		}
		if err := b.finish(ctx, subject); err != nil || !busy {
			return err
		}
	}
}

func busyIf(busy bool) error {
	if busy {
		return errBusy
	}
	return nil
}
