package status

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"strings"
	"time"

	"tidings/internal/store"
)

// Fact is an incident, a maintenance, or a recurrence.
type Fact struct {
	Incident    *Incident
	Maintenance *Maintenance
	Recurrence  *Recurrence
}

// ID is the fact's id, empty for none.
func (f Fact) ID() string {
	switch {
	case f.Incident != nil:
		return f.Incident.ID
	case f.Maintenance != nil:
		return f.Maintenance.ID
	case f.Recurrence != nil:
		return f.Recurrence.ID
	}
	return ""
}

// Title is the fact's title, empty for none.
func (f Fact) Title() string {
	switch {
	case f.Incident != nil:
		return f.Incident.Title
	case f.Maintenance != nil:
		return f.Maintenance.Title
	case f.Recurrence != nil:
		return f.Recurrence.Title
	}
	return ""
}

// Updates are what the fact tells: none of a recurrence, whose times tell it.
func (f Fact) Updates() []Update {
	switch {
	case f.Incident != nil:
		return f.Incident.Updates
	case f.Maintenance != nil:
		return f.Maintenance.Updates
	}
	return nil
}

// Load puts many facts at once, as if each had been put at a time by its
// Origin, and works every projection out again from all facts that there are.
// It is for a first load and for repair, when nobody else writes. Incidents are
// streamed; only their lists are in memory.
//
// On an error, of facts too, nothing at all is written. Where at is zero, every
// maintenance is entered as if it had not begun, and the next Settle moves each on by a
// write of its own.
//
// It is a function and no method, as is Rebuild: what shows a board by templates, which
// call methods by name, would link it.
func Load(ctx context.Context, b *Board, facts iter.Seq2[Fact, error], at time.Time) error {
	loader, ok := b.d.(store.Loader)
	if !ok {
		return errors.New("this store cannot be loaded in bulk")
	}
	l := &loading{board: b, at: at.UTC(), cal: NewCalendar(b.zone), seen: map[string]*trace{}, maintenance: map[string]*Maintenance{},
		rolls: map[string]*rollLoading{AboutIncident: newRollLoading(AboutIncident), AboutMaintenance: newRollLoading(AboutMaintenance)}}
	l.open.fill()
	if err := l.readStored(ctx); err != nil {
		return err
	}
	stop, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	err := loader.Load(stop, func(yield func(store.Item) bool) {
		if err := l.items(facts, yield); err != nil {
			cancel(err)
		}
	})
	if cause := context.Cause(stop); cause != nil {
		return cause
	}
	if err != nil {
		return fmt.Errorf("load: %w", err)
	}
	return b.logLoad(ctx, at)
}

// Rebuild works every projection out again from the facts, as they stand at a time.
func Rebuild(ctx context.Context, b *Board, at time.Time) error {
	return Load(ctx, b, func(func(Fact, error) bool) {}, at)
}

func (b *Board) logLoad(ctx context.Context, at time.Time) error {
	return b.update(ctx, nil, func(t *txn) error {
		return t.append(&Change{ByKind: OriginContent, Verb: VerbLoad, Subject: "board", At: at, Scope: Scope{All: true}})
	})
}

// loading is the work of one Load.
type loading struct {
	board       *Board
	at          time.Time
	cal         *Calendar
	open        openIndex
	seen        map[string]*trace // incidents that were stored before
	maintenance map[string]*Maintenance
	stale       []store.Key // projections that were stored before
	rolls       map[string]*rollLoading
	sums        []store.Item
	was         map[string]openMaintenance // as the list of what is open had them
	recurring   map[string]*Recurrence
	dirty       []string // recurrences whose occurrences in the store may be wrong
}

// readStored takes in what the store has: facts, and those intervals of days
// that are facts themselves, because no other item remembers them.
func (l *loading) readStored(ctx context.Context) error {
	x, err := l.board.openIndex(ctx)
	if err != nil {
		return err
	}
	maps.Copy(l.open.Hushed, x.Hushed)
	l.was = x.Maintenance
	if err := l.readRecurrences(ctx, x); err != nil {
		return err
	}
	for _, roll := range l.rolls {
		if err := roll.readStored(ctx, l.board); err != nil {
			return err
		}
	}
	for it, err := range l.board.each(ctx, store.Query{Part: partDay}) {
		if err != nil {
			return err
		}
		if err := l.readDay(it); err != nil {
			return err
		}
	}
	for _, part := range [...]string{partIncident, partMaintenance} {
		for it, err := range l.board.each(ctx, store.Query{Part: part}) {
			if err != nil {
				return err
			}
			if err := l.readFact(it); err != nil {
				return err
			}
		}
	}
	if l.sums, err = l.board.recounted(ctx); err != nil {
		return err
	}
	return l.readMonths(ctx)
}

func (l *loading) readDay(it store.Item) error {
	l.stale = append(l.stale, it.Key)
	day, err := decodeDay(Date(it.Sort), it.Value)
	if err != nil {
		return err
	}
	for _, iv := range day.Intervals {
		if iv.lone() {
			l.cal.AddInterval(iv)
		}
	}
	return nil
}

// lone says that an interval belongs to no incident or maintenance.
func (iv *Interval) lone() bool {
	about, _, _ := strings.Cut(iv.Cause, "/")
	return about != AboutIncident && about != AboutMaintenance
}

func (l *loading) readMonths(ctx context.Context) error {
	for it, err := range l.board.each(ctx, store.Query{Part: partMonth}) {
		if err != nil {
			return err
		}
		l.stale = append(l.stale, it.Key)
	}
	return nil
}

func (l *loading) readFact(it store.Item) error {
	var f Facts
	if err := f.take(it); err != nil {
		return err
	}
	if len(f.Maintenance) > 0 {
		l.maintenance[it.Sort] = f.Maintenance[0]
		return nil
	}
	l.seen[it.Sort] = incidentTrace(f.Incidents[0])
	l.setIncident(f.Incidents[0], l.seen[it.Sort])
	return nil
}

func (l *loading) setIncident(inc *Incident, tr *trace) {
	l.rolls[AboutIncident].take(inc.row(), inc.Updates)
	l.open.setIncident(inc.ID, inc)
	if tr != nil {
		l.cal.add(tr, true)
	}
}

// items streams the new facts and then the projections of all.
func (l *loading) items(facts iter.Seq2[Fact, error], yield func(store.Item) bool) error {
	for f, err := range facts {
		if err != nil {
			return err
		}
		it, err := l.take(f)
		if err != nil {
			return err
		}
		if !yield(it) {
			return nil
		}
	}
	if err := l.unrollAll(yield); err != nil {
		return err
	}
	for _, id := range sortedKeys(l.maintenance) {
		m := l.maintenance[id]
		l.rolls[AboutMaintenance].take(m.row(), m.Updates)
		l.open.setMaintenance(id, m, l.at, l.was[id])
		l.cal.AddMaintenance(m, l.at)
	}
	return l.projections(yield)
}

// take enters a fact in place of one with the same id.
func (l *loading) take(f Fact) (store.Item, error) {
	by := Actor{Kind: OriginContent}
	if f.Recurrence != nil {
		return l.takeRecurrence(*f.Recurrence, by)
	}
	if f.Incident == nil {
		m, err := tidyMaintenance(*f.Maintenance, by)
		if err != nil {
			return store.Item{}, err
		}
		if old := l.maintenance[m.ID]; old != nil {
			m = m.After(old, l.at)
		}
		return l.enter(m.Succeeding(l.maintenance[m.ID], l.at))
	}
	inc, err := orderlyIncident(*f.Incident, by)
	if err != nil {
		return store.Item{}, err
	}
	if inc, err = l.after(inc); err != nil {
		return store.Item{}, err
	}
	tr := incidentTrace(inc)
	if old := l.seen[inc.ID]; old != nil {
		l.cal.remove(old, true)
		l.seen[inc.ID] = tr
	}
	l.setIncident(inc, tr)
	value, err := encodeFact("incident "+inc.ID, inc)
	return store.Item{Key: incidentKey(inc.ID), Value: value}, err
}

// after is an incident as it follows the one that is stored, if there is one.
func (l *loading) after(inc *Incident) (*Incident, error) {
	if l.seen[inc.ID] == nil {
		return inc, nil
	}
	old, err := l.board.Incident(context.Background(), inc.ID)
	if err != nil {
		return nil, err
	}
	return inc.After(old, l.at), nil
}

func (l *loading) enter(m *Maintenance) (store.Item, error) {
	l.maintenance[m.ID] = m
	value, err := json.Marshal(m)
	return store.Item{Key: maintenanceKey(m.ID), Value: value}, err
}

// projections yields all days, months and lists, and the sums of metrics.
func (l *loading) projections(yield func(store.Item) bool) error {
	for _, it := range l.sums {
		if !yield(it) {
			return nil
		}
	}
	for _, k := range l.stale {
		if it, gone := l.emptied(k); gone && !yield(it) {
			return nil
		}
	}
	for _, n := range l.cal.order {
		rows := l.cal.days[n]
		if rows.empty() {
			continue
		}
		value, err := l.cal.encodeDay(n, rows)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrInvalid, err)
		}
		if !yield(store.Item{Key: dayKey(n), Value: value}) {
			return nil
		}
	}
	return l.indexes(yield)
}

// goneItem is an item that expired long ago, for a load, which can write and not
// delete.
func goneItem(k store.Key) store.Item {
	return store.Item{Key: k, Value: []byte{}, Expires: time.Unix(1, 0)}
}

// emptied takes the place of a stored day or month that has nothing any more.
func (l *loading) emptied(k store.Key) (store.Item, bool) {
	gone := goneItem(k)
	if k.Part == partMonth {
		m, err := parseMonth(k.Sort)
		rows := l.cal.months[m]
		return gone, err == nil && (rows == nil || rows.total() == 0)
	}
	n, err := Date(k.Sort).number()
	rows := l.cal.days[n]
	return gone, err == nil && (rows == nil || rows.empty())
}

func (l *loading) indexes(yield func(store.Item) bool) error {
	months, err := l.cal.Months(context.Background())
	if err != nil {
		return err
	}
	for _, m := range months {
		n, err := parseMonth(m.Month)
		if err != nil {
			return err
		}
		value, err := encodeMonth(l.cal.monthOf(m.Month, l.cal.months[n]))
		if err != nil {
			return fmt.Errorf("%w: %w", ErrInvalid, err)
		}
		if !yield(store.Item{Key: monthKey(n), Value: value}) {
			return nil
		}
	}
	open, err := json.Marshal(&l.open)
	if err != nil {
		return err
	}
	if !yield(store.Item{Key: keyMonths, Value: encodeMonths(months)}) || !yield(store.Item{Key: keyOpen, Value: open}) {
		return nil
	}
	return l.roll(yield)
}

// roll yields the rolls, as long as anybody wants them.
func (l *loading) roll(yield func(store.Item) bool) error {
	wanted := true
	give := func(it store.Item) bool {
		wanted = wanted && yield(it)
		return wanted
	}
	for _, about := range sortedKeys(l.rolls) {
		if err := l.rolls[about].items(give); err != nil {
			return err
		}
	}
	return yieldJSON(give, keyRolled, true)
}
