package route

import (
	"slices"
	"testing"

	"github.com/aws/aws-lambda-go/events"
)

// Whom an entry of the feed wakes: all whom one of its changes concerns, everybody if
// it cannot be read, and nobody if it only begins a lane.
func TestWhomAnEntryWakes(t *testing.T) {
	changes := func(all ...string) events.DynamoDBAttributeValue {
		list := []events.DynamoDBAttributeValue{}
		for _, c := range all {
			list = append(list, events.NewBinaryAttribute([]byte(c)))
		}
		return events.NewListAttribute(list)
	}
	for name, test := range map[string]struct {
		part, event         string
		changes             events.DynamoDBAttributeValue
		shown, told, posted bool
	}{
		"a post":              {"feed/1", "INSERT", changes(`{"subject":"incident/a","by_kind":"person","scope":{}}`), true, true, true},
		"a commit":            {"feed/1", "INSERT", changes(`{"subject":"incident/a","by_kind":"content","scope":{}}`), true, true, false},
		"a signal":            {"feed/1", "INSERT", changes(`{"subject":"signal/a","by_kind":"automation","scope":{}}`), true, false, false},
		"somebody is invited": {"feed/1", "INSERT", changes(`{"subject":"invitations","by_kind":"automation"}`), false, true, false},
		"the dashboard":       {"feed/1", "INSERT", changes(`{"subject":"dashboard","by_kind":"automation"}`), true, true, false},
		"a delivery":          {"feed/1", "INSERT", changes(`{"subject":"delivery/a"}`), false, false, false},
		"the second of two":   {"feed/1", "INSERT", changes(`{"subject":"delivery/a"}`, `{"subject":"signal/a","scope":{}}`), true, false, false},
		"what is no JSON":     {"feed/1", "INSERT", changes(`?`), true, true, true},
		"without its image":   {"feed/1", "INSERT", events.NewNullAttribute(), true, true, true},
		"what begins a lane":  {"feed/1", "INSERT", changes(), false, false, false},
		"what has expired":    {"feed/1", "REMOVE", events.NewNullAttribute(), false, false, false},
		"an item of no entry": {"incident", "INSERT", events.NewNullAttribute(), false, false, false},
	} {
		shown, told, posted := concerned([]events.DynamoDBEventRecord{{EventID: "1", EventName: test.event, Change: events.DynamoDBStreamRecord{
			Keys:     map[string]events.DynamoDBAttributeValue{"part": events.NewStringAttribute(test.part)},
			NewImage: map[string]events.DynamoDBAttributeValue{"changes": test.changes}}}})
		got := []bool{len(shown) > 0, len(told) > 0, len(posted) > 0}
		if want := []bool{test.shown, test.told, test.posted}; !slices.Equal(got, want) {
			t.Errorf("%s wakes publish, notify, content: %v, want %v", name, got, want)
		}
	}
}
