// Package awsevent takes apart what services of AWS invoke a function with: an
// alarm of CloudWatch by its action, a rule of EventBridge, a subscription of SNS.
//
// What it says of a caller is only what the service itself puts there, and whoever
// causes the event cannot: SNS names the topic, EventBridge the account and the source,
// of which those that begin with "aws." are for AWS alone, and CloudWatch the alarm.
// Who may invoke the function at all is in its resource policy; the shapes cannot be
// taken for each other, since no sender writes anything at their top.
//
// It must never know what an alarm means, nor which sources there are.
package awsevent

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"

	"tidings/internal/config"
)

// Event is one thing that was said.
type Event struct {
	Caller config.Caller
	// ID is AWS's own id of it, the same when it comes again. An alarm's action has
	// none: then it is a hash of all that was said, the time of the change among it.
	ID   string
	Body []byte // as its sender wrote it, without what SNS and EventBridge put around it
}

// ErrUnknown says that an invocation is none of those that a source can be.
var ErrUnknown = errors.New("the function was invoked with something that is no alarm's action, no event of EventBridge and no message of SNS")

// invocation is the union of what may come.
type invocation struct {
	Records []struct {
		Sns struct{ MessageId, TopicArn, Message string }
	}
	AlarmArn   string          `json:"alarmArn"`
	AlarmData  json.RawMessage `json:"alarmData"`
	ID         string          `json:"id"`
	DetailType string          `json:"detail-type"`
	Source     string          `json:"source"`
	Account    string          `json:"account"`
	Resources  []string        `json:"resources"`
	Detail     json.RawMessage `json:"detail"`
}

// Parse takes an invocation apart. Account is that of the function.
func Parse(payload []byte, account string) ([]Event, error) {
	var in invocation
	if err := json.Unmarshal(payload, &in); err != nil {
		return nil, ErrUnknown
	}
	switch {
	case len(in.Records) > 0:
		return messages(in)
	case in.AlarmArn != "" && in.AlarmData != nil:
		sum := sha256.Sum256(payload)
		return []Event{{config.NewCaller("alarm", in.AlarmArn), "sha256:" + hex.EncodeToString(sum[:]), payload}}, nil
	case in.DetailType != "" && in.ID != "" && in.Source != "" && in.Detail != nil:
		return []Event{event(in, payload, account)}, nil
	}
	return nil, ErrUnknown
}

func messages(in invocation) ([]Event, error) {
	var all []Event
	for _, r := range in.Records {
		if r.Sns.MessageId == "" || r.Sns.TopicArn == "" {
			return nil, ErrUnknown
		}
		all = append(all, Event{config.NewCaller("topic", r.Sns.TopicArn), r.Sns.MessageId, []byte(r.Sns.Message)})
	}
	return all, nil
}

// event is one of EventBridge. Of AWS's own the whole counts, of anybody else's what
// they said.
func event(in invocation, payload []byte, account string) Event {
	e := Event{ID: in.ID, Body: payload}
	switch {
	case in.Source == "aws.cloudwatch" && len(in.Resources) > 0:
		e.Caller = config.NewCaller("alarm", in.Resources[0])
		return e
	case in.Account != account || account == "":
		e.Caller = config.NewCaller("event", in.Account+"/"+in.Source)
	default:
		e.Caller = config.NewCaller("event", in.Source)
	}
	if !strings.HasPrefix(in.Source, "aws.") {
		e.Body = in.Detail
	}
	return e
}
