package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"tidings/internal/store"
)

// List implements store.Driver.
func (s *Store) List(ctx context.Context, q store.Query) (store.Page, error) {
	if err := ctx.Err(); err != nil {
		return store.Page{}, err
	}
	span, err := q.Span()
	if err != nil {
		return store.Page{}, err
	}
	from, to := bounds(span)
	if span.From >= span.To || from > to {
		return store.Page{}, nil
	}
	page, now := paper{limit: q.Limit}, s.now()
	ask := s.rangeOf(q.Part, from, to)
	ask.ScanIndexForward = aws.Bool(!q.Reverse)
	if q.Limit > 0 {
		ask.Limit = aws.Int32(int32(min(q.Limit, 1000)) + 1)
	}
	for !page.full() {
		out, err := s.client.Query(ctx, ask)
		if err != nil {
			return store.Page{}, fault(ctx, "listing", err)
		}
		for _, a := range out.Items {
			r, err := recordOf(a)
			if err != nil {
				return store.Page{}, err
			}
			if r.item.Sort < span.To && !r.item.ExpiredAt(now) {
				page.add(r.item)
			}
		}
		if len(out.LastEvaluatedKey) == 0 {
			break
		}
		ask.ExclusiveStartKey = out.LastEvaluatedKey
	}
	return page.Page, nil
}

// rangeOf asks for all of a part between two stored sort keys, both included.
func (s *Store) rangeOf(part, from, to string) *dynamodb.QueryInput {
	return &dynamodb.QueryInput{
		TableName:                &s.table,
		ConsistentRead:           aws.Bool(true),
		KeyConditionExpression:   aws.String("#part = :part AND #sort BETWEEN :from AND :to"),
		ExpressionAttributeNames: map[string]string{"#part": attrPart, "#sort": attrSort},
		ExpressionAttributeValues: attributes{
			":part": text(part), ":from": text(from), ":to": text(to)},
	}
}

// paper is a page that fills up.
type paper struct {
	store.Page
	limit, size int
}

func (p *paper) full() bool { return p.Next != "" }

// add takes the next item, unless the page is full: then it only notes that
// there is more.
func (p *paper) add(it store.Item) {
	if p.full() {
		return
	}
	p.size += it.Size()
	if n := len(p.Items); n > 0 && (n == p.limit || p.size > store.MaxPageBytes) {
		p.Next = store.Cursor(p.Items[n-1])
		return
	}
	p.Items = append(p.Items, it)
}
