package intake

import (
	"maps"
	"strings"
	"time"

	"tidings/internal/intake/strict"
	"tidings/internal/status"
)

// cloudwatch reads what Amazon CloudWatch says of its alarms: as an alarm's action
// it invokes a function ("Using Amazon CloudWatch alarms", Lambda alarm actions), as
// an event of EventBridge ("Alarm events and EventBridge"), and as the message of an
// SNS topic, within SNS's envelopes or without.
//
// The state changes of an alarm come in any order; each says when it was, and so
// no start of an episode is needed.
func cloudwatch(d delivery) ([]status.Signal, error) {
	var signals []status.Signal
	for _, said := range d.unwrapped() {
		a, ok := alarmOf(said)
		if !ok {
			return nil, &Quarantine{"it is no change of an alarm's state, of which CloudWatch gives the name and the state as an alarm's action, by EventBridge or by SNS"}
		}
		if len(signals) == maxAlerts {
			return nil, &Quarantine{"there are too many changes of alarms in one request"}
		}
		signals = append(signals, d.signal(a))
	}
	if len(signals) == 0 {
		return nil, &Quarantine{"what the topic carries is not JSON, and so no change of an alarm's state"}
	}
	return signals, nil
}

// unwrapped are the bodies within the envelopes of SNS: those of what it posts
// and of what it invokes a function with. A body without any is itself.
func (d delivery) unwrapped() (all []strict.Value) {
	switch {
	case d.body.Get("Records").Kind() == strict.Array:
		for r := range d.body.Get("Records").Elements() {
			all = append(all, inner(r.Get("Sns"))...)
		}
		return all
	case text(d.body, "Type") == "Notification":
		return inner(d.body)
	}
	return []strict.Value{d.body}
}

// inner is the document that a message of SNS carries; none where it is not JSON.
func inner(envelope strict.Value) []strict.Value {
	v, err := strict.Parse([]byte(text(envelope, "Message")), limits())
	if err != nil {
		return nil
	}
	return []strict.Value{v}
}

// alarmOf is what a change of an alarm's state says, in any of its three shapes.
func alarmOf(v strict.Value) (said, bool) {
	switch {
	case text(v, "AlarmName") != "":
		return messageAlarm(v), true
	case text(v.Get("alarmData"), "alarmName") != "":
		return dataAlarm(text(v, "alarmArn"), v.Get("accountId"), v.Get("region"), v.Get("time"), v.Get("alarmData")), true
	case text(v.Get("detail"), "alarmName") != "" && v.Get("detail").Get("state").Kind() == strict.Object:
		arn := ""
		for r := range v.Get("resources").Elements() {
			arn, _ = r.Text()
			break
		}
		return dataAlarm(arn, v.Get("account"), v.Get("region"), v.Get("time"), v.Get("detail")), true
	}
	return said{}, false
}

// dataAlarm reads the shape that actions and events share.
func dataAlarm(arn string, account, region, sent, data strict.Value) said {
	state := data.Get("state")
	configuration := data.Get("configuration")
	s := alarmSaid(arn, scalarOf(account), scalarOf(region), text(data, "alarmName"), text(configuration, "description"))
	s.kind, s.body = alarmKind(text(state, "value")), text(state, "reason")
	if s.at, _ = moment(state.Get("timestamp"), time.UTC); s.at.IsZero() {
		s.at, _ = moment(sent, time.UTC)
	}
	for m := range configuration.Get("metrics").Elements() {
		if metric := m.Get("metricStat").Get("metric"); metric.Kind() == strict.Object {
			s.measured(text(metric, "namespace"), text(metric, "name"), labels(metric.Get("dimensions")))
			break
		}
	}
	return s
}

// messageAlarm reads the shape that topics carry. A composite alarm has no metric.
func messageAlarm(v strict.Value) said {
	s := alarmSaid(text(v, "AlarmArn"), scalarOf(v.Get("AWSAccountId")), text(v, "Region"), text(v, "AlarmName"), text(v, "AlarmDescription"))
	s.kind, s.body = alarmKind(text(v, "NewStateValue")), text(v, "NewStateReason")
	s.at, _ = moment(v.Get("StateChangeTime"), time.UTC)
	trigger := v.Get("Trigger")
	for m := range trigger.Get("Metrics").Elements() {
		if metric := m.Get("MetricStat").Get("Metric"); metric.Kind() == strict.Object {
			s.measured(text(metric, "Namespace"), text(metric, "MetricName"), dimensions(metric.Get("Dimensions")))
			return s
		}
	}
	s.measured(text(trigger, "Namespace"), text(trigger, "MetricName"), dimensions(trigger.Get("Dimensions")))
	return s
}

// alarmSaid is an alarm by its names. Its ARN tells it from all others, and says
// where it is in words that do not depend on who tells.
func alarmSaid(arn, account, region, name, description string) said {
	key := first(arn, account+"/"+region+"/"+name)
	if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 {
		region, account = parts[3], parts[4]
	}
	s := said{key: key, title: name, labels: map[string]string{}}
	s.label("alarm", name)
	s.label("description", description)
	s.label("account", account)
	s.label("region", region)
	return s
}

// measured adds what the alarm watches. A dimension does not take the name of
// what is said of the alarm itself.
func (s *said) measured(namespace, metric string, dimensions map[string]string) {
	s.label("namespace", namespace)
	s.label("metric", metric)
	own := maps.Clone(s.labels)
	maps.Copy(s.labels, dimensions)
	maps.Copy(s.labels, own)
}

func (s *said) label(name, value string) {
	if value = line(value); value != "" {
		s.labels[name] = value
	}
}

// dimensions are those of a metric in a topic's message: a list of names and values.
func dimensions(list strict.Value) map[string]string {
	found := map[string]string{}
	for d := range list.Elements() {
		if name := line(text(d, "name")); name != "" {
			found[name] = line(scalarOf(d.Get("value")))
		}
	}
	return found
}

// alarmKind is what a state means. An alarm without data says nothing of what it
// watches: neither that it is well nor that it is not.
func alarmKind(state string) status.Kind {
	switch state {
	case "ALARM":
		return status.Firing
	case "OK":
		return status.Cleared
	}
	return status.Puzzle
}

func scalarOf(v strict.Value) string {
	s, _ := v.Scalar()
	return s
}
