package rehearsal

import (
	"bytes"
	"encoding/json"
	"strings"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	ssmtypes "github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"tidings/test/template"
)

const (
	account = "123456789012"
	// originSecret is what CloudFront adds to each request.
	originSecret = "from-cloudfront-from-cloudfront-"
)

// given are the parameters of the template.
func (s *stack) given(more []string) map[string]string {
	all := map[string]string{
		"AWS::StackName": s.name, "AWS::Region": "us-east-1", "AWS::AccountId": account, "AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com",
		"SiteAddress": "https://status.example.com", "OriginSecret": originSecret, "MailFrom": mailFrom, "MailRate": "100",
		"FallbackRegion": "us-east-1", "FallbackBucket": s.elsewhere("SiteBucket"), "ExportBucket": s.elsewhere("ExportBucket"), "ExportRecipient": operatorKey.Recipient().String(),
	}
	for i := 0; i+1 < len(more); i += 2 {
		all[more[i]] = more[i+1]
	}
	return all
}

// makeAll makes what the template describes and stand-ins are there for.
func (s *stack) makeAll() {
	for name, r := range plan.Resources {
		if played[r.Kind()] == "" {
			s.t.Fatalf("%s is of the kind %s, which nobody plays here", name, r.Kind())
		}
	}
	for _, name := range s.named("AWS::DynamoDB::Table") {
		s.makeTable(name)
	}
	queues := s.named("AWS::SQS::Queue")
	for _, leads := range []bool{false, true} { // those first that others lead to
		for _, name := range queues {
			if p := s.properties(name); (p["RedrivePolicy"] != nil) == leads {
				s.makeQueue(name, p)
			}
		}
	}
	for _, name := range s.named("AWS::S3::Bucket") {
		s.makeBucket(s.ref(name))
	}
	for _, name := range s.named("AWS::S3::BucketPolicy") {
		s.letIn(s.properties(name))
	}
	s.makeRegion()
	for _, name := range s.named("AWS::SES::ConfigurationSet") {
		_, err := sesv2.NewFromConfig(config()).CreateConfigurationSet(s.t.Context(), &sesv2.CreateConfigurationSetInput{ConfigurationSetName: sdk.String(s.ref(name))})
		s.must(err)
	}
}

func (s *stack) makeTable(name string) {
	p := s.properties(name)
	in := &dynamodb.CreateTableInput{}
	s.fill(in, p, "TimeToLiveSpecification", "PointInTimeRecoverySpecification", "SSESpecification", "StreamSpecification")
	in.TableName = sdk.String(s.ref(name))
	if view := template.Text(p.At("StreamSpecification", "StreamViewType")); view != "" {
		in.StreamSpecification = &types.StreamSpecification{StreamEnabled: sdk.Bool(true), StreamViewType: types.StreamViewType(view)}
	}
	out, err := s.dynamo.CreateTable(s.t.Context(), in)
	s.must(err)
	if p.At("SSESpecification", "SSEEnabled") == true {
		s.keys[*in.TableName] = template.Text(p.At("SSESpecification", "KMSMasterKeyId"))
	}
	s.hashes[*in.TableName] = hash(p)
	s.streams[name] = sdk.ToString(out.TableDescription.LatestStreamArn)
	ttl := &types.TimeToLiveSpecification{AttributeName: sdk.String(template.Text(p.At("TimeToLiveSpecification", "AttributeName"))), Enabled: sdk.Bool(true)}
	_, err = s.dynamo.UpdateTimeToLive(s.t.Context(), &dynamodb.UpdateTimeToLiveInput{TableName: in.TableName, TimeToLiveSpecification: ttl})
	s.must(err)
}

// fill gives a request what the template says, in the same words, but for what is
// asked for otherwise.
func (s *stack) fill(request any, p template.Resource, otherwise ...string) {
	s.t.Helper()
	same := template.Resource{}
	for key, v := range p {
		same[key] = v
	}
	for _, key := range otherwise {
		delete(same, key)
	}
	text, err := json.Marshal(same)
	s.must(err)
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	s.must(d.Decode(request))
}

func (s *stack) makeQueue(name string, p template.Resource) {
	attributes := map[string]string{}
	for key, v := range p {
		if r, ok := v.(template.Resource); ok {
			text, err := json.Marshal(r)
			s.must(err)
			v = string(text)
		}
		attributes[key] = template.Text(v)
	}
	arn, err := s.refer(name, "Arn")
	s.must(err)
	_, err = s.sqs.CreateQueue(s.t.Context(), &sqs.CreateQueueInput{QueueName: sdk.String(arn[strings.LastIndex(arn, ":")+1:]), Attributes: attributes})
	s.must(err)
}

// makeBucket makes a bucket that is a website too, in the place of CloudFront.
func (s *stack) makeBucket(bucket string) {
	_, err := s.s3.CreateBucket(s.t.Context(), &s3.CreateBucketInput{Bucket: &bucket})
	s.must(err)
	_, err = s.s3.PutBucketWebsite(s.t.Context(), &s3.PutBucketWebsiteInput{Bucket: &bucket, WebsiteConfiguration: &s3types.WebsiteConfiguration{
		IndexDocument: &s3types.IndexDocument{Suffix: sdk.String("index.html")}, ErrorDocument: &s3types.ErrorDocument{Key: sdk.String("404.html")}}})
	s.must(err)
}

// letIn lets visitors of a bucket's website do what CloudFront may.
func (s *stack) letIn(p template.Resource) {
	var all []any
	for _, v := range template.List(p.At("PolicyDocument", "Statement")) {
		if st := v.(template.Resource); st.At("Principal", "Service") == "cloudfront.amazonaws.com" {
			all = append(all, map[string]any{"Effect": st["Effect"], "Principal": "*", "Action": st["Action"], "Resource": st["Resource"]})
		}
	}
	if len(all) == 0 {
		return
	}
	policy, err := json.Marshal(map[string]any{"Version": "2012-10-17", "Statement": all})
	s.must(err)
	_, err = s.s3.PutBucketPolicy(s.t.Context(), &s3.PutBucketPolicyInput{Bucket: sdk.String(template.Text(p["Bucket"])), Policy: sdk.String(string(policy))})
	s.must(err)
}

// parameters are those that infra/aws/deploy makes, and the secret of the monitor.
func (s *stack) parameters() {
	for name, value := range map[string]string{
		"origin": originSecret, "key": strings.Repeat("ab", 32), "contacts-key": strings.Repeat("cd", 32), "secret/monitor": alertSecret,
	} {
		s.parameter(name, value)
	}
}

func (s *stack) parameter(name, value string) {
	s.t.Helper()
	_, err := ssm.NewFromConfig(config()).PutParameter(s.t.Context(), &ssm.PutParameterInput{Name: sdk.String("/tidings/" + s.name + "/" + name), Value: &value, Type: ssmtypes.ParameterTypeSecureString, Overwrite: sdk.Bool(true)})
	s.must(err)
}

// hash is the attribute that is the partition key of a table.
func hash(table template.Resource) string {
	for _, k := range template.List(table["KeySchema"]) {
		if of := k.(template.Resource); of["KeyType"] == "HASH" {
			return template.Text(of["AttributeName"])
		}
	}
	return ""
}
