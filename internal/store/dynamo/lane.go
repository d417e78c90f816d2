package dynamo

import (
	"context"
	"fmt"
	"strconv"
	"strings"

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
	var newest attributes
	if len(out.Items) > 0 {
		newest = out.Items[0]
	}
	if l.last = numberOf(newest); l.last == 0 {
		return s.begin(ctx, l, newest)
	}
	l.newest, _ = versionOf(bytesOf(newest[attrVersion]))
	return nil
}

// numberOf is the number of an entry; 0 for a lane's marker, and for none.
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
