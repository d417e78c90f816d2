package status

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"tidings/internal/store"
)

const (
	partMetric = "metric"     // by id: JSON
	partNews   = "metricnews" // by metric and lane: points came since the last publish
	partPurge  = "metricgone" // by metric: series that are gone
)

// AboutMetric is what subjects of changes about metrics begin with.
const AboutMetric = "metric"

// ErrDeclared says that something is declared in the content files and can be
// changed only there.
var ErrDeclared = errors.New("it is declared in the content files: change it there")

func metricKey(id string) store.Key { return store.Key{Part: partMetric, Sort: id} }

// Metric reads one metric. It returns ErrNotFound for an unknown id.
func (b *Board) Metric(ctx context.Context, id string) (*Metric, error) {
	var m Metric
	return &m, b.fetch(ctx, "metric "+id, metricKey(id), &m)
}

// Metrics lists all metrics, hidden ones too, in the order of the page.
func (b *Board) Metrics(ctx context.Context) (all []*Metric, err error) {
	for it, err := range b.each(ctx, store.Query{Part: partMetric}) {
		if err != nil {
			return nil, err
		}
		m := new(Metric)
		if err := decode("metric "+it.Sort, it.Value, m); err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	sortMetrics(all)
	return all, nil
}

func sortMetrics(all []*Metric) {
	slices.SortFunc(all, func(a, b *Metric) int { return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID)) })
}

// PutMetric creates a metric or replaces all that is said of it; its points
// stay. Putting what is there already changes nothing. What the content files
// declare only they may change: ErrDeclared. Origin, Created, Changed and
// Series are the board's.
func (b *Board) PutMetric(ctx context.Context, by Actor, m Metric, at time.Time) (Scope, error) {
	if err := m.tidy(); err != nil {
		return Scope{}, err
	}
	return b.changeMetric(ctx, m.ID, edit{by: by, at: at.UTC(), verb: VerbPut}, func(old *Metric) *Metric {
		next := m
		next.Origin, next.Created, next.Series = Origin{Kind: by.Kind, Ref: by.ID}, at.UTC(), strconv.FormatInt(at.UnixNano(), 36)
		if old != nil {
			next.Created, next.Changed, next.Series = old.Created, old.Changed, old.Series
			if by.Kind != OriginContent {
				next.Origin = old.Origin
			}
		}
		return &next
	})
}

// DeleteMetric takes a metric and its points away: the points are gone at once
// and their items in the course of time. What a file declared and declares again
// within GraceDays has its points again: an edit may be a mistake. Deleting what
// is not there is ErrNotFound.
func (b *Board) DeleteMetric(ctx context.Context, by Actor, id string, at time.Time) (Scope, error) {
	return b.changeMetric(ctx, id, edit{by: by, at: at.UTC(), verb: VerbDelete}, func(*Metric) *Metric { return nil })
}

func (b *Board) changeMetric(ctx context.Context, id string, e edit, change func(old *Metric) *Metric) (scope Scope, err error) {
	err = b.update(ctx, []store.Key{metricKey(id), goneKey(id)}, func(t *txn) error {
		scope = Scope{}
		var old *Metric
		if _, err := t.read(metricKey(id), &old); err != nil {
			return err
		}
		next := change(old)
		switch {
		case old == nil && next == nil:
			return fmt.Errorf("metric %s: %w", id, ErrNotFound)
		case old != nil && old.Origin.Kind == OriginContent && e.by.Kind != OriginContent:
			return fmt.Errorf("metric %s: %w", id, ErrDeclared)
		}
		scope, err = t.replaceMetric(id, old, next, e)
		return err
	})
	return scope, err
}

func (t *txn) replaceMetric(id string, old, next *Metric, e edit) (Scope, error) {
	if same, err := sameJSON(old, next); err != nil || same {
		return Scope{}, err
	}
	scope := Scope{Current: true, Metrics: []string{id}}
	for _, m := range [...]*Metric{old, next} {
		if m != nil && m.Component != "" {
			scope.Components = union(scope.Components, []string{m.Component})
		}
	}
	if err := t.putMetric(old, next, e.at); err != nil {
		return Scope{}, err
	}
	c := e.change(AboutMetric+"/"+id, scope)
	if err := c.say(orNil(old), orNil(next)); err != nil {
		return Scope{}, err
	}
	return scope, t.append(&c)
}

func (t *txn) putMetric(old, next *Metric, at time.Time) error {
	if next == nil {
		if err := t.bury(old, at); err != nil {
			return err
		}
		return t.Delete(metricKey(old.ID))
	}
	if old == nil {
		if err := t.revive(next); err != nil {
			return err
		}
	}
	if _, err := t.numbers(AboutMetric, next.ID, true, nil); err != nil {
		return err
	}
	next.Changed = at
	return t.write(metricKey(next.ID), next)
}

// tidy refuses what no page could show.
func (m *Metric) tidy() error {
	m.Name, m.Suffix = strings.TrimSpace(m.Name), strings.TrimSpace(m.Suffix)
	refuse := func(format string, args ...any) error {
		return fmt.Errorf("%w: metric %s: %s", ErrInvalid, m.ID, fmt.Sprintf(format, args...))
	}
	switch {
	case checkID("metric", m.ID) != nil:
		return checkID("metric", m.ID)
	case m.Name == "" || len(m.Name) > maxMetricText || len(m.Suffix) > maxMetricText || len(m.Description) > maxMetricText:
		return refuse("it needs a name, and name, suffix and description have at most %d bytes each", maxMetricText)
	case m.Places < 0 || m.Places > 4:
		return refuse("%d places behind the decimal sign: use 0 to 4", m.Places)
	case m.Threshold < 1 || m.Threshold > 24*60:
		return refuse("a threshold of %d minutes: use 1 to 1440", m.Threshold)
	case int(m.Calc) >= len(calcNames) || int(m.Window) >= len(windowNames) || int(m.Visible) >= len(visibilityNames):
		return refuse("its calculation, window or visibility is none")
	case !countable(m.Default) || m.Limit != nil && !countable(*m.Limit):
		return refuse("its default or its limit is not a number between -%g and %g", maxValue, maxValue)
	case m.Component != "":
		return checkID("component", m.Component)
	}
	return nil
}

const (
	maxMetricText = 1000
	maxValue      = 1e15 // of a point, either side of zero
)

// countable reports whether a number can stand in a chart and be added up.
func countable(f float64) bool { return math.Abs(f) <= maxValue } // false for NaN too
