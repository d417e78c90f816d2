package dynamo

import (
	"math/rand/v2"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Store is a store.Driver.
type Store struct {
	client requests
	table  string
	now    func() time.Time
	clock  clock
	lanes  chan *lane // those that no update of this process is writing to
	fits   sync.Map   // lanes of which this process knows that cursors fit, by part
}

// New is a store over a table that exists. Its clock says which items have
// expired; other processes may use the same table.
func New(client *dynamodb.Client, table string, now func() time.Time) *Store {
	s := &Store{client: requestsOf(client), table: table, now: now, clock: clock{now: now}, lanes: make(chan *lane, laneCount)}
	for _, n := range rand.Perm(laneCount) {
		s.lanes <- &lane{part: lanePart(n)}
	}
	return s
}
