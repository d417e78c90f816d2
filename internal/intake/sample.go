package intake

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"tidings/internal/config"
)

// Alert is what a sample says.
type Alert struct {
	Key    string
	Firing bool // else it has ended
	Title  string
	Labels map[string]string
	At     time.Time
}

// Sample is the body of a request as a sender of a kind sends it, with one
// alert; false where there is none for the kind.
func Sample(kind string, a Alert) (body []byte, ok bool) {
	s, _ := senderOf(kind)
	if s.sample == nil {
		return nil, false
	}
	body, err := json.Marshal(s.sample(a))
	return body, err == nil
}

// SampleLabels are labels that a rule fits; of several rules the first that
// fits decides all the same.
func SampleLabels(r config.Rule) map[string]string {
	labels := maps.Clone(r.Match)
	for name, value := range labels {
		switch {
		case value == "" || name == "source":
			delete(labels, name)
		case value == "*":
			labels[name] = "sample"
		}
	}
	return labels
}

type object = map[string]any

func alertmanagerSample(a Alert) any {
	state, ends := "firing", time.Time{}
	if !a.Firing {
		state, ends = "resolved", a.At
	}
	alert := object{
		"status": state, "labels": a.Labels, "annotations": object{"summary": a.Title},
		"startsAt": a.At.UTC(), "endsAt": ends.UTC(), "fingerprint": a.Key,
	}
	return object{"version": "4", "status": state, "receiver": "tidings", "groupKey": a.Key, "alerts": []any{alert}}
}

func genericSample(a Alert) any {
	state := "firing"
	if !a.Firing {
		state = "resolved"
	}
	return object{"key": a.Key, "status": state, "severity": a.Labels["severity"], "started": a.At.UTC(), "title": a.Title, "labels": a.Labels}
}

func standardSample(a Alert) any {
	return object{"type": "alert", "timestamp": a.At.UTC(), "data": genericSample(a)}
}

// cloudwatchSample is what a topic carries. What is no label of an alarm itself is a
// dimension of what it watches.
func cloudwatchSample(a Alert) any {
	state := "ALARM"
	if !a.Firing {
		state = "OK"
	}
	rest := []object{}
	for _, name := range slices.Sorted(maps.Keys(a.Labels)) {
		if !slices.Contains([]string{"alarm", "description", "account", "region", "namespace", "metric"}, name) {
			rest = append(rest, object{"name": name, "value": a.Labels[name]})
		}
	}
	return object{
		"AlarmName": first(a.Labels["alarm"], a.Title), "AlarmArn": a.Key, "AlarmDescription": a.Labels["description"], "AWSAccountId": a.Labels["account"], "Region": a.Labels["region"],
		"NewStateValue": state, "NewStateReason": a.Title, "StateChangeTime": a.At.UTC().Format("2006-01-02T15:04:05.000-0700"),
		"Trigger": object{"Namespace": a.Labels["namespace"], "MetricName": a.Labels["metric"], "Dimensions": rest},
	}
}
