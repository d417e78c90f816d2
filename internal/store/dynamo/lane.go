package dynamo

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"tidings/internal/store"
)

// laneCount is how many updates can append at once without meeting. It can be
// raised, and never lowered while a cursor is kept anywhere.
const laneCount = 4

// keepDays is how long a change is kept.
const keepDays = 400

// entryRoom is how many bytes of changes an entry holds.
const entryRoom = store.MaxItemBytes - 1<<10

// lane is one of the runs of entries that make up the feed. Number and version
// both rise along it.
type lane struct {
	part   string
	last   int64   // number of its newest entry as far as we know; 0: not looked yet
	newest version // of that entry
}

// lanePrefix begins the part of every lane.
const lanePrefix = "feed/"

func lanePart(n int) string { return lanePrefix + strconv.Itoa(n) }

// entrySort gives the sort key of an entry: numbers in the order of strings.
func entrySort(n int64) string { return fmt.Sprintf("%s%019d", sortMark, n) }

// withLane gives an update a lane that no other of this process is using. A lane
// in which it failed is looked at anew by the next one.
func (s *Store) withLane(ctx context.Context, do func(*lane) error) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case l := <-s.lanes:
		defer func() { s.lanes <- l }()
		err := do(l)
		if err != nil {
			l.last = 0
		}
		return err
	}
}

// entries puts changes into as few entries as hold them, numbered on from the
// newest, each on condition that its number is free.
func (s *Store) entries(l *lane, changes [][]byte, v version) []types.TransactWriteItem {
	var puts []types.TransactWriteItem
	gone, free := number(s.now().AddDate(0, 0, keepDays).Unix()), absent()
	for i, held := range parcels(changes) {
		puts = append(puts, types.TransactWriteItem{Put: &types.Put{TableName: &s.table, Item: attributes{
			attrPart: text(l.part), attrSort: text(entrySort(l.last + 1 + int64(i))),
			attrVersion: blob(v[:]), attrChanges: held, attrExpires: gone},
			ConditionExpression: free.expression, ExpressionAttributeNames: free.names,
			ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld}})
	}
	return puts
}

// look finds the newest entry of a lane, unless it is known.
func (s *Store) look(ctx context.Context, l *lane) error {
	if l.last > 0 {
		return nil
	}
	ask := s.rangeOf(l.part, sortMark, afterMark)
	ask.ScanIndexForward, ask.Limit = aws.Bool(false), aws.Int32(1)
	out, err := s.client.Query(ctx, ask)
	if err != nil {
		return fault(ctx, "reading", err)
	}
	l.last = firstNumber(s.now())
	for _, a := range out.Items {
		l.last = max(numberOf(a), 1)
		l.newest, _ = versionOf(bytesOf(a[attrVersion]))
	}
	return nil
}

// firstNumber begins an empty lane: with the day, so that numbers rise even after
// all entries have expired, and beyond those of the table that this one was restored
// from, whose cursors come with it; and two that begin it at once begin alike.
func firstNumber(now time.Time) int64 { return now.Unix() / secondsOfDay * 1e12 }

const secondsOfDay = 24 * 60 * 60

// numberOf is the number of an entry.
func numberOf(a attributes) int64 {
	sort := stringOf(a[attrSort])
	n, err := strconv.ParseInt(sort[min(len(sortMark), len(sort)):], 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// parcels cuts changes into lists that fit into an entry.
func parcels(changes [][]byte) []*types.AttributeValueMemberL {
	var all []*types.AttributeValueMemberL
	size := entryRoom
	for _, c := range changes {
		if size += len(c) + 1; size > entryRoom {
			all = append(all, &types.AttributeValueMemberL{})
			size = len(c) + 1
		}
		last := all[len(all)-1]
		last.Value = append(last.Value, blob(c))
	}
	return all
}

// IsFeed reports whether a partition key is that of entries of the feed: what a
// reader of the table's stream looks at.
func IsFeed(part string) bool { return strings.HasPrefix(part, lanePrefix) }
