package aws

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tidings/test/iam"
	"tidings/test/template"
)

// mostPolicy is how long the policies within a role may be, without spaces.
const mostPolicy = 10240

// longestARN is more than that of any table, queue or parameter has.
const longestARN = 160

// Whatever a door may do with the items of a table it may do in named partitions alone,
// but for the copy of everything. One statement speaks of an action on a table, and one
// pattern of a partition: a batch has to be allowed by one statement, and a right that
// another has too could go without anybody noticing.
func TestEachRightOnATableNamesItsPartitions(t *testing.T) {
	found := 0
	for _, s := range settings(t, "../../template.yaml") {
		names, err := s.Named("AWS::IAM::Role")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			found += narrowRole(t, s, name)
		}
	}
	if found < 200 {
		t.Errorf("only %d partitions are named", found)
	}
}

func narrowRole(t *testing.T, s template.Setting, role string) (found int) {
	t.Helper()
	p, err := s.Properties(role)
	if err != nil {
		t.Fatal(err)
	}
	spoken := map[iam.Right]bool{}
	for _, of := range template.List(p["Policies"]) {
		document := of.(template.Resource)["PolicyDocument"]
		statements, err := iam.Statements(document)
		if err != nil {
			t.Fatal(err)
		}
		brief(t, role, document, statements)
		for _, is := range statements {
			found += narrowTo(t, role, is, spoken)
		}
	}
	return found
}

// narrowTo holds that a statement about items names their partitions, and gives how many.
func narrowTo(t *testing.T, role string, is iam.Statement, spoken map[iam.Right]bool) int {
	t.Helper()
	items := func(action string) bool {
		return strings.HasPrefix(action, "dynamodb:") && !slices.Contains(ofStreams, action) && action != "dynamodb:Scan"
	}
	if !slices.ContainsFunc(is.Actions, items) {
		return 0
	}
	keys := is.Partitions()
	if len(keys) == 0 || template.Text(is.Conditions.At("Null", iam.LeadingKeys)) != "false" || is.Conditions["ForAllValues:StringLike"] == nil || len(is.Conditions) != 2 {
		t.Errorf("%s: %q on %q are not of named partitions alone", role, is.Actions, is.Resources)
	}
	for _, action := range is.Actions {
		for _, table := range is.Resources {
			right := iam.Right{Action: action, Resource: table}
			if spoken[right] {
				t.Errorf("%s: two statements speak of %s", role, right)
			}
			spoken[right] = true
		}
	}
	for i, key := range keys {
		if !partition.MatchString(key) {
			t.Errorf("%s: %q is no partition, nor those that begin alike", role, key)
		}
		for j, other := range keys {
			if begin, many := strings.CutSuffix(other, "*"); i != j && (key == other || many && strings.HasPrefix(key, begin)) {
				t.Errorf("%s: %s and %s are of the same partition", role, key, other)
			}
		}
	}
	return len(keys)
}

var (
	ofStreams = []string{"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"}
	partition = regexp.MustCompile(`^[a-z0-9]+(/[a-z0-9]+)*(/\*)?$`)
)

// brief holds that a role is not too long to be made.
func brief(t *testing.T, role string, document any, statements []iam.Statement) {
	t.Helper()
	text, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	length := len(text)
	for _, is := range statements {
		length += longestARN * len(is.Resources)
	}
	if length > mostPolicy {
		t.Errorf("%s may have %d characters, and has up to %d", role, mostPolicy, length)
	}
}
