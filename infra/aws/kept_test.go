package aws

import (
	"strings"
	"testing"

	"tidings/test/template"
)

// Contacts are sealed by a key of their own, which is changed each year; what else is
// stored is encrypted too.
func TestEverythingIsEncrypted(t *testing.T) {
	all := resources(t, "../../template.yaml")
	for name, r := range resources(t, "fallback.yaml") {
		all["fallback.yaml: "+name] = r
	}
	if sse, ok := all["ContactsTable"].At("Properties", "SSESpecification").(template.Resource); !ok || sse["SSEEnabled"] != true || template.Text(sse["KMSMasterKeyId"]) != "ContactsKey.Arn" {
		t.Errorf("contacts are encrypted by %v", sse)
	}
	if all["ContactsKey"].At("Properties", "EnableKeyRotation") != true {
		t.Error("the key of contacts stays the same for ever")
	}
	for name, r := range all {
		switch r.Kind() {
		case "AWS::SQS::Queue":
			if r.At("Properties", "SqsManagedSseEnabled") != true {
				t.Errorf("%s is not encrypted", name)
			}
		case "AWS::S3::Bucket": // by S3's own key: CloudFront could not read others, and each view would be billed
			rules := template.List(r.At("Properties", "BucketEncryption", "ServerSideEncryptionConfiguration"))
			if len(rules) != 1 || rules[0].(template.Resource).At("ServerSideEncryptionByDefault", "SSEAlgorithm") != "AES256" {
				t.Errorf("%s is encrypted by %v", name, rules)
			}
		}
	}
}

// Logs end, those of every door and of the API.
func TestLogsEnd(t *testing.T) {
	found := 0
	for name, r := range resources(t, "../../template.yaml") {
		if r.Kind() != "AWS::Logs::LogGroup" {
			continue
		}
		found++
		if template.Text(r.At("Properties", "RetentionInDays")) != "LogDays" {
			t.Errorf("%s is kept for ever", name)
		}
	}
	if found < len(doors)+1 {
		t.Errorf("%d logs, for %d doors and the API", found, len(doors))
	}
}

// What a door could not do is not lost: a batch names its failures, and whatever else
// AWS brings ends in a queue. The clock strikes again by itself.
func TestNothingIsLostByADoorThatFails(t *testing.T) {
	all := resources(t, "../../template.yaml")
	for name, r := range all {
		events, _ := r.At("Properties", "Events").(template.Resource)
		for of, e := range events {
			kind, p := template.Text(e.(template.Resource)["Type"]), e.(template.Resource)["Properties"].(template.Resource)
			ends := ""
			switch kind {
			case "SQS":
				if got := template.List(p["FunctionResponseTypes"]); len(got) != 1 || got[0] != "ReportBatchItemFailures" {
					t.Errorf("%s: of a batch of %s all or nothing comes again", name, of)
				}
				continue
			case "HttpApi", "Schedule":
				continue
			case "DynamoDB":
				ends = template.Text(p.At("DestinationConfig", "OnFailure", "Destination"))
			case "SNS":
				ends = template.Text(p.At("RedrivePolicy", "deadLetterTargetArn"))
			case "EventBridgeRule":
				ends = template.Text(p.At("DeadLetterConfig", "Arn"))
			}
			if !strings.HasSuffix(ends, "DeadLetters.Arn") {
				t.Errorf("%s: what fails of %s (%s) ends in %q", name, of, kind, ends)
			}
		}
	}
	for name, r := range all {
		ends := "DeadLetters.Arn"
		switch r.Kind() {
		case "AWS::Events::Rule":
			ends = template.Text(template.List(r.At("Properties", "Targets"))[0].(template.Resource).At("DeadLetterConfig", "Arn"))
		case "AWS::SNS::Subscription":
			ends = template.Text(r.At("Properties", "RedrivePolicy", "deadLetterTargetArn"))
		}
		if name == "Ingest" || name == "Archive" || name == "Feedback" { // alarms, rules and topics do not wait for them
			ends = template.Text(r.At("Properties", "EventInvokeConfig", "DestinationConfig", "OnFailure", "Destination"))
		}
		if !strings.HasSuffix(ends, "DeadLetters.Arn") {
			t.Errorf("%s: what fails ends in %q", name, ends)
		}
	}
}

// The page and the content change in one order: by queues whose messages are one
// group. As many processes tell people as the rate of mail is divided by.
func TestOrderAndRate(t *testing.T) {
	all := resources(t, "../../template.yaml")
	for _, name := range []string{"PublishQueue", "ContentQueue"} {
		if all[name].At("Properties", "FifoQueue") != true || all[name].At("Properties", "ContentBasedDeduplication") != nil {
			t.Errorf("%s has no order, or takes what says the same for the same", name)
		}
	}
	most := all["Notify"].At("Properties", "Events", "News", "Properties", "ScalingConfig", "MaximumConcurrency")
	if said := template.Text(parametersOf(t)["MailRate"].(template.Resource)["Description"]); most != 2 || !strings.Contains(said, "at most two; the account's rate by half") {
		t.Errorf("%v processes tell, and the rate is %s", most, said)
	}
}

func parametersOf(t *testing.T) template.Resource {
	t.Helper()
	all, err := template.Read("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return all.Parameters
}
