package app

import (
	"slices"
	"strings"
	"sync"

	"tidings/internal/inbox"
	"tidings/internal/order"
)

const (
	maxArrivals   = 16
	maxArrivalLen = 64 << 10 // bytes of a body
)

// arrivals hands the worker what this process has accepted, so that it need not
// look for it. It is a short cut and no queue: every delivery is in the store, and
// whatever finds no room here is found there, with all that came after it.
type arrivals struct {
	mu     sync.Mutex
	list   []*arrival
	missed bool // something may be in the store alone
}

// arrival is a delivery from before it is durable until the worker takes it.
type arrival struct {
	delivery inbox.Delivery
	durable  bool
}

// expect notes a delivery that is about to be made durable, where there is room.
func (q *arrivals) expect(d inbox.Delivery) *arrival {
	q.mu.Lock()
	defer q.mu.Unlock()
	x := &arrival{delivery: inbox.Waiting(d)}
	if len(q.list) < maxArrivals && len(d.Body) <= maxArrivalLen {
		q.list = append(q.list, x)
	}
	return x
}

// settle says whether an arrival has become durable. When it is not listed, the
// worker is to look for it before it takes what came after.
func (q *arrivals) settle(x *arrival, durable bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	at := slices.Index(q.list, x)
	switch {
	case at < 0:
		q.missed = q.missed || durable
	case durable:
		x.durable = true
	default:
		q.list = slices.Delete(q.list, at, at+1)
	}
}

// take hands over what is durable, in the order of the store; nothing where the
// store is to be asked.
func (q *arrivals) take() (taken []inbox.Delivery) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.missed {
		return nil
	}
	q.list = slices.DeleteFunc(q.list, func(x *arrival) bool {
		if x.durable {
			taken = append(taken, x.delivery)
		}
		return x.durable
	})
	order.By(taken, func(a, b inbox.Delivery) int { return strings.Compare(a.ID, b.ID) })
	return taken
}

// asking says that the store is about to be asked; what becomes durable later is listed.
func (q *arrivals) asking() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.missed = false
}

// found drops what the store gave. Until it gives nothing, it may have older ones.
func (q *arrivals) found(batch []inbox.Delivery) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.missed = q.missed || len(batch) > 0
	q.list = slices.DeleteFunc(q.list, func(x *arrival) bool {
		return slices.ContainsFunc(batch, func(d inbox.Delivery) bool { return d.ID == x.delivery.ID })
	})
}

// miss has the store asked for what was taken and not worked out.
func (q *arrivals) miss() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.missed = true
}
