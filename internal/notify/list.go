package notify

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tidings/internal/store"
)

// List is a page of news, those first whose last round is the newest, after
// what the page before ended with. A page may be shorter than the limit, of
// at most 100; next is empty when there is no more.
func (d *Desk) List(ctx context.Context, after string, limit int) (list []News, next string, err error) {
	page, err := d.Store.List(ctx, store.Query{Part: partBegan, Reverse: true, Limit: limit, After: after})
	if err != nil {
		return nil, "", fmt.Errorf("listing the news: %w", err)
	}
	keys := make([]store.Key, 0, len(page.Items))
	for _, it := range page.Items {
		_, subject, _ := strings.Cut(it.Sort, "/")
		keys = append(keys, newsKey(subject))
	}
	found, err := d.Store.Get(ctx, keys...)
	if err != nil {
		return nil, "", fmt.Errorf("reading the news: %w", err)
	}
	for i, it := range page.Items {
		value, ok := found[keys[i]]
		if !ok {
			continue
		}
		var n News
		if err := unmarshal(value.Value, &n); err != nil {
			return nil, "", err
		}
		if beganKey(n.Began, n.Subject) == it.Key { // not an earlier round of it
			list = append(list, n)
		}
	}
	return list, page.Next, nil
}

// Entry is what one person was told of one subject.
type Entry struct {
	Subject string
	Told    int // number of the last event that they were told, or that was refused
	Refused bool
	Sending bool      // a message is under way
	At      time.Time // when the last message left or was refused
	Fate    Fate      // what became of it, as far as its service has said
}

// Ledger is what one person was told, of the subjects of a page of List.
func (d *Desk) Ledger(ctx context.Context, id, after string, limit int) (list []Entry, next string, err error) {
	news, next, err := d.List(ctx, after, limit)
	if err != nil {
		return nil, "", err
	}
	keys := make([]store.Key, len(news))
	for i := range news {
		keys[i] = lineKey(news[i].Subject, id)
	}
	found, err := d.Store.Get(ctx, keys...)
	if err != nil {
		return nil, "", fmt.Errorf("reading what somebody was told: %w", err)
	}
	for i, k := range keys {
		it, ok := found[k]
		if !ok {
			continue
		}
		var l line
		if err := unmarshal(it.Value, &l); err != nil {
			return nil, "", err
		}
		list = append(list, Entry{news[i].Subject, l.Told, l.Refused, l.Sending > 0, l.At, l.Fates[l.Told]})
	}
	return list, next, nil
}
