package iam_test

import (
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/test/iam"
)

var somewhere = iam.Account{Partition: "aws", ID: "1", Key: func(table string) string {
	return map[string]string{"sealed": "arn:aws:kms:eu-west-1:1:key/k"}[table]
}, Hash: func(string) string { return "part" }}

// request is one as a door signs it: "METHOD path", or the operation of a JSON
// protocol, with headers as "Name: value".
func request(t *testing.T, service, what, body string, headers ...string) iam.Request {
	t.Helper()
	method, path, ofHTTP := strings.Cut(what, " ")
	if !ofHTTP {
		method, path = "POST", "/"
		headers = append(headers, "X-Amz-Target: Some_20120810."+what)
	}
	r := httptest.NewRequest(method, path, nil)
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=Publish/20261122/eu-west-1/"+service+"/aws4_request, SignedHeaders=host, Signature=0")
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	read, err := iam.Read(r, []byte(body))
	if err != nil || read.Who != "Publish" {
		t.Fatalf("%q, %v", read.Who, err)
	}
	return read
}

const letter = `{"Content": {"Raw": {"Data": "RnJvbTogQWNtZSA8c3RhdHVzQGV4YW1wbGUuY29tPgoKSGVsbG8="}}, "ConfigurationSetName": "set"}`

func TestWhatRequestsNeed(t *testing.T) {
	for _, x := range []struct {
		service, what, body string
		headers             []string
		want                []string
	}{
		{"dynamodb", "GetItem", `{"TableName": "page", "Key": {"part": {"S": "x"}, "sort": {"S": "y"}}}`, nil, []string{"dynamodb:GetItem table/page [x]"}},
		{"dynamodb", "Query", `{"TableName": "page", "KeyConditionExpression": "#s > :s AND (part = :p)", "ExpressionAttributeNames": {"#s": "sort"}, "ExpressionAttributeValues": {":p": {"S": "x/1"}, ":s": {"S": "="}}}`, nil, []string{"dynamodb:Query table/page [x/1]"}},
		{"dynamodb", "Query", `{"TableName": "page", "KeyConditionExpression": "#p=:p", "ExpressionAttributeNames": {"#p": "part"}, "ExpressionAttributeValues": {":p": {"S": "x"}}}`, nil, []string{"dynamodb:Query table/page [x]"}},
		{"dynamodb", "PutItem", `{"TableName": "sealed", "Item": {"part": {"S": "x"}, "value": {"B": "AA=="}}}`, nil, []string{"dynamodb:PutItem table/sealed [x]", "kms:Decrypt key/k"}},
		{"dynamodb", "Scan", `{"TableName": "page"}`, nil, []string{"dynamodb:Scan table/page"}},
		{"dynamodb", "BatchGetItem", `{"RequestItems": {"a": {"Keys": [{"part": {"S": "x"}}, {"part": {"S": "y"}}]}, "b": {"Keys": [{"part": {"S": "z"}}]}}}`, nil,
			[]string{"dynamodb:BatchGetItem table/a [x y]", "dynamodb:BatchGetItem table/b [z]"}},
		{"dynamodb", "BatchWriteItem", `{"RequestItems": {"a": [{"PutRequest": {"Item": {"part": {"S": "x"}}}}, {"DeleteRequest": {"Key": {"part": {"S": "y"}}}}]}}`, nil, []string{"dynamodb:BatchWriteItem table/a [x y]"}},
		{"dynamodb", "TransactWriteItems", `{"TransactItems": [{"Put": {"TableName": "a", "Item": {"part": {"S": "x"}}}}, {"Put": {"TableName": "a", "Item": {"part": {"S": "z"}}}},
			{"Delete": {"TableName": "a", "Key": {"part": {"S": "y"}}}}, {"ConditionCheck": {"TableName": "b", "Key": {"part": {"S": "x"}}}}, {"Update": {"TableName": "b", "Key": {"part": {"S": "y"}}}}]}`, nil,
			[]string{"dynamodb:ConditionCheckItem table/b [x]", "dynamodb:DeleteItem table/a [y]", "dynamodb:PutItem table/a [x z]", "dynamodb:UpdateItem table/b [y]"}},
		{"dynamodb", "TransactGetItems", `{"TransactItems": [{"Get": {"TableName": "a", "Key": {"part": {"S": "x"}}}}]}`, nil, []string{"dynamodb:GetItem table/a [x]"}},
		{"s3", "GET /site/a/b?x-id=GetObject", "", nil, []string{"s3:GetObject site/a/b"}},
		{"s3", "HEAD /site/a", "", nil, []string{"s3:GetObject site/a"}},
		{"s3", "GET /site?list-type=2&prefix=a", "", nil, []string{"s3:ListBucket site"}},
		{"s3", "PUT /site/a", "", []string{"If-None-Match: *"}, []string{"s3:PutObject site/a"}},
		{"s3", "PUT /site/a", "", []string{`If-Match: "x"`, "X-Amz-Tagging: a=b"}, []string{"s3:GetObject site/a", "s3:PutObject site/a", "s3:PutObjectTagging site/a"}},
		{"s3", "DELETE /site/a", "", nil, []string{"s3:DeleteObject site/a"}},
		{"s3", "POST /site/a?uploads=", "", nil, []string{"s3:PutObject site/a"}},
		{"s3", "PUT /site/a?partNumber=1&uploadId=u", "", nil, []string{"s3:PutObject site/a"}},
		{"s3", "POST /site/a?uploadId=u", "", nil, []string{"s3:PutObject site/a"}},
		{"s3", "DELETE /site/a?uploadId=u", "", nil, []string{"s3:AbortMultipartUpload site/a"}},
		{"sqs", "SendMessageBatch", `{"QueueUrl": "http://127.0.0.1/1/work.fifo"}`, nil, []string{"sqs:SendMessage work.fifo"}},
		{"ssm", "GetParameters", `{"Names": ["/tidings/a", "/tidings/b"]}`, nil, []string{"ssm:GetParameters parameter/tidings/a", "ssm:GetParameters parameter/tidings/b"}},
		{"ses", "POST /v2/email/outbound-emails", letter, nil, []string{"ses:SendEmail configuration-set/set", "ses:SendEmail identity/status@example.com",
			"ses:SendRawEmail configuration-set/set", "ses:SendRawEmail identity/status@example.com"}},
		{"ses", "GET /v2/email/account", "", nil, []string{"ses:GetAccount *"}},
	} {
		needs, err := somewhere.Needs(request(t, x.service, x.what, x.body, x.headers...))
		got := []string{}
		for _, n := range needs {
			keys := ""
			if of := n.Context[iam.LeadingKeys]; of != nil {
				keys = fmt.Sprint(" ", of)
			}
			got = append(got, n.Action+" "+n.Resource[strings.LastIndexByte(n.Resource, ':')+1:]+keys)
		}
		slices.Sort(got)
		if diff := cmp.Diff(x.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got)\n%s", x.what, err, diff)
		}
	}
}

// A request that is not known needs nobody knows what, and is an error.
func TestRequestsThatAreNotKnown(t *testing.T) {
	for what, x := range map[string][2]string{
		"ExecuteStatement": {"dynamodb", `{}`}, "TransactWriteItems": {"dynamodb", `{"TransactItems": [{"Upsert": {"TableName": "a"}}]}`}, "TransactGetItems": {"dynamodb", `{}`},
		"GetItem": {"dynamodb", `{"TableName": "page", "Key": {"sort": {"S": "y"}}}`}, "PutItem": {"dynamodb", `{"TableName": "page", "Item": {"part": {"N": "1"}}}`},
		"DeleteItem": {"dynamodb", `{"TableName": "page", "Key": "x"}`}, "BatchGetItem": {"dynamodb", `{"RequestItems": {"a": {"Keys": [{}]}}}`}, "BatchWriteItem": {"dynamodb", `{"RequestItems": {"a": 1}}`},
		"Query": {"dynamodb", `no JSON`}, "GET /site?acl": {"s3", ""}, "GET /site/a?versionId=1": {"s3", ""}, "GET /": {"s3", ""}, "GET /site/a?uploadId=u": {"s3", ""},
		"PurgeQueue": {"sqs", `{"QueueUrl": "q"}`}, "PutParameter": {"ssm", `{"Name": "x"}`}, "GET /v2/email/identities": {"ses", ""},
		"POST /v2/email/outbound-emails": {"ses", `{"Content": {}}`}, "Invoke": {"lambda", `{}`},
	} {
		if needs, err := somewhere.Needs(request(t, x[0], what, x[1])); err == nil {
			t.Errorf("%s of %s needs %v", what, x[0], needs)
		}
	}
	for _, x := range []string{
		`{"TableName": "page", "IndexName": "i", "KeyConditionExpression": "part = :p", "ExpressionAttributeValues": {":p": {"S": "x"}}}`,
		`{"TableName": "page", "KeyConditionExpression": "sort = :p", "ExpressionAttributeValues": {":p": {"S": "x"}}}`,
	} {
		if needs, err := somewhere.Needs(request(t, "dynamodb", "Query", x)); err == nil {
			t.Errorf("%s needs %v", x, needs)
		}
	}
	if needs, err := somewhere.Needs(request(t, "s3", "PUT /site/a", "", "X-Amz-Copy-Source: /other/b")); err == nil {
		t.Errorf("a copy needs %v", needs)
	}
	if _, err := iam.Read(httptest.NewRequest("GET", "/", nil), nil); err == nil {
		t.Error("a request that nobody has signed is read")
	}
}

// A refusal is what the service would answer, so that a door takes it for one.
func TestARefusalIsThatOfTheService(t *testing.T) {
	for service, want := range map[string]struct {
		status int
		says   string
	}{"dynamodb": {400, `#AccessDeniedException"`}, "sqs": {400, `#AccessDeniedException"`}, "s3": {403, "<Error><Code>AccessDenied</Code><Message>User: arn"}, "ses": {403, `"message":"User: arn`}} {
		w := httptest.NewRecorder()
		request(t, service, "GET /a", "").Refuse(w, "arn:aws:sts::1:assumed-role/r/r", iam.Need{Action: "a:B", Resource: "c"})
		if body := w.Body.String(); w.Code != want.status || !strings.Contains(body, want.says) || !strings.Contains(body, "not authorized to perform: a:B on resource: c") {
			t.Errorf("%s: %d %s", service, w.Code, body)
		}
	}
}
