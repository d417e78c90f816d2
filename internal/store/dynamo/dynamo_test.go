package dynamo_test

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"tidings/internal/store"
	"tidings/internal/store/dynamo"
	"tidings/internal/store/storetest"
	"tidings/test/aws"
)

// client talks to the one server of all tests here.
var client *dynamodb.Client

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	server, err := aws.Start(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer server.Close()
	client = dynamodb.NewFromConfig(server.Config())
	return m.Run()
}

// motoItemBytes is the largest item that moto takes; DynamoDB takes 409,600.
const motoItemBytes = 405_000

func TestConformance(t *testing.T) {
	storetest.RunWithin(t, motoItemBytes, func(t *testing.T) store.Driver { return open(t) })
}

// Two processes work on one table, with clocks that differ by a minute.
func TestConformanceOfTwoProcesses(t *testing.T) {
	storetest.RunWithin(t, motoItemBytes, func(t *testing.T) store.Driver {
		name := table(t)
		late := func() time.Time { return time.Now().Add(-time.Minute) }
		return &two{stores: [2]store.Driver{dynamo.New(client, name, time.Now), dynamo.New(client, name, late)}}
	})
}

// two takes turns between two stores.
type two struct {
	stores [2]store.Driver
	turn   atomic.Int64
}

func (p *two) next() store.Driver { return p.stores[p.turn.Add(1)%2] }

func (p *two) Get(ctx context.Context, keys ...store.Key) (map[store.Key]store.Item, error) {
	return p.next().Get(ctx, keys...)
}

func (p *two) List(ctx context.Context, q store.Query) (store.Page, error) {
	return p.next().List(ctx, q)
}

func (p *two) Update(ctx context.Context, keys []store.Key, fn func(*store.Tx) error) error {
	return p.next().Update(ctx, keys, fn)
}

func (p *two) Changes(ctx context.Context, cursor string, limit int) ([][]byte, string, error) {
	return p.next().Changes(ctx, cursor, limit)
}

var tables atomic.Int64

// open makes a table of its own.
func open(t *testing.T) *dynamo.Store {
	t.Helper()
	return dynamo.New(client, table(t), time.Now)
}

func table(t *testing.T) string {
	t.Helper()
	name := fmt.Sprintf("tidings-%d", tables.Add(1))
	if err := dynamo.Make(t.Context(), client, name); err != nil {
		t.Fatal(err)
	}
	return name
}
