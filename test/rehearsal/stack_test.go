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
	"sync"
	"sync/atomic"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"tidings/test/aws"
	"tidings/test/kept"
	"tidings/test/template"
)

var (
	moto    *aws.Server
	gateway *aws.Gateway
	plan    *template.Template
	doors   string // folder of the built doors
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	scratch, remove, err := kept.Folder("rehearsal")
	if err == nil {
		defer remove()
		err = os.Setenv("TMPDIR", scratch)
	}
	if err == nil {
		moto, err = aws.Start(context.Background())
	}
	if err == nil {
		defer moto.Close()
		gateway, err = aws.StartGateway(context.Background())
	}
	if err == nil {
		defer gateway.Close()
		plan, err = template.Read("../../template.yaml")
	}
	if err == nil {
		doors = filepath.Join(scratch, "doors")
		err = build(doors)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if code := m.Run(); code != 0 {
		return code
	}
	found := findings()
	for _, f := range found {
		fmt.Fprintln(os.Stderr, f)
	}
	return min(len(found), 1)
}

// build makes the doors as `make doors` does, for this machine.
func build(dir string) error {
	c := exec.Command("go", "build", "-tags", "lambda.norpc,timetzdata", "-trimpath", "-ldflags", "-s -w", "-o", dir+"/", "tidings/functions/...", "tidings/cmd/tidings")
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

// alertSecret is what the monitor proves itself by.
const alertSecret = "hush"

var stacks atomic.Int64

// running are the tests that run beside each other: most of their time they wait.
var running sync.Map

func beside(t *testing.T) {
	if _, already := running.LoadOrStore(t, true); !already {
		t.Parallel()
	}
}

// stack is everything that template.yaml makes.
type stack struct {
	t                       *testing.T
	name                    string
	setting                 template.Setting
	described               []template.Function
	roles                   *roles
	keys, hashes            map[string]string // by table: that which a customer has; the attribute of its partitions
	tables, queues, objects *meter
	posts, words            *meter // of SES and of the parameters
	mail                    *mailbox
	dynamo                  *dynamodb.Client
	sqs                     *sqs.Client
	s3                      *s3.Client
	publish, notify, sweep  string            // addresses of queues
	site, content           string            // buckets
	stream                  string            // of the page table
	streams                 map[string]string // by table
	seen                    map[string]string
	log                     *logs
	round                   int  // of the alert
	resolved                bool // whether the last one sent was
	left                    int  // deliveries that this machine was too slow for
	functions               map[string]*function
}

// newStack makes the stack of the template, with parameters beside the usual ones
// as name and value.
func newStack(t *testing.T, given ...string) *stack {
	t.Helper()
	beside(t)
	s := &stack{
		t: t, name: fmt.Sprintf("rehearsal-%d", stacks.Add(1)), seen: map[string]string{}, streams: map[string]string{}, keys: map[string]string{}, hashes: map[string]string{}, log: newLogs(t), functions: map[string]*function{},
		tables: newMeter(t, "DynamoDB", moto.Endpoint), queues: newMeter(t, "SQS", moto.Endpoint), objects: newMeter(t, "S3", gateway.Endpoint),
		posts: newMeter(t, "SESV2", moto.Endpoint), words: newMeter(t, "SSM", moto.Endpoint), mail: &mailbox{sent: map[string][]string{}, tags: map[string]map[string][]string{}},
		dynamo: dynamodb.NewFromConfig(config()), sqs: sqs.NewFromConfig(config()),
		s3: s3.NewFromConfig(gateway.Config(), func(o *s3.Options) { o.UsePathStyle = true }),
	}
	t.Cleanup(s.conclude)
	s.posts.after = s.mail.note
	s.posts.intervene(anAccount)
	s.setting = template.Setting{Template: plan, Given: s.given(given), Refer: s.refer}
	s.makeAll()
	var err error
	s.described, err = s.setting.Functions()
	s.must(err)
	s.roles = s.assume()
	for _, m := range s.meters() {
		m.roles = s.roles
	}
	s.publish, s.notify, s.sweep = s.ref("PublishQueue"), s.ref("NotifyQueue"), s.ref("SweepQueue")
	s.site, s.content, s.stream = s.ref("SiteBucket"), s.ref("ContentBucket"), s.streams["PageTable"]
	s.parameters()
	return s
}

// conclude says what the doors were refused by their roles, and where a test has
// failed, what they said.
func (s *stack) conclude() {
	if s.roles != nil {
		for _, refusal := range s.roles.wrong() {
			s.t.Error(refusal)
		}
	}
	if s.t.Failed() {
		s.t.Logf("the doors said:\n%s", s.log)
	}
}

func (s *stack) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// describe is what the template says of a door.
func (s *stack) describe(door string) *template.Function {
	s.t.Helper()
	for i := range s.described {
		if s.described[i].Door == door {
			return &s.described[i]
		}
	}
	s.t.Fatalf("the template has no function for %s", door)
	return nil
}

// meters stand before all services.
func (s *stack) meters() []*meter { return []*meter{s.tables, s.queues, s.objects, s.posts, s.words} }

// environment is what each door is told, and no door more than that: keys of its
// own among it, which say to its role whose they are.
func (s *stack) environment(door string) []string {
	is := s.describe(door)
	env := []string{"AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=" + is.Name, "AWS_SECRET_ACCESS_KEY=of-" + is.Name, "AWS_SESSION_TOKEN=for-an-hour"}
	for _, m := range s.meters() {
		env = append(env, "AWS_ENDPOINT_URL_"+strings.ToUpper(m.service)+"="+m.server.URL)
	}
	env = append(env, fmt.Sprint("AWS_LAMBDA_FUNCTION_MEMORY_SIZE=", is.Memory))
	for name, value := range is.Variables {
		env = append(env, name+"="+value)
	}
	return env
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
	is := s.describe(name)
	f := &function{name: name, program: filepath.Join(doors, name), environment: s.environment(name), log: s.log,
		limit: 10 * is.Timeout} // the stand-ins do one thing at a time, and this machine may have more to do
	f.logs = func(action string) {
		s.acts(name, "arn:aws:logs:us-east-1:"+account+":log-group:"+is.Log+":log-stream:1", action)
	}
	f.start(s.t)
	return f
}

// apply puts an archive of content files into its bucket, which says so.
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
	s.put("ContentBucket", "content.zip", packed.Bytes())
}
