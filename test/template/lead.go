package template

import (
	"fmt"
	"strings"
)

// lead gives functions the events of rules and subscriptions that stand apart. Each
// must lead to a function, and a permission let it in.
func (s Setting) lead(functions []Function) error {
	for _, kind := range []struct {
		name, by string
		leads    func(Setting, string) (way, error)
	}{{"AWS::Events::Rule", "events.amazonaws.com", Setting.rule}, {"AWS::SNS::Subscription", "sns.amazonaws.com", Setting.subscription}} {
		names, err := s.Named(kind.name)
		if err != nil {
			return err
		}
		for _, name := range names {
			w, err := kind.leads(s, name)
			if err == nil {
				err = s.enter(functions, w, kind.by)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return nil
}

// way is an event that stands apart: what it comes from, and where it leads.
type way struct {
	Event
	from, to string
}

// rule is one of EventBridge, which has one target here.
func (s Setting) rule(name string) (w way, err error) {
	p, err := s.Properties(name)
	if err != nil {
		return w, err
	}
	if err := only(p, []string{"Description", "EventPattern", "Targets"}); err != nil {
		return w, err
	}
	targets := List(p["Targets"])
	if len(targets) != 1 {
		return w, fmt.Errorf("%d targets are not known here", len(targets))
	}
	to, _ := targets[0].(Resource)
	if err := only(to, []string{"Arn", "DeadLetterConfig", "Id", "RetryPolicy"}); err != nil {
		return w, err
	}
	event := Resource{"Pattern": p["EventPattern"], "DeadLetterConfig": to["DeadLetterConfig"], "RetryPolicy": to["RetryPolicy"]}
	from, err := s.refer(name, "Arn")
	return way{Event{name, "EventBridgeRule", event}, Text(from), Text(to["Arn"])}, err
}

// subscription is one of a function to a topic.
func (s Setting) subscription(name string) (w way, err error) {
	p, err := s.Properties(name)
	if err != nil {
		return w, err
	}
	if err := only(p, []string{"Endpoint", "Protocol", "RedrivePolicy", "TopicArn"}); err != nil {
		return w, err
	}
	if p["Protocol"] != "lambda" {
		return w, fmt.Errorf("subscriptions by %v are not known here", p["Protocol"])
	}
	event := Resource{"Topic": p["TopicArn"], "RedrivePolicy": p["RedrivePolicy"]}
	return way{Event{name, "SNS", event}, Text(p["TopicArn"]), Text(p["Endpoint"])}, nil
}

func (s Setting) enter(functions []Function, w way, by string) error {
	for i, f := range functions {
		arn, err := s.refer(f.Name, "Arn")
		if err != nil {
			return err
		}
		if w.to != arn {
			continue
		}
		functions[i].Events = append(f.Events, w.Event)
		may, err := s.MayInvoke(f.Name, by, w.from)
		if err == nil && !may {
			err = fmt.Errorf("no permission lets it invoke %s", f.Name)
		}
		return err
	}
	return fmt.Errorf("it leads to %s, which is no function", w.to)
}

// MayInvoke reports whether a permission of the template lets a service invoke a
// function for something, by its ARN.
func (s Setting) MayInvoke(function, service, source string) (bool, error) {
	names, err := s.Named("AWS::Lambda::Permission")
	if err != nil {
		return false, err
	}
	arn, err := s.refer(function, "Arn")
	if err != nil {
		return false, err
	}
	for _, name := range names {
		p, err := s.Properties(name)
		if err != nil {
			return false, err
		}
		if err := only(p, []string{"Action", "FunctionName", "Principal", "SourceAccount", "SourceArn"}); err != nil {
			return false, fmt.Errorf("%s: %w", name, err)
		}
		if p["FunctionName"] == arn && p["Action"] == "lambda:InvokeFunction" && p["Principal"] == service && speaksOf(p, source) {
			return true, nil
		}
	}
	return false, nil
}

// speaksOf reports whether a permission is for what has an ARN.
func speaksOf(p Resource, source string) bool {
	account := Text(p["SourceAccount"])
	if parts := strings.SplitN(source, ":", 6); account != "" && (len(parts) < 6 || parts[4] != account) {
		return false
	}
	before, anyRest := strings.CutSuffix(Text(p["SourceArn"]), "*")
	return source == before || anyRest && strings.HasPrefix(source, before)
}
