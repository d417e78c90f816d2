package iam_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/test/iam"
	"tidings/test/template"
)

type object = template.Resource

// policy is a document with statements.
func policy(statements ...any) object {
	return object{"Version": "2012-10-17", "Statement": statements}
}

func read(t *testing.T, document any) []iam.Statement {
	t.Helper()
	all, err := iam.Statements(document)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

const bucket = "arn:aws:s3:::site"

func TestWhatStatementsAllow(t *testing.T) {
	all := read(t, policy(
		object{"Effect": "Allow", "Action": []any{"s3:Get*", "s3:PutObject"}, "Resource": bucket + "/*"},
		object{"Effect": "Deny", "Action": "s3:*", "Resource": bucket + "/.tidings/*", "Condition": object{"Bool": object{"aws:SecureTransport": false}}},
		object{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*", "Principal": object{"Service": []any{"sns.amazonaws.com", "events.amazonaws.com"}},
			"Condition": object{"ArnLike": object{"aws:SourceArn": "arn:aws:sns:*:1:mail"}, "StringEquals": object{"aws:SourceAccount": []any{"1", "2"}}}},
	))
	plain, topic := map[string]string{"aws:SecureTransport": "false"}, map[string]string{"aws:SourceArn": "arn:aws:sns:eu-west-1:1:mail", "aws:SourceAccount": "2"}
	for name, x := range map[string]struct {
		need iam.Need
		want string // the right; none where it is refused
	}{
		"by a pattern":             {iam.Need{Action: "s3:GetObject", Resource: bucket + "/a/b"}, "s3:Get* on " + bucket + "/*"},
		"in other letters":         {iam.Need{Action: "S3:putobject", Resource: bucket + "/a"}, "s3:PutObject on " + bucket + "/*"},
		"of the bucket itself":     {iam.Need{Action: "s3:GetObject", Resource: bucket}, ""},
		"of another":               {iam.Need{Action: "s3:GetObject", Resource: bucket + "s/a"}, ""},
		"another action":           {iam.Need{Action: "s3:DeleteObject", Resource: bucket + "/a"}, ""},
		"what is denied":           {iam.Need{Action: "s3:GetObject", Resource: bucket + "/.tidings/x", Context: plain}, ""},
		"what is not so denied":    {iam.Need{Action: "s3:GetObject", Resource: bucket + "/.tidings/x"}, "s3:Get* on " + bucket + "/*"},
		"by a service":             {iam.Need{Action: "sqs:SendMessage", Resource: "q", By: "Service sns.amazonaws.com", Context: topic}, "sqs:SendMessage on *"},
		"by another service":       {iam.Need{Action: "sqs:SendMessage", Resource: "q", By: "Service ses.amazonaws.com", Context: topic}, ""},
		"for nobody in particular": {iam.Need{Action: "sqs:SendMessage", Resource: "q", By: "Service sns.amazonaws.com"}, ""},
		"for another topic": {iam.Need{Action: "sqs:SendMessage", Resource: "q", By: "Service sns.amazonaws.com",
			Context: map[string]string{"aws:SourceArn": "arn:aws:sns:eu-west-1:2:mail", "aws:SourceAccount": "2"}}, ""},
	} {
		by, ok := iam.Decide(all, x.need)
		if got := map[bool]string{true: by.String()}[ok]; got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}

// What nobody here could decide is refused when it is read.
func TestPoliciesThatAreNotKnown(t *testing.T) {
	allow := func(key string, is any) object {
		return object{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", key: is}
	}
	for name, document := range map[string]any{
		"of an old language": object{"Version": "2008-10-17", "Statement": allow("Sid", "x")},
		"no policy":          "x",
		"by what is not":     policy(allow("NotResource", bucket)),
		"an operator":        policy(allow("Condition", object{"StringEqualsIgnoreCase": object{"s3:prefix": "x"}})),
		"a key":              policy(allow("Condition", object{"StringEquals": object{"dynamodb:LeadingKeys": "x"}})),
		"another effect":     policy(allow("Effect", "Perhaps")),
		"no action":          policy(allow("Action", nil)),
	} {
		if all, err := iam.Statements(document); err == nil {
			t.Errorf("%s is read as %+v", name, all)
		}
	}
}

// A ledger finds what nobody uses, and reasons that are none.
func TestWhatNobodyUses(t *testing.T) {
	var l iam.Ledger
	get, put, list := iam.Right{Action: "s3:GetObject", Resource: bucket}, iam.Right{Action: "s3:PutObject", Resource: bucket}, iam.Right{Action: "s3:ListBucket", Resource: bucket}
	for _, r := range []iam.Right{get, put, list} {
		l.Has("Publish", r)
	}
	l.Uses("Publish", get)
	l.Has("Publish", get)
	reasons := map[string]string{"Publish: s3:GetObject on " + bucket: "used", "Publish: s3:PutObject on " + bucket: "in a disaster", "Sweep: s3:PutObject on " + bucket: "not there"}
	want := []string{
		"Publish: s3:ListBucket on " + bucket + ": nobody uses this right",
		"Publish: s3:GetObject on " + bucket + ": this reason is none, the right is used or not there",
		"Sweep: s3:PutObject on " + bucket + ": this reason is none, the right is used or not there",
	}
	if diff := cmp.Diff(want, l.Unused(reasons)); diff != "" {
		t.Error(diff)
	}
}
