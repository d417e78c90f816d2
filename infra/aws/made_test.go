package aws

import (
	"maps"
	"testing"

	"tidings/test/iam"
	"tidings/test/template"
)

// settings are a template with what has no default alone, and with everything.
func settings(t *testing.T, file string) map[string]template.Setting {
	t.Helper()
	all, err := template.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	bare := map[string]string{"AWS::AccountId": "123456789012", "AWS::Partition": "aws", "AWS::Region": "eu-west-1", "AWS::StackName": "status", "AWS::URLSuffix": "amazonaws.com"}
	full := maps.Clone(bare)
	for _, name := range all.Parameters.Keys() {
		if full[name] = "given"; all.Parameters.At(name, "Default") == nil {
			bare[name] = "given"
		}
	}
	refer := func(name, attribute string) (string, error) { return name + "!" + attribute, nil }
	return map[string]template.Setting{"bare": {Template: all, Given: bare, Refer: refer}, "full": {Template: all, Given: full, Refer: refer}}
}

// Whatever the templates say is read, with everything given and with nothing: what is
// not known is refused, and so nothing is left out of the rehearsal unseen.
func TestTheTemplatesAreRead(t *testing.T) {
	for _, file := range []string{"../../template.yaml", "edge.yaml", "fallback.yaml"} {
		for name, s := range settings(t, file) {
			made, outputs, err := s.Made()
			if err != nil || len(made) == 0 || len(outputs) == 0 {
				t.Errorf("%s, %s: %d resources and %d outputs, %v", file, name, len(made), len(outputs), err)
			}
		}
	}
}

// What EventBridge and SNS cannot give to a function they may leave in the queue that
// is named for it.
func TestWhatCannotBeBroughtMayBeLeft(t *testing.T) {
	found := map[string]bool{}
	for _, s := range settings(t, "../../template.yaml") {
		functions, err := s.Functions()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range functions {
			for _, e := range f.Events {
				by, queue := "Service events.amazonaws.com", template.Text(e.At("DeadLetterConfig", "Arn"))
				if e.Type == "SNS" {
					by, queue = "Service sns.amazonaws.com", template.Text(e.At("RedrivePolicy", "deadLetterTargetArn"))
				}
				if queue == "" {
					continue
				}
				found[f.Name+" "+e.Name] = true
				context := iam.Context{"aws:SourceAccount": {"123456789012"}, "aws:SourceArn": {template.Text(e.At("Topic"))}}
				if _, may := iam.Decide(statementsOf(t, s, "AWS::SQS::QueuePolicy"), iam.Need{Action: "sqs:SendMessage", Resource: queue, By: by, Context: context}); !may {
					t.Errorf("%s may leave nothing of %s in %s", by, e.Name, queue)
				}
			}
		}
	}
	if len(found) < 5 {
		t.Errorf("only %v have a queue", found)
	}
}

// SES may say in its topic what became of mail.
func TestSESMaySayWhatBecameOfMail(t *testing.T) {
	all := statementsOf(t, settings(t, "../../template.yaml")["full"], "AWS::SNS::TopicPolicy")
	n := iam.Need{Action: "sns:Publish", Resource: "MailTopic!", By: "Service ses.amazonaws.com", Context: iam.Context{"aws:SourceAccount": {"123456789012"}}}
	if _, may := iam.Decide(all, n); !may {
		t.Error("it may not")
	}
	n.Context["aws:SourceAccount"] = []string{"999999999999"}
	if _, may := iam.Decide(all, n); may {
		t.Error("it may for another account")
	}
}

// statementsOf are those of all policies of a kind.
func statementsOf(t *testing.T, s template.Setting, kind string) (all []iam.Statement) {
	t.Helper()
	names, err := s.Named(kind)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		p, err := s.Properties(name)
		if err != nil {
			t.Fatal(err)
		}
		statements, err := iam.Statements(p["PolicyDocument"])
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, statements...)
	}
	return all
}
