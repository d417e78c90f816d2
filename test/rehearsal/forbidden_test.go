package rehearsal

import (
	"errors"
	"slices"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
)

// forbidden are the partitions that a door must never read, and those that it may
// read and never write, by what would come of it.
var forbidden = []struct{ door, table, unread, unwritten, why string }{
	{"ingest", "PageTable", "pending override maintenance component template metric points/a/1 content/staged content/file api/once audit/mark writeback/file", "secret app content/kept",
		"whoever writes webhooks would post as a person, or choose the content and the secrets that they are believed by"},
	{"ingest", "AccessTable", "access/account access/token access/session/a feed/0", "", "whoever writes webhooks would sign in"},
	{"ingest", "ContactsTable", "subscriber address asked feed/0", "", "whoever writes webhooks would know who subscribes"},
	{"route", "PageTable", "feed/0 incident app", "", "it has the stream"},
	{"sweep", "PageTable", "secret pending override maintenance component template content/staged inbox/seen/0", "app content/kept", "what waits is worked out by the content, and changes none of it"},
	{"sweep", "ContactsTable", "subscriber feed/0", "", "it wakes who tells people"},
	{"publish", "PageTable", "secret inbox/pending inbox/kept api/once v1/scheduled audit/mark writeback/clash", "component group", "it shows what is public, of which no delivery and no secret is"},
	{"publish", "AccessTable", "access/account", "", "the page knows nobody"},
	{"publish", "ContactsTable", "subscriber app feed/0", "", "it knows the name of the book alone"},
	{"content", "PageTable", "inbox/pending pending signal active watch override api/once audit/mark component template", "secret", "a commit says nothing of what monitors said, and sets no secret"},
	{"content", "AccessTable", "access/session/a access/email access/guard access/tries access/pending feed/0", "access/account access/token access/used", "who commits would make an administrator"},
	{"content", "ContactsTable", "subscriber address", "", "a commit knows nobody"},
	{"archive", "PageTable", "secret inbox/pending pending signal active watch override api/once audit/mark writeback/file component template", "", "an archive says nothing of what monitors said"},
	{"archive", "AccessTable", "access/account access/token", "", "an archive knows nobody"},
	{"api", "PageTable", "secret inbox/pending pending content/staged content/file audit/mark writeback/file aside/incident", "app content/kept template recurrence", "a token would read the secrets of monitors, or choose the content"},
	{"api", "AccessTable", "access/account access/session/a access/email access/guard access/tries access/pending audit/mark feed/0", "access/token", "a token would make another, or an administrator"},
	{"api", "ContactsTable", "news told/incident/a untold owed pace stop outlet fates/incident/a export audit/mark", "barred", "a token would have people told, or an address that complained get mail again"},
	{"admin", "PageTable", "content/staged content/file api/once v1/scheduled writeback/file aside/incident", "app content/kept writeback/clash inbox/damaged", "content is changed by commits alone"},
	{"admin", "ContactsTable", "asked invited owed pace export app", "told/incident/a fates/incident/a barred", "what people were told is written by who tells them, and that they complained stays"},
	{"subscribe", "PageTable", "secret inbox/pending pending signal override feed/0 day maintenance", "incident component group app content/kept", "a stranger's form would change the page"},
	{"subscribe", "AccessTable", "access/account access/token", "", "a stranger's form would sign in"},
	{"subscribe", "ContactsTable", "news told/incident/a untold owed pace outlet stop fates/incident/a export app began audit/mark", "barred invited", "a stranger's form would have others told"},
	{"notify", "PageTable", "inbox/pending pending signal todo watch content/file content/staged template points/a/1", "incident app content/kept feed/0 secret maintenance", "who tells people changes nothing of what it tells"},
	{"notify", "AccessTable", "access/account access/token", "", "who tells people signs nobody in"},
	{"notify", "ContactsTable", "fates/incident/a export quiet counter audit/mark barred", "address asked stop reached", "who tells people makes no subscriber, and goes on after no stop"},
	{"feedback", "PageTable", "incident app secret", "", "what becomes of mail is nothing of the page"},
	{"feedback", "ContactsTable", "asked invited news untold owed pace outlet stop quiet counter app began export audit/mark", "address", "a report of mail would make or move a subscriber"},
	{"export", "PageTable", "", "incident app feed/0 secret content/kept", "a copy changes nothing"},
	{"export", "AccessTable", "", "access/account access/token feed/0", "a copy changes nothing"},
	{"export", "ContactsTable", "", "subscriber address told/incident/a", "a copy changes nothing"},
}

// No door reaches what is not its own: each request that touches such a partition is
// refused, by itself, in a batch and in a transaction, also beside one that is allowed.
func TestWhatNoDoorMayReach(t *testing.T) {
	s := newStack(t)
	for _, f := range forbidden {
		as := s.as(f.door, f.table)
		unread := strings.Fields(f.unread)
		for _, key := range unread {
			as.refused(f.why, reading, key)
		}
		for _, key := range append(unread, strings.Fields(f.unwritten)...) {
			as.refused(f.why, writing, key)
		}
		if f.door != "export" {
			as.refused(f.why, wholesale, "")
		}
	}
	if out, err := s.dynamo.Scan(t.Context(), &dynamodb.ScanInput{TableName: sdk.String(s.ref("PageTable"))}); err != nil || len(out.Items) > 0 {
		t.Errorf("something was written: %v %v", out.Items, err)
	}
}

// What is refused above is so for its partition alone.
func TestWhatADoorMayReach(t *testing.T) {
	s := newStack(t)
	s.as("export", "PageTable").allowed(wholesale["Scan"], "")
	for _, x := range []struct{ door, table, reads, writes string }{
		{"ingest", "PageTable", "secret inbox/seen/0", "inbox/pending feed/0"}, {"subscribe", "ContactsTable", "barred", "asked address"},
		{"notify", "PageTable", "incident", ""}, {"admin", "AccessTable", "access/token", "access/session/a"}, {"export", "ContactsTable", "feed/0", "export"},
	} {
		as := s.as(x.door, x.table)
		for _, key := range strings.Fields(x.reads) {
			as.allowed(reading["Query"], key)
		}
		for _, key := range strings.Fields(x.writes) {
			as.allowed(writing["PutItem"], key)
		}
	}
}

// somebody is a door at a table, by its own keys.
type somebody struct {
	*stack
	client          *dynamodb.Client
	door, function  string
	table, familiar string // a partition that the door may both read and write, if it has one there
}

func (s *stack) as(door, table string) somebody {
	name := s.describe(door).Name
	return somebody{s, dynamodb.New(dynamodb.Options{Region: "us-east-1", BaseEndpoint: &s.tables.server.URL, RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider(name, "of-"+name, "for-an-hour")}), door, name, s.ref(table), familiar[door+" "+table]}
}

// familiar are partitions that make a request look harmless.
var familiar = map[string]string{
	"ingest PageTable": "incident", "sweep PageTable": "incident", "publish PageTable": "incident", "content PageTable": "incident", "archive PageTable": "incident", "api PageTable": "incident",
	"admin PageTable": "incident", "admin AccessTable": "access/account", "api ContactsTable": "subscriber", "admin ContactsTable": "subscriber", "subscribe ContactsTable": "subscriber",
	"notify ContactsTable": "subscriber", "feedback ContactsTable": "subscriber", "export ContactsTable": "export",
}

type attempt func(as somebody, key string) error

func (as somebody) refused(why string, ways map[string]attempt, key string) {
	as.t.Helper()
	as.roles.means(as.function)
	for name, try := range ways {
		err := try(as, key)
		if refusal, ok := errors.AsType[smithy.APIError](err); !ok || refusal.ErrorCode() != "AccessDeniedException" {
			as.t.Errorf("%s may %s of %q in %s (%v): %s", as.door, name, key, as.table, err, why)
		}
	}
}

func (as somebody) allowed(try attempt, key string) {
	as.t.Helper()
	if err := try(as, key); err != nil {
		as.t.Errorf("%s at %q of %s: %v", as.door, key, as.table, err)
	}
}

type object = map[string]types.AttributeValue

func at(key string) object {
	return object{"part": &types.AttributeValueMemberS{Value: key}, "sort": &types.AttributeValueMemberS{Value: "="}}
}

// among are the items of a request: the one that is meant last, behind a familiar one.
func (as somebody) among(key string) []object {
	return slices.DeleteFunc([]object{at(as.familiar), at(key)}, func(o object) bool { return o["part"].(*types.AttributeValueMemberS).Value == "" })
}

var wholesale = map[string]attempt{
	"Scan": func(as somebody, _ string) error {
		_, err := as.client.Scan(as.t.Context(), &dynamodb.ScanInput{TableName: &as.table})
		return err
	},
	"DescribeTable": func(as somebody, _ string) error {
		_, err := as.client.DescribeTable(as.t.Context(), &dynamodb.DescribeTableInput{TableName: &as.table})
		return err
	},
}

var reading = map[string]attempt{
	"GetItem": func(as somebody, key string) error {
		_, err := as.client.GetItem(as.t.Context(), &dynamodb.GetItemInput{TableName: &as.table, Key: at(key)})
		return err
	},
	"Query": func(as somebody, key string) error {
		_, err := as.client.Query(as.t.Context(), &dynamodb.QueryInput{TableName: &as.table, KeyConditionExpression: sdk.String("#p = :p"),
			ExpressionAttributeNames: map[string]string{"#p": "part"}, ExpressionAttributeValues: object{":p": at(key)["part"]}})
		return err
	},
	"BatchGetItem": func(as somebody, key string) error {
		_, err := as.client.BatchGetItem(as.t.Context(), &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{as.table: {Keys: as.among(key)}}})
		return err
	},
	"TransactGetItems": func(as somebody, key string) error {
		var all []types.TransactGetItem
		for _, item := range as.among(key) {
			all = append(all, types.TransactGetItem{Get: &types.Get{TableName: &as.table, Key: item}})
		}
		_, err := as.client.TransactGetItems(as.t.Context(), &dynamodb.TransactGetItemsInput{TransactItems: all})
		return err
	},
	"ConditionCheck": func(as somebody, key string) error {
		return as.transacts(key, func(item object) (w types.TransactWriteItem) {
			w.ConditionCheck = &types.ConditionCheck{TableName: &as.table, Key: item, ConditionExpression: sdk.String("attribute_not_exists(sort)")}
			return w
		})
	},
}

var writing = map[string]attempt{
	"PutItem": func(as somebody, key string) error {
		_, err := as.client.PutItem(as.t.Context(), &dynamodb.PutItemInput{TableName: &as.table, Item: at(key)})
		return err
	},
	"UpdateItem": func(as somebody, key string) error {
		_, err := as.client.UpdateItem(as.t.Context(), &dynamodb.UpdateItemInput{TableName: &as.table, Key: at(key)})
		return err
	},
	"DeleteItem": func(as somebody, key string) error {
		_, err := as.client.DeleteItem(as.t.Context(), &dynamodb.DeleteItemInput{TableName: &as.table, Key: at(key)})
		return err
	},
	"BatchWriteItem": func(as somebody, key string) error {
		var all []types.WriteRequest
		for _, item := range as.among(key) {
			all = append(all, types.WriteRequest{PutRequest: &types.PutRequest{Item: item}})
		}
		_, err := as.client.BatchWriteItem(as.t.Context(), &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{as.table: all}})
		return err
	},
	"TransactWriteItems with Put": func(as somebody, key string) error {
		return as.transacts(key, func(item object) (w types.TransactWriteItem) {
			w.Put = &types.Put{TableName: &as.table, Item: item}
			return w
		})
	},
	"TransactWriteItems with Delete": func(as somebody, key string) error {
		return as.transacts(key, func(item object) (w types.TransactWriteItem) {
			w.Delete = &types.Delete{TableName: &as.table, Key: item}
			return w
		})
	},
}

func (as somebody) transacts(key string, do func(object) types.TransactWriteItem) error {
	var all []types.TransactWriteItem
	for _, item := range as.among(key) {
		all = append(all, do(item))
	}
	_, err := as.client.TransactWriteItems(as.t.Context(), &dynamodb.TransactWriteItemsInput{TransactItems: all})
	return err
}
