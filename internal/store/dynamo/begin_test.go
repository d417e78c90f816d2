package dynamo_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"tidings/internal/store"
	"tidings/internal/store/dynamo"
)

// A table that is filled from another keeps the cursors of its readers, and they
// miss nothing there: be the other from yesterday, or only a moment older, and
// whatever was poured into the new one already.
func TestACursorOfTheTableBefore(t *testing.T) {
	for name, made := range map[string]func() time.Time{"yesterday": ago(24 * time.Hour), "today": time.Now} {
		old, next := dynamo.New(client, table(t), made), open(t)
		for _, change := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
			say(t, old, change)
		}
		_, cursor := heard(t, old, "")
		say(t, next, "a", "b", "c", "d", "e", "f", "g", "h")
		poured, _ := heard(t, next, cursor)
		said := []string{"new 1", "new 2", "new 3", "new 4", "new 5"} // one of each lane, and another
		for _, change := range said {
			say(t, next, change)
		}
		got, _ := heard(t, next, cursor)
		if diff := cmp.Diff(slices.Concat(poured, said), got); diff != "" {
			t.Errorf("of a table of %s (-want +got):\n%s", name, diff)
		}
	}
}

// Whoever loses the race to begin a lane goes on from what the other began, behind
// what readers have passed meanwhile.
func TestTwoBeginALaneAtOnce(t *testing.T) {
	name := table(t)
	other := dynamo.New(client, name, time.Now)
	cursor, begun := "", once("PutItem")
	w := &wire{under: &http.Transport{DisableKeepAlives: true}}
	w.before = func(op string) *http.Response {
		if begun(op) {
			for range 4 {
				say(t, other, "first")
			}
			_, cursor = heard(t, other, "")
		}
		return nil
	}
	slow := dynamo.New(dynamodb.New(client.Options(), func(o *dynamodb.Options) { o.HTTPClient = &http.Client{Transport: w} }), name, ago(time.Minute))
	say(t, slow, "second")
	got, _ := heard(t, other, cursor)
	if diff := cmp.Diff([]string{"second"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A lane is begun once, whoever uses it.
func TestALaneIsBegunOnce(t *testing.T) {
	name := table(t)
	for range 4 {
		say(t, dynamo.New(client, name, time.Now), "one", "after", "another")
	}
	s := dynamo.New(client, name, time.Now)
	for range 4 {
		say(t, s, "in each lane")
	}
	if n := len(entriesOf(t, name, 0)); n != 4 {
		t.Errorf("%d lanes were begun, want 4", n)
	}
}

// A feed of which all has expired goes on beyond what was read of it.
func TestAFeedAfterALongSilence(t *testing.T) {
	name := table(t)
	before := dynamo.New(client, name, ago(401*24*time.Hour))
	for range 8 {
		say(t, before, "old")
	}
	_, cursor := heard(t, before, "")
	for _, key := range entriesOf(t, name, 1) {
		if _, err := client.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: &name, Key: key}); err != nil {
			t.Fatal(err)
		}
	}
	after := dynamo.New(client, name, time.Now)
	say(t, after, "new")
	got, _ := heard(t, after, cursor)
	if diff := cmp.Diff([]string{"new"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// entriesOf are the keys of the feed's entries: markers, or those with changes.
func entriesOf(t *testing.T, table string, least int) (keys []map[string]types.AttributeValue) {
	t.Helper()
	all, err := client.Scan(t.Context(), &dynamodb.ScanInput{TableName: &table})
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range all.Items {
		changes, is := item["changes"].(*types.AttributeValueMemberL)
		if is && min(len(changes.Value), 1) == least {
			keys = append(keys, map[string]types.AttributeValue{"part": item["part"], "sort": item["sort"]})
		}
	}
	return keys
}

func ago(d time.Duration) func() time.Time { return func() time.Time { return time.Now().Add(-d) } }

// say appends changes in one update.
func say(t *testing.T, s *dynamo.Store, changes ...string) {
	t.Helper()
	err := s.Update(t.Context(), nil, func(tx *store.Tx) error {
		for _, c := range changes {
			tx.Append([]byte(c))
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// heard is all that follows a cursor.
func heard(t *testing.T, s *dynamo.Store, cursor string) (changes []string, next string) {
	t.Helper()
	for {
		page, after, err := s.Changes(t.Context(), cursor, 0)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			return changes, after
		}
		for _, c := range page {
			changes = append(changes, string(c))
		}
		cursor = after
	}
}
