package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/s3"

	"tidings/test/aws"
	"tidings/test/wait"
)

// partsOfAWS starts what stands in for S3, DynamoDB and SES, and tells all programs
// that this process starts where they are. It returns tables, and a bucket's client.
func partsOfAWS(t *testing.T) (tables string, mail *aws.Mail, bucket *sdk.Client) {
	t.Helper()
	tables = startTables(t)
	mail, err := aws.StartMail(t.Context(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(mail.Close)
	gateway, err := aws.StartGateway(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(gateway.Close)
	for _, variable := range append(gateway.Environment(), "AWS_ENDPOINT_URL_SESV2="+mail.Endpoint) {
		name, value, _ := strings.Cut(variable, "=")
		t.Setenv(name, value)
	}
	return tables, mail, sdk.NewFromConfig(gateway.Config(), func(o *sdk.Options) { o.UsePathStyle = true })
}

// All parts of AWS at once under one machine: the state is in tables, the page in a
// bucket, mail goes by SES, and a machine that is started anew goes on.
func TestAllPartsOfAWSTogether(t *testing.T) {
	dir := newSite(t)
	tables, mail, client := partsOfAWS(t)
	bucket := "together"
	if _, err := client.CreateBucket(t.Context(), &sdk.CreateBucketInput{Bucket: &bucket}); err != nil {
		t.Fatal(err)
	}
	shows := func(path, text string) {
		t.Helper()
		var page []byte
		var err error
		wait.Until(t, func() bool {
			var out *sdk.GetObjectOutput
			if out, err = client.GetObject(t.Context(), &sdk.GetObjectInput{Bucket: &bucket, Key: &path}); err != nil {
				return false
			}
			page, err = io.ReadAll(out.Body)
			out.Body.Close()
			return strings.Contains(string(page), text)
		}, func() string {
			return fmt.Sprintf("%s in the bucket does not say %q: %.300s, %v", path, text, page, err)
		})
	}
	args := []string{"--store", tables, "--target", "s3://" + bucket, "--ses", "us-east-1", "--mail-from", "Site <status@example.net>"}
	s := serve(t, dir, args...)
	const ann = "ann@example.com"
	if code, page := s.postForm(t, "/subscribe", url.Values{"email": {ann}, "scope": {"all"}}); code != http.StatusOK {
		t.Fatalf("%d:\n%s", code, page)
	}
	link, err := url.Parse(linkInMail.FindString(sentBySES(t, mail, s, ann, 1)[0].Body.Text))
	if err != nil {
		t.Fatal(err)
	}
	if code, page := s.postForm(t, link.Path, nil); code != http.StatusOK {
		t.Fatalf("confirming: %d\n%s", code, page)
	}
	s.send(t, firing("api-latency", "api"))
	shows("api/v2/summary.json", `"status":"major_outage"`)
	shows("index.html", "API is down")
	sentBySES(t, mail, s, ann, 2)
	s.kill()

	s = serve(t, dir, args...)
	s.send(t, cleared("api-latency", "api"))
	shows("api/v2/status.json", `"indicator":"none"`)
}
