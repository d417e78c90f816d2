package dynamo

import (
	"bytes"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"tidings/internal/store"
)

// The attributes of the table.
const (
	attrPart    = "part"
	attrSort    = "sort"
	attrVersion = "version"
	attrValue   = "value"
	attrExpires = "expires"
	attrChanges = "changes"
)

// sortMark begins every stored Sort, because a sort key may not be empty.
const (
	sortMark  = "="
	afterMark = ">" // greater than everything that begins with sortMark
)

type attributes = map[string]types.AttributeValue

// record is an item as it is stored, expired or not.
type record struct {
	item    store.Item
	version version
}

// records are what one update has read; a key without a record has no item.
type records map[store.Key]record

func keyOf(k store.Key) attributes {
	return attributes{attrPart: text(k.Part), attrSort: text(sortMark + k.Sort)}
}

func attributesOf(it store.Item, v version) attributes {
	a := keyOf(it.Key)
	a[attrVersion] = blob(v[:])
	a[attrValue] = blob(it.Value)
	if !it.Expires.IsZero() {
		a[attrExpires] = number(max(it.Expires.Unix(), 1))
	}
	return a
}

// recordOf reads what attributesOf wrote.
func recordOf(a attributes) (record, error) {
	part, sort := stringOf(a[attrPart]), stringOf(a[attrSort])
	v, ok := versionOf(bytesOf(a[attrVersion]))
	if len(sort) < len(sortMark) || !ok {
		return record{}, fmt.Errorf("%w: the table holds an item %.40q/%.40q that was not written by this program: use a table of its own", store.ErrUnavailable, part, sort)
	}
	it := store.Item{Key: store.Key{Part: part, Sort: sort[len(sortMark):]}, Value: bytes.Clone(bytesOf(a[attrValue]))}
	if seconds := intOf(a[attrExpires]); seconds != 0 {
		it.Expires = time.Unix(seconds, 0).UTC()
	}
	return record{item: it, version: v}, nil
}

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func blob(b []byte) types.AttributeValue {
	return &types.AttributeValueMemberB{Value: append([]byte{}, b...)}
}

func number(n int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(n, 10)}
}

func stringOf(v types.AttributeValue) string {
	if s, ok := v.(*types.AttributeValueMemberS); ok {
		return s.Value
	}
	return ""
}

func bytesOf(v types.AttributeValue) []byte {
	if b, ok := v.(*types.AttributeValueMemberB); ok {
		return b.Value
	}
	return nil
}

func intOf(v types.AttributeValue) int64 {
	n, ok := v.(*types.AttributeValueMemberN)
	if !ok {
		return 0
	}
	i, err := strconv.ParseInt(n.Value, 10, 64)
	if err != nil {
		return 0
	}
	return i
}
