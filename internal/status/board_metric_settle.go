package status

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"tidings/internal/store"
)

const (
	// NewsEvery is how often news of metrics are published at most.
	NewsEvery  = time.Minute
	newsAtOnce = 20 // marks in one transaction
)

var keyNews = store.Key{Part: partIndex, Sort: "metricnews"} // when news of metrics were last told

// settleMetrics tells, at most once a minute, of the metrics that have new
// points, and clears away what deleted metrics have left.
func (b *Board) settleMetrics(ctx context.Context, at time.Time) (Scope, error) {
	marks, err := b.newsMarks(ctx)
	if err != nil || len(marks) == 0 {
		return Scope{}, errors.Join(err, b.purge(ctx, at))
	}
	told, err := b.newsTold(ctx)
	if err != nil || !newsDue(told, at) {
		return Scope{}, err
	}
	var scope Scope
	for some := range slices.Chunk(marks, newsAtOnce) {
		s, err := b.tellNews(ctx, some, at)
		scope = scope.Join(s)
		if err != nil {
			return scope, err
		}
	}
	return scope, b.purge(ctx, at)
}

// newsDue reports whether a minute has passed, or the clock was set back.
func newsDue(told, at time.Time) bool { return at.Sub(told) >= NewsEvery || at.Before(told) }

func (b *Board) newsMarks(ctx context.Context) (marks []string, err error) {
	for it, err := range b.each(ctx, store.Query{Part: partNews}) {
		if err != nil {
			return nil, err
		}
		marks = append(marks, it.Sort)
	}
	return marks, nil
}

func (b *Board) newsTold(ctx context.Context) (at time.Time, err error) {
	value, err := b.item(ctx, keyNews)
	if err == nil && value != nil {
		err = decode("time of the last news of metrics", value, &at)
	}
	return at, err
}

// tellNews turns marks into one Change.
func (b *Board) tellNews(ctx context.Context, marks []string, at time.Time) (scope Scope, err error) {
	value, err := json.Marshal(at)
	if err != nil {
		return scope, err
	}
	hint := []store.Key{keyNews}
	for _, mark := range marks {
		hint = append(hint, store.Key{Part: partNews, Sort: mark})
		id, _, _ := strings.Cut(mark, "/")
		scope.Metrics = append(scope.Metrics, id)
	}
	scope.Metrics = union(scope.Metrics, nil)
	err = b.update(ctx, hint, func(t *txn) error {
		for _, k := range hint[1:] {
			if err := t.Delete(k); err != nil {
				return err
			}
		}
		if err := t.Put(keyNews, value); err != nil {
			return err
		}
		return t.append(&Change{By: clock.ID, ByKind: clock.Kind, Verb: VerbSettle, Subject: "metrics", At: at, Scope: scope})
	})
	return scope, err
}

// newsAt is when news of metrics are to be told; zero when there are none.
func (b *Board) newsAt(ctx context.Context, after time.Time) (time.Time, error) {
	page, err := b.d.List(ctx, store.Query{Part: partNews, Limit: 1})
	if err != nil || len(page.Items) == 0 {
		return time.Time{}, err
	}
	told, err := b.newsTold(ctx)
	return later(told.Add(NewsEvery), after.Add(time.Nanosecond)), err
}
