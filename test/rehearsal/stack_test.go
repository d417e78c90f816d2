package rehearsal

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	ssmtypes "github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"tidings/test/aws"
)

var (
	moto    *aws.Server
	gateway *aws.Gateway
	doors   string // folder of the built doors
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	var err error
	if moto, err = aws.Start(context.Background()); err == nil {
		defer moto.Close()
		gateway, err = aws.StartGateway(context.Background())
	}
	if err == nil {
		defer gateway.Close()
		doors, err = os.MkdirTemp("", "doors")
	}
	if err == nil {
		defer os.RemoveAll(doors)
		err = build(doors)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// build makes the doors as `make dist` does, for this machine.
func build(dir string) error {
	c := exec.Command("go", "build", "-tags", "lambda.norpc,timetzdata", "-trimpath", "-ldflags", "-s -w", "-o", dir, "tidings/functions/...")
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("building the doors: %w\n%s", err, out)
	}
	return nil
}

// config is for clients of moto, in the region that the other server has.
func config() sdk.Config {
	c := moto.Config()
	c.Region = "us-east-1"
	return c
}

// originSecret is what CloudFront would add to each request.
const originSecret = "from-cloudfront"

// alertSecret is what the monitor proves itself by.
const alertSecret = "hush"

var stacks atomic.Int64

// stack is everything that template.yaml makes.
type stack struct {
	t                       *testing.T
	name                    string
	tables, queues, objects *meter
	dynamo                  *dynamodb.Client
	sqs                     *sqs.Client
	s3                      *s3.Client
	publish, notify, sweep  string // addresses of queues
	site, content           string // buckets
	stream                  string // of the page table
	seen                    map[string]string
	log                     *logs
	round                   int  // of the alert
	resolved                bool // whether the last one sent was
	functions               map[string]*function
}

func newStack(t *testing.T) *stack {
	t.Helper()
	s := &stack{
		t: t, name: fmt.Sprintf("rehearsal-%d", stacks.Add(1)), seen: map[string]string{}, log: &logs{}, functions: map[string]*function{},
		tables: newMeter(t, "DynamoDB", moto.Endpoint), queues: newMeter(t, "SQS", moto.Endpoint), objects: newMeter(t, "S3", gateway.Endpoint),
		dynamo: dynamodb.NewFromConfig(config()), sqs: sqs.NewFromConfig(config()),
		s3: s3.NewFromConfig(gateway.Config(), func(o *s3.Options) { o.UsePathStyle = true }),
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the doors said:\n%s", s.log)
		}
	})
	s.makeTables()
	s.publish = s.queue("publish.fifo", map[string]string{"FifoQueue": "true"})
	s.notify, s.sweep = s.queue("notify", nil), s.queue("sweep", nil)
	s.site, s.content = s.bucket("site"), s.bucket("content")
	s.parameters()
	return s
}

func (s *stack) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stack) makeTables() {
	for _, table := range []string{"page", "access", "contacts"} {
		out, err := s.dynamo.CreateTable(s.t.Context(), &dynamodb.CreateTableInput{
			TableName: sdk.String(s.name + "-" + table), BillingMode: types.BillingModePayPerRequest,
			AttributeDefinitions: []types.AttributeDefinition{
				{AttributeName: sdk.String("part"), AttributeType: types.ScalarAttributeTypeS},
				{AttributeName: sdk.String("sort"), AttributeType: types.ScalarAttributeTypeS}},
			KeySchema: []types.KeySchemaElement{
				{AttributeName: sdk.String("part"), KeyType: types.KeyTypeHash},
				{AttributeName: sdk.String("sort"), KeyType: types.KeyTypeRange}},
			StreamSpecification: &types.StreamSpecification{StreamEnabled: sdk.Bool(table == "page"), StreamViewType: types.StreamViewTypeNewImage},
		})
		s.must(err)
		if table == "page" {
			s.stream = sdk.ToString(out.TableDescription.LatestStreamArn)
		}
	}
}

func (s *stack) queue(name string, attributes map[string]string) string {
	out, err := s.sqs.CreateQueue(s.t.Context(), &sqs.CreateQueueInput{QueueName: sdk.String(s.name + "-" + name), Attributes: attributes})
	s.must(err)
	return sdk.ToString(out.QueueUrl)
}

func (s *stack) bucket(name string) string {
	bucket := s.name + "-" + name
	_, err := s.s3.CreateBucket(s.t.Context(), &s3.CreateBucketInput{Bucket: &bucket})
	s.must(err)
	_, err = s.s3.PutBucketPolicy(s.t.Context(), &s3.PutBucketPolicyInput{Bucket: &bucket, Policy: sdk.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::` + bucket + `/*"}]}`)})
	s.must(err)
	_, err = s.s3.PutBucketWebsite(s.t.Context(), &s3.PutBucketWebsiteInput{Bucket: &bucket, WebsiteConfiguration: &s3types.WebsiteConfiguration{
		IndexDocument: &s3types.IndexDocument{Suffix: sdk.String("index.html")}, ErrorDocument: &s3types.ErrorDocument{Key: sdk.String("404.html")}}})
	s.must(err)
	return bucket
}

func (s *stack) parameters() {
	client := ssm.NewFromConfig(config())
	for name, value := range map[string]string{
		"origin": originSecret, "key": strings.Repeat("ab", 32), "contacts-key": strings.Repeat("cd", 32), "secret/monitor": alertSecret,
	} {
		_, err := client.PutParameter(s.t.Context(), &ssm.PutParameterInput{Name: sdk.String("/" + s.name + "/" + name), Value: &value, Type: ssmtypes.ParameterTypeSecureString})
		s.must(err)
	}
}

// environment is what each door is told, and no door more than that.
func (s *stack) environment(door string) []string {
	all := map[string]string{
		"TIDINGS_SITE": "https://status.example.com", "TIDINGS_PARAMETERS": "/" + s.name + "/",
		"TIDINGS_PAGE_TABLE": s.name + "-page", "TIDINGS_ACCESS_TABLE": s.name + "-access", "TIDINGS_CONTACTS_TABLE": s.name + "-contacts",
		"TIDINGS_PUBLISH_QUEUE": s.publish, "TIDINGS_NOTIFY_QUEUE": s.notify, "TIDINGS_SWEEP_QUEUE": s.sweep,
		"TIDINGS_MAIL_FROM": mailFrom, "TIDINGS_MAIL_RATE": "100", "TIDINGS_SITE_BUCKET": s.site, "TIDINGS_CONTENT_BUCKET": s.content,
	}
	env := append(gateway.Environment(), "AWS_ENDPOINT_URL_S3="+s.objects.server.URL, "AWS_ENDPOINT_URL_DYNAMODB="+s.tables.server.URL,
		"AWS_ENDPOINT_URL_SQS="+s.queues.server.URL, "AWS_ENDPOINT_URL_SSM="+moto.Endpoint, "AWS_ENDPOINT_URL_SESV2="+moto.Endpoint)
	for _, name := range needs[door] {
		env = append(env, name+"="+all[name])
	}
	return env
}

// needs are the variables of each door, as docs/aws.md lists them.
var needs = map[string][]string{
	"ingest":    {"TIDINGS_SITE", "TIDINGS_PARAMETERS", "TIDINGS_PAGE_TABLE"},
	"route":     {"TIDINGS_PUBLISH_QUEUE", "TIDINGS_NOTIFY_QUEUE"},
	"publish":   {"TIDINGS_PAGE_TABLE", "TIDINGS_SITE_BUCKET"},
	"content":   {"TIDINGS_PAGE_TABLE", "TIDINGS_CONTENT_BUCKET"},
	"api":       {"TIDINGS_SITE", "TIDINGS_PARAMETERS", "TIDINGS_PAGE_TABLE", "TIDINGS_ACCESS_TABLE"},
	"notify":    {"TIDINGS_PARAMETERS", "TIDINGS_PAGE_TABLE", "TIDINGS_CONTACTS_TABLE", "TIDINGS_NOTIFY_QUEUE", "TIDINGS_MAIL_FROM", "TIDINGS_MAIL_RATE"},
	"subscribe": {"TIDINGS_SITE", "TIDINGS_PARAMETERS", "TIDINGS_PAGE_TABLE", "TIDINGS_CONTACTS_TABLE", "TIDINGS_MAIL_FROM", "TIDINGS_MAIL_RATE"},
	"admin":     {"TIDINGS_SITE", "TIDINGS_PARAMETERS", "TIDINGS_PAGE_TABLE", "TIDINGS_ACCESS_TABLE", "TIDINGS_CONTACTS_TABLE", "TIDINGS_SWEEP_QUEUE", "TIDINGS_MAIL_FROM", "TIDINGS_MAIL_RATE"},
	"feedback":  {"TIDINGS_PARAMETERS", "TIDINGS_CONTACTS_TABLE"},
	"sweep":     {"TIDINGS_PAGE_TABLE", "TIDINGS_PUBLISH_QUEUE", "TIDINGS_NOTIFY_QUEUE"},
}

// door is a function of the stack, made when it is first asked for.
func (s *stack) door(name string) *function {
	f := s.functions[name]
	if f == nil {
		f = s.another(name)
		s.functions[name] = f
	}
	return f
}

// another is a further process of a door, as Lambda starts when there is more to do.
func (s *stack) another(name string) *function {
	f := &function{name: name, program: filepath.Join(doors, name), environment: s.environment(name), log: s.log}
	f.start(s.t)
	return f
}

// apply puts an archive of content files into its bucket and tells the door.
func (s *stack) apply(files map[string]string) {
	s.t.Helper()
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	for name, text := range files {
		f, err := w.Create(name)
		s.must(err)
		_, err = f.Write([]byte(text))
		s.must(err)
	}
	s.must(w.Close())
	_, err := s.s3.PutObject(s.t.Context(), &s3.PutObjectInput{Bucket: &s.content, Key: sdk.String("content.zip"), Body: bytes.NewReader(packed.Bytes())})
	s.must(err)
	_, err = s.door("content").invoke(s.t.Context(), []byte(`{"Records":[{"eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"`+s.content+`"},"object":{"key":"content.zip"}}}]}`))
	s.must(err)
}
