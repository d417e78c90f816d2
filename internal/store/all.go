package store

import (
	"context"
	"iter"
)

// All runs over the items that a query asks for, page by page. An error ends them.
func All(ctx context.Context, d Driver, q Query) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for q := q; ; {
			page, err := d.List(ctx, q)
			if err != nil {
				yield(Item{}, err)
				return
			}
			for _, it := range page.Items {
				if !yield(it, nil) {
					return
				}
			}
			if q.After = page.Next; q.After == "" {
				return
			}
		}
	}
}
