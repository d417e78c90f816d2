package iam_test

import (
	"strings"
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
	plain, topic := iam.Context{"aws:SecureTransport": {"false"}}, iam.Context{"aws:SourceArn": {"arn:aws:sns:eu-west-1:1:mail"}, "aws:SourceAccount": {"2"}}
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
			Context: iam.Context{"aws:SourceArn": {"arn:aws:sns:eu-west-1:2:mail"}, "aws:SourceAccount": {"2"}}}, ""},
	} {
		by, ok := iam.Decide(all, x.need)
		if got := said(by, ok); got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}

// said are the rights by which something is allowed.
func said(by []iam.Right, ok bool) string {
	all := []string{}
	for _, r := range by {
		all = append(all, r.String())
	}
	return map[bool]string{true: strings.Join(all, ", ")}[ok]
}

// A request names one partition or many: each has to fit a pattern of one statement.
// That a request names none is no leave to ask for everything: it takes Null to say so.
func TestWhatStatementsAllowOfSomeKeys(t *testing.T) {
	some := object{"ForAllValues:StringLike": object{iam.LeadingKeys: []any{"incident", "points/*"}}}
	sure := object{"ForAllValues:StringLike": object{iam.LeadingKeys: []any{"incident", "points/*"}}, "Null": object{iam.LeadingKeys: false}}
	reads := func(condition object, more ...any) []iam.Statement {
		return read(t, policy(append([]any{object{"Effect": "Allow", "Action": []any{"dynamodb:GetItem", "dynamodb:Scan"}, "Resource": "page", "Condition": condition}}, more...)...))
	}
	other := object{"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "page", "Condition": object{"ForAllValues:StringEquals": object{iam.LeadingKeys: "secret"}}}
	one, points := "dynamodb:GetItem of incident in page", "dynamodb:GetItem of points/* in page"
	get, scan := "dynamodb:GetItem on page", "dynamodb:Scan on page"
	for name, x := range map[string]struct {
		by     []iam.Statement
		action string
		keys   []string
		want   string
	}{
		"one":                              {reads(sure), "GetItem", []string{"incident"}, one + ", " + get},
		"by a pattern":                     {reads(sure), "GetItem", []string{"points/a/1", "points/b/2"}, points + ", " + get},
		"both":                             {reads(sure), "GetItem", []string{"points/a/1", "incident"}, one + ", " + points + ", " + get},
		"one that is not there":            {reads(sure), "GetItem", []string{"secret"}, ""},
		"one that begins alike":            {reads(sure), "GetItem", []string{"incidents"}, ""},
		"the pattern without its end":      {reads(sure), "GetItem", []string{"points"}, ""},
		"in other letters":                 {reads(sure), "GetItem", []string{"Incident"}, ""},
		"one among others":                 {reads(sure), "GetItem", []string{"incident", "secret"}, ""},
		"of two statements":                {reads(sure, other), "GetItem", []string{"incident", "secret"}, ""},
		"of the second":                    {reads(sure, other), "GetItem", []string{"secret"}, "dynamodb:GetItem of secret in page, " + get},
		"whatever there is":                {reads(sure), "Scan", nil, ""},
		"whatever there is, without Null":  {reads(some), "Scan", nil, scan},
		"denied as one of them is":         {reads(sure, object{"Effect": "Deny", "Action": "dynamodb:*", "Resource": "*", "Condition": object{"ForAnyValue:StringLike": object{iam.LeadingKeys: "points/*"}}}), "GetItem", []string{"incident", "points/a/1"}, ""},
		"not denied where none of them is": {reads(sure, object{"Effect": "Deny", "Action": "dynamodb:*", "Resource": "*", "Condition": object{"ForAnyValue:StringLike": object{iam.LeadingKeys: "points/*"}}}), "GetItem", []string{"incident"}, one + ", " + get},
	} {
		by, ok := iam.Decide(x.by, iam.Need{Action: "dynamodb:" + x.action, Resource: "page", Context: iam.Context{iam.LeadingKeys: x.keys}})
		if got := said(by, ok); got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
	want := []string{get, scan, one, points}
	got := []string{}
	for _, r := range iam.Rights(reads(sure)) {
		got = append(got, r.String())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("its rights (-want +got)\n%s", diff)
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
		"a key":              policy(allow("Condition", object{"StringEquals": object{"dynamodb:Attributes": "x"}})),
		"one of many values": policy(allow("Condition", object{"StringEquals": object{iam.LeadingKeys: "x"}})),
		"all of one value":   policy(allow("Condition", object{"ForAllValues:StringEquals": object{"s3:prefix": "x"}})),
		"most of them":       policy(allow("Condition", object{"ForMostValues:StringEquals": object{iam.LeadingKeys: "x"}})),
		"if there are any":   policy(allow("Condition", object{"ForAllValues:StringLikeIfExists": object{iam.LeadingKeys: "x"}})),
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
