package dynamo

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// A lane begins with a marker: an entry with the number 0 and no changes, which
// stays. It says after which number the others follow, and since only one writer can
// put it there, all who begin a lane at once begin it alike.
//
// That number is the time. Numbers of a table are so beyond those of any table before:
// one that is filled from an export is given the cursors of the old one's readers,
// who would wait for numbers that it has long passed if it counted from less.
const attrAfter = "after"

// staleMarker is the age from which a marker in an empty lane says no more: entries
// that followed it may have expired, and their numbers must not come again.
const staleMarker = (keepDays - 1) * 24 * time.Hour

// begin finds the number that the first entry of an empty lane follows, given its
// marker if it has one.
func (s *Store) begin(ctx context.Context, l *lane, marker attributes) error {
	now, after := s.now(), intOf(marker[attrAfter])
	l.newest, _ = versionOf(bytesOf(marker[attrVersion]))
	if now.Sub(time.Unix(0, after)) < staleMarker {
		l.last = after
		return nil
	}
	free := absent()
	if marker != nil {
		free = unchanged(l.newest)
	}
	after = now.UnixNano()
	v := s.clock.after(nil, l.newest)
	err := s.writeOne(ctx, types.TransactWriteItem{Put: &types.Put{TableName: &s.table, Item: attributes{
		attrPart: text(l.part), attrSort: text(entrySort(0)), attrVersion: blob(v[:]),
		attrChanges: &types.AttributeValueMemberL{Value: []types.AttributeValue{}}, attrAfter: number(after)},
		ConditionExpression: free.expression, ExpressionAttributeNames: free.names, ExpressionAttributeValues: free.values,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld}}, v)
	if err != nil {
		return err
	}
	l.last, l.newest = after, v
	return nil
}
