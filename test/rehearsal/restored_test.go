package rehearsal

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// restored is a stack in another place that goes on from the newest export of this
// one, which is lost.
func (s *stack) restored() *stack {
	s.t.Helper()
	dir, file := s.laptop()
	n, keys := newStack(s.t), filepath.Join(dir, "keys")
	into := "dynamodb://" + strings.Join([]string{n.ref("PageTable"), n.ref("AccessTable"), n.ref("ContactsTable")}, ",")
	if said, ok := s.tidings("restore", file, "--key", filepath.Join(dir, "operator.key"), "--data", keys, "--store", into); !ok {
		s.t.Fatal(said)
	}
	for name, parameter := range map[string]string{"key": "key", "contacts.key": "contacts-key"} {
		key, err := os.ReadFile(filepath.Join(keys, name))
		s.must(err)
		n.parameter(parameter, hex.EncodeToString(key))
	}
	n.apply(content)
	n.carry()
	n.clock()
	return n
}

// subjects are those of the letters that somebody has of several stacks, links that
// confirm left out.
func subjects(to string, of ...*stack) (all []string) {
	for _, s := range of {
		for _, l := range s.letters(to) {
			if !strings.Contains(l.Text, "/subscriptions/c") {
				all = append(all, l.Subject)
			}
		}
	}
	return all
}

// Who was told before the export is not told again by the stack that is restored from
// it; what was due then, and had not been sent, is told once; and what happens from
// then on too.
func TestARestoredStackTellsNobodyTwice(t *testing.T) {
	s := withMail(t)
	ann, bob := "ann-"+s.name+"@example.com", "bob-"+s.name+"@example.com"
	s.follow(ann)
	s.accept(s.alert("firing"))
	s.tell()
	ada, _ := s.administrator()
	s.invites(ada.token("crm", "manage", "automation"), bob) // whose letter waits in the book
	ada.publishes("web", "All slow", "It takes a while.")    // of which nobody knows yet
	s.strikes(night)

	n := s.restored()
	n.tell()
	n.clock()
	n.tell()
	if got := subjects(ann, s, n); len(got) != 2 || !strings.Contains(got[0], "API is down") || !strings.Contains(got[1], "All slow") {
		t.Errorf("ann is told of %q", got)
	}
	if got := len(s.letters(bob)) + len(n.letters(bob)); got != 1 {
		t.Errorf("bob is asked %d times", got)
	}
	n.accept(n.alert("resolved"))
	n.tell()
	if got := subjects(ann, s, n); len(got) != 3 || !strings.Contains(got[2], "API is down") {
		t.Errorf("in the end ann is told of %q", got)
	}
}

// moment is what a table holds at one, as a point-in-time restore would have it.
func (s *stack) moment(table string) []map[string]types.AttributeValue {
	s.t.Helper()
	name := s.ref(table)
	out, err := s.dynamo.Scan(s.t.Context(), &dynamodb.ScanInput{TableName: &name})
	s.must(err)
	return out.Items
}

// holds fills a table that is new.
func (s *stack) holds(table string, items []map[string]types.AttributeValue) {
	s.t.Helper()
	name := s.ref(table)
	for _, item := range items {
		_, err := s.dynamo.PutItem(s.t.Context(), &dynamodb.PutItemInput{TableName: &name, Item: item})
		s.must(err)
	}
}

// Tables are restored one by one, and never to quite the same moment. Where the
// contacts are of a later one than the page, those who were told already of what
// happens there again are not told twice, and are told of all else.
func TestTablesOfTwoMoments(t *testing.T) {
	s := withMail(t)
	ann := "ann-" + s.name + "@example.com"
	s.follow(ann)
	page := s.moment("PageTable")
	s.accept(s.alert("firing"))
	s.tell()
	contacts := s.moment("ContactsTable")

	n := newStack(t)
	n.holds("PageTable", page)
	n.holds("ContactsTable", contacts)
	n.apply(content)
	n.clock()
	n.tell()
	if got := subjects(ann, s, n); len(got) != 1 {
		t.Errorf("after the restore ann is told of %q", got)
	}
	ada, _ := n.administrator()
	ada.publishes("web", "All slow", "It takes a while.")
	n.tell()
	if got := subjects(ann, s, n); len(got) != 2 || !strings.Contains(got[1], "All slow") {
		t.Errorf("of what happens then ann is told %q", got)
	}
	n.accept(n.alert("firing")) // the monitor says it again: it is still so
	n.tell()
	n.clock()
	n.tell()
	if got := subjects(ann, s, n); len(got) != 2 {
		t.Errorf("in the end ann is told of %q", got)
	}
}
