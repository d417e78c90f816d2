package rehearsal

import (
	"net/url"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// A delivery that is longer than an item of the table is kept in pieces. The door that
// takes it works it out; where it died, the clock does, unless a piece is gone.
func TestALongDelivery(t *testing.T) {
	s := published(t)
	long := func(state string) string {
		return strings.Replace(s.alert(state), "secret host db-1", strings.Repeat("long ", 100_000), 1)
	}
	s.accept(long("firing"))
	s.clock()
	s.down()
	bob, _ := s.administrator()
	bob.opens(303, "/admin/deliveries/"+bob.finds("/admin/deliveries", whole)+"/replay", url.Values{})
	s.clock()
	s.down()
	dies := func(state string) {
		reached := killAt(s.tables, s.door("ingest"), 1, writes)
		s.send(long(state))
		s.heal()
		if !reached.Load() {
			t.Fatal("it does not die")
		}
	}
	dies("resolved")
	s.clock()
	s.clock()
	if got := s.incidents(); len(got) != 0 {
		t.Errorf("unresolved are %q", got)
	}
	dies("firing")
	s.tear()
	s.clock()
	s.clock()
	if got := s.incidents(); len(got) != 0 {
		t.Errorf("by a delivery of which a piece is gone, unresolved are %q", got)
	}
	if held := s.kept("sweep", "TIDINGS_PAGE_TABLE"); !strings.Contains(held, "inbox/damaged") {
		t.Error("what could not be read is not kept as it was")
	}
}

// tear takes the pieces of all deliveries that wait out of the table.
func (s *stack) tear() {
	s.t.Helper()
	table := sdk.String(s.ref("PageTable"))
	out, err := s.dynamo.Scan(s.t.Context(), &dynamodb.ScanInput{TableName: table, ProjectionExpression: sdk.String("#p, #s, expires"), ExpressionAttributeNames: map[string]string{"#p": "part", "#s": "sort"}})
	s.must(err)
	torn := 0
	for _, item := range out.Items {
		if part := item["part"].(*types.AttributeValueMemberS).Value; !strings.HasPrefix(part, "inbox/body/") || item["expires"] != nil {
			continue
		}
		delete(item, "expires")
		_, err := s.dynamo.DeleteItem(s.t.Context(), &dynamodb.DeleteItemInput{TableName: table, Key: item})
		s.must(err)
		torn++
	}
	if torn == 0 {
		s.t.Fatal("no delivery in pieces waits")
	}
}
