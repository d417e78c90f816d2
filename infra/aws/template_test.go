// Package aws holds the templates of the stack against what the doors need, and
// against what has gone wrong elsewhere. The templates are read as they stand: roles
// are written out in them, so nothing is added on the way.
package aws

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/test/iam"
	"tidings/test/template"
)

// door is what a function is told, and how long it may take. What it may do is held by
// play: test/rehearsal has each role refuse what it does not allow, and finds rights
// that nobody uses.
type door struct {
	variables []string
	timeout   time.Duration
}

// doors are the rows of docs/aws.md.
var doors = map[string]door{
	"ingest":    {[]string{"TIDINGS_CONTENT_BRANCH", "TIDINGS_CONTENT_QUEUE", "TIDINGS_PAGE_TABLE", "TIDINGS_PARAMETERS", "TIDINGS_SITE"}, 30 * time.Second},
	"route":     {[]string{"TIDINGS_CONTENT_QUEUE", "TIDINGS_NOTIFY_QUEUE", "TIDINGS_PUBLISH_QUEUE"}, 30 * time.Second},
	"publish":   {[]string{"TIDINGS_CONTACTS_TABLE", "TIDINGS_FALLBACK_BUCKET", "TIDINGS_FALLBACK_REGION", "TIDINGS_PAGE_TABLE", "TIDINGS_SITE_BUCKET", "TIDINGS_SWEEP_QUEUE"}, 5 * time.Minute},
	"archive":   {[]string{"TIDINGS_CONTENT_BUCKET", "TIDINGS_PAGE_TABLE"}, 5 * time.Minute},
	"content":   {[]string{"TIDINGS_ACCESS_TABLE", "TIDINGS_CONTENT_HOST", "TIDINGS_CONTENT_REPOSITORY", "TIDINGS_PAGE_TABLE", "TIDINGS_PARAMETERS", "TIDINGS_PUBLISH_QUEUE"}, 5 * time.Minute},
	"api":       {[]string{"TIDINGS_ACCESS_TABLE", "TIDINGS_CONTACTS_TABLE", "TIDINGS_PAGE_TABLE", "TIDINGS_PARAMETERS", "TIDINGS_SITE"}, 30 * time.Second},
	"admin":     {[]string{"TIDINGS_ACCESS_TABLE", "TIDINGS_CONTACTS_TABLE", "TIDINGS_MAIL_FROM", "TIDINGS_MAIL_RATE", "TIDINGS_PAGE_TABLE", "TIDINGS_PARAMETERS", "TIDINGS_SES_CONFIGURATION_SET", "TIDINGS_SITE"}, 30 * time.Second},
	"subscribe": {[]string{"TIDINGS_CONTACTS_TABLE", "TIDINGS_MAIL_FROM", "TIDINGS_MAIL_RATE", "TIDINGS_PAGE_TABLE", "TIDINGS_PARAMETERS", "TIDINGS_SES_CONFIGURATION_SET", "TIDINGS_SITE"}, 30 * time.Second},
	"notify":    {[]string{"TIDINGS_CONTACTS_TABLE", "TIDINGS_MAIL_FROM", "TIDINGS_MAIL_RATE", "TIDINGS_NOTIFY_QUEUE", "TIDINGS_PAGE_TABLE", "TIDINGS_PARAMETERS", "TIDINGS_SES_CONFIGURATION_SET"}, 5 * time.Minute},
	"feedback":  {[]string{"TIDINGS_CONTACTS_TABLE", "TIDINGS_PARAMETERS"}, 30 * time.Second},
	"export":    {[]string{"TIDINGS_ACCESS_TABLE", "TIDINGS_CONTACTS_TABLE", "TIDINGS_EXPORT_BUCKET", "TIDINGS_EXPORT_RECIPIENT", "TIDINGS_FALLBACK_REGION", "TIDINGS_PAGE_TABLE", "TIDINGS_PARAMETERS"}, 15 * time.Minute},
	"sweep":     {[]string{"TIDINGS_CONTENT_QUEUE", "TIDINGS_NOTIFY_QUEUE", "TIDINGS_PAGE_TABLE", "TIDINGS_PUBLISH_QUEUE"}, time.Minute},
}

func TestEveryDoorStandsInTheTemplate(t *testing.T) {
	built, err := filepath.Glob("../../functions/*/main.go")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{}
	for _, main := range built {
		want = append(want, "dist/"+filepath.Base(filepath.Dir(main))+"/")
	}
	got := []string{}
	for _, r := range resources(t, "../../template.yaml") {
		if r.Kind() == "AWS::Serverless::Function" {
			got = append(got, template.Text(r.At("Properties", "CodeUri")))
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-functions/ +template.yaml)\n%s", diff)
	}
}

// What make builds is what the functions run.
func TestDoorsRunOnWhatTheyAreBuiltFor(t *testing.T) {
	all, err := template.Read("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	is := all.Globals["Function"].(template.Resource)
	if arch := template.List(is["Architectures"]); is["Runtime"] != "provided.al2023" || is["Handler"] != "bootstrap" || len(arch) != 1 || arch[0] != "arm64" {
		t.Errorf("functions are %v", is)
	}
	for name, r := range all.Resources {
		if r.Kind() == "AWS::Serverless::Function" && (r.At("Properties", "Runtime") != nil || r.At("Properties", "Architectures") != nil) {
			t.Errorf("%s runs on something else", name)
		}
	}
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil || !strings.Contains(string(makefile), "GOOS=linux GOARCH=arm64 $(GO) build -tags lambda.norpc,timetzdata") || !strings.Contains(string(makefile), "DIST  := dist\n") || !strings.Contains(string(makefile), "-o $(DIST)/$$d/bootstrap ./functions/$$d") {
		t.Errorf("the Makefile builds something else, %v", err)
	}
}

// A door has a role, a log and variables of its own, and no pattern of rights.
func TestEveryDoorHasItsOwnRole(t *testing.T) {
	all := resources(t, "../../template.yaml")
	for name, r := range all {
		if r.Kind() != "AWS::Serverless::Function" {
			continue
		}
		id := path.Base(template.Text(r.At("Properties", "CodeUri")))
		want, known := doors[id]
		if !known {
			t.Errorf("%s: what does the door %s need?", name, id)
			continue
		}
		role := strings.TrimSuffix(template.Text(r.At("Properties", "Role", "Fn::GetAtt")), ".Arn")
		if role != name+"Role" || template.Text(r.At("Properties", "LoggingConfig", "LogGroup", "Ref")) != name+"Log" {
			t.Errorf("%s does not have a role and a log of its own", name)
		}
		narrow(t, id, all[role])
		variables, _ := r.At("Properties", "Environment", "Variables").(template.Resource)
		if diff := cmp.Diff(want.variables, variables.Keys()); diff != "" {
			t.Errorf("%s (-needs +has)\n%s", name, diff)
		}
		if seconds := r.At("Properties", "Timeout"); seconds != nil && time.Duration(seconds.(int))*time.Second != want.timeout || seconds == nil && want.timeout != 30*time.Second {
			t.Errorf("%s has %v seconds, want %v", name, seconds, want.timeout)
		}
	}
}

// never is what no door may ever do, but the one that copies everything may read it.
var never = []string{"dynamodb:Scan", "dynamodb:DeleteTable", "s3:DeleteBucket", "ssm:PutParameter", "iam:PassRole"}

// narrow holds that the rights of a door's role are no patterns of actions, and none
// that no door may have.
func narrow(t *testing.T, door string, role template.Resource) {
	t.Helper()
	for _, p := range template.List(role.At("Properties", "Policies")) {
		statements, err := iam.Statements(p.(template.Resource)["PolicyDocument"])
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range iam.Rights(statements) {
			copies := door == "export" && r.Action == "dynamodb:Scan"
			if strings.Contains(r.Action, "*") || r.Resource == "*" && r.Action != "ses:GetAccount" || slices.Contains(never, r.Action) && !copies {
				t.Errorf("%s may not %s", door, r)
			}
		}
	}
}

func TestWhatMustNotBeLostIsKept(t *testing.T) {
	all := resources(t, "../../template.yaml")
	for name, r := range resources(t, "fallback.yaml") {
		all["fallback.yaml: "+name] = r
	}
	for name, r := range all {
		switch r.Kind() {
		case "AWS::DynamoDB::Table":
			if r.At("Properties", "PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled") != true || r.At("Properties", "DeletionProtectionEnabled") != true ||
				template.Text(r.At("Properties", "TimeToLiveSpecification", "AttributeName")) != "expires" {
				t.Errorf("%s is not protected", name)
			}
		case "AWS::S3::Bucket":
			if template.Text(r.At("Properties", "VersioningConfiguration", "Status")) != "Enabled" || r.At("Properties", "PublicAccessBlockConfiguration", "RestrictPublicBuckets") != true {
				t.Errorf("%s has no versions, or lets everybody in", name)
			}
		case "AWS::KMS::Key":
		default:
			continue
		}
		if r["DeletionPolicy"] != "Retain" || r["UpdateReplacePolicy"] != "Retain" {
			t.Errorf("%s goes with the stack", name)
		}
	}
}

// A message that is worked on must not come a second time meanwhile. A group of a
// FIFO queue waits as long for one whose function died, so there it is no longer than must be.
func TestQueuesWaitLongEnough(t *testing.T) {
	all := resources(t, "../../template.yaml")
	for name, r := range all {
		events, _ := r.At("Properties", "Events").(template.Resource)
		for _, e := range events {
			queue := strings.TrimSuffix(template.Text(e.(template.Resource).At("Properties", "Queue", "Fn::GetAtt")), ".Arn")
			if queue == "" {
				continue
			}
			visible, _ := all[queue].At("Properties", "VisibilityTimeout").(int)
			took, _ := r.At("Properties", "Timeout").(int)
			least, most := 6*took, 6*took
			if all[queue].At("Properties", "FifoQueue") == true {
				least, most = took+1, took+60
			}
			if visible < least || visible > most || all[queue].At("Properties", "RedrivePolicy") == nil {
				t.Errorf("%s shows a message again after %d s, %s may take %d s", queue, visible, name, took)
			}
		}
	}
}

// A service may invoke a function only on behalf of something of this account, or
// of what the operator names.
func TestWhoMayInvokeIsNamed(t *testing.T) {
	found := 0
	for name, r := range resources(t, "../../template.yaml") {
		if r.Kind() != "AWS::Lambda::Permission" {
			continue
		}
		found++
		by, of := template.Text(r.At("Properties", "Principal")), template.Text(r.At("Properties", "SourceArn"))
		if !strings.HasSuffix(by, ".amazonaws.com") || of == "" || strings.HasSuffix(of, "*") && template.Text(r.At("Properties", "SourceAccount")) != "AWS::AccountId" {
			t.Errorf("%s lets %q invoke for %q", name, by, of)
		}
	}
	if found < 4 {
		t.Errorf("only %d permissions", found)
	}
}

// What could not be done lies in a queue of which an alarm speaks.
func TestEveryDeadLetterIsSpokenOf(t *testing.T) {
	all := resources(t, "../../template.yaml")
	watched := map[string]bool{}
	mentions(map[string]any(all["DeadLettersAlarm"]), func(name string) { watched[name] = true })
	for name := range all {
		if strings.HasSuffix(name, "DeadLetters") && !watched[name] {
			t.Errorf("no alarm speaks of %s", name)
		}
	}
}

// A function that knew the distribution would make a circle: it leads to the API,
// which leads to the function.
func TestNothingLeadsBackToItself(t *testing.T) {
	all := resources(t, "../../template.yaml")
	leads := map[string][]string{}
	for name, r := range all {
		mentions(map[string]any(r), func(other string) {
			if all[other] != nil {
				leads[name] = append(leads[name], other)
			}
		})
		if r.Kind() == "AWS::Serverless::HttpApi" || r.Kind() == "AWS::Serverless::Function" {
			if slices.Contains(leads[name], "Distribution") {
				t.Errorf("%s knows the distribution", name)
			}
		}
	}
	for name := range all {
		if way := circle(leads, name, name, map[string]bool{}); way != nil {
			t.Errorf("a circle: %s", strings.Join(append([]string{name}, way...), " > "))
		}
	}
}

func circle(leads map[string][]string, at, home string, seen map[string]bool) []string {
	for _, next := range leads[at] {
		if next == home {
			return []string{home}
		}
		if seen[next] {
			continue
		}
		seen[next] = true
		if way := circle(leads, next, home, seen); way != nil {
			return append([]string{next}, way...)
		}
	}
	return nil
}

// mentions calls found with every name that a value refers to.
func mentions(v any, found func(string)) {
	switch v := v.(type) {
	case template.Resource:
		mentions(map[string]any(v), found)
	case map[string]any:
		for key, in := range v {
			switch word, _ := in.(string); {
			case key == "Ref", key == "Fn::GetAtt":
				name, _, _ := strings.Cut(word, ".")
				found(name)
			case key == "Fn::Sub":
				if word == "" { // a list of a text and names of its own
					mentions(in, found)
					word = template.Text(v)
				}
				for _, part := range strings.Split(word, "${")[1:] {
					name, _, _ := strings.Cut(part, "}")
					name, _, _ = strings.Cut(name, ".")
					found(name)
				}
			default:
				mentions(in, found)
			}
		}
	case []any:
		for _, in := range v {
			mentions(in, found)
		}
	}
}

// 403 is a bucket's word for what is not there. No other status may become a page,
// or the answers of the API would too.
func TestOnlyMissingFilesBecomeAPage(t *testing.T) {
	d := resources(t, "../../template.yaml")["Distribution"]
	pages := template.List(d.At("Properties", "DistributionConfig", "CustomErrorResponses"))
	if len(pages) != 1 || pages[0].(template.Resource)["ErrorCode"] != 403 || pages[0].(template.Resource)["ResponseCode"] != 404 {
		t.Errorf("got %v", pages)
	}
}

// When a region is in trouble CloudFront goes on from the other. A file that is not
// there is no trouble: the other may lag, and still have what was taken back.
func TestTheOtherRegionAnswersForTheFirst(t *testing.T) {
	d := resources(t, "../../template.yaml")["Distribution"]
	pages := template.Text(d.At("Properties", "DistributionConfig", "DefaultCacheBehavior", "TargetOriginId"))
	origins := map[string]template.Resource{}
	for _, o := range template.List(d.At("Properties", "DistributionConfig", "Origins")) {
		origins[template.Text(o.(template.Resource)["Id"])] = o.(template.Resource)
	}
	group := template.List(d.At("Properties", "DistributionConfig", "OriginGroups", "Items"))[0].(template.Resource)
	var members []string
	for _, m := range template.List(group.At("Members", "Items")) {
		members = append(members, template.Text(m.(template.Resource)["OriginId"]))
	}
	if template.Text(group["Id"]) != pages || !slices.Equal(members, []string{"site", "fallback"}) {
		t.Errorf("pages come from %s, the group %s is of %q", pages, template.Text(group["Id"]), members)
	}
	if got := template.Text(origins["fallback"]["DomainName"]); got != "${FallbackBucket}.s3.${FallbackRegion}.${AWS::URLSuffix}" || origins["fallback"]["OriginAccessControlId"] == nil {
		t.Errorf("the second region is %s", got)
	}
	if diff := cmp.Diff([]any{500, 502, 503, 504}, template.List(group.At("FailoverCriteria", "StatusCodes", "Items"))); diff != "" {
		t.Error(diff)
	}
}

// Each bucket of the site lets one distribution in and nobody else, and shows it
// nothing of what the publisher remembers. The second lets nobody in before there is
// a distribution.
func TestWhatCloudFrontMayRead(t *testing.T) {
	const of = "arn:aws:cloudfront::123456789012:distribution/"
	for _, test := range []struct{ file, distribution, reader string }{
		{"../../template.yaml", "", of + "Distribution"}, {"fallback.yaml", "E2QWRUHAPOMQZL", of + "E2QWRUHAPOMQZL"}, {"fallback.yaml", "", ""},
	} {
		got := map[string]string{}
		for _, s := range template.List(policyOf(t, test.file, test.distribution)["Statement"]) {
			st := s.(template.Resource)
			if st.At("Principal", "Service") == "cloudfront.amazonaws.com" {
				got[fmt.Sprint(st["Effect"], " ", st["Action"], " ", st["Resource"])] = template.Text(st.At("Condition", "ArnEquals", "AWS:SourceArn"))
			} else if st["Effect"] != "Deny" {
				t.Errorf("%s lets somebody else in: %v", test.file, st)
			}
		}
		want := map[string]string{"Deny s3:GetObject SiteBucket.Arn/.tidings/*": ""}
		if test.reader != "" {
			want["Allow s3:GetObject SiteBucket.Arn/*"] = test.reader
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s with the distribution %q (-want +got)\n%s", test.file, test.distribution, diff)
		}
	}
}

// policyOf is the policy of a template's bucket for the site, as CloudFormation makes it.
func policyOf(t *testing.T, file, distribution string) template.Resource {
	t.Helper()
	all, err := template.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	setting := template.Setting{Template: all, Given: map[string]string{"AWS::Partition": "aws", "AWS::AccountId": "123456789012", "DistributionId": distribution},
		Refer: func(name, attribute string) (string, error) { return strings.TrimSuffix(name+"."+attribute, "."), nil }}
	p, err := setting.Properties("SiteBucketPolicy")
	if err != nil {
		t.Fatal(err)
	}
	return p["PolicyDocument"].(template.Resource)
}

// TestLint is the opinion of AWS's own linter, its informational checks included.
func TestLint(t *testing.T) {
	lint := exec.CommandContext(t.Context(), "cfn-lint", "--include-checks", "I", "--", "../../template.yaml", "edge.yaml", "fallback.yaml")
	out, err := lint.CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		t.Fatal("there is no cfn-lint here: make tools, or pip install cfn-lint==1.51.0")
	}
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func resources(t *testing.T, file string) map[string]template.Resource {
	t.Helper()
	all, err := template.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	return all.Resources
}
