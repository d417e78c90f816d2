package aws

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A stand-in for the AWS command: it notes what it is asked, remembers parameters
// and stacks, and answers with what a stack would say.
const fakeCLI = `#!/bin/sh
echo "$*" >>"$FAKE/asked"
case "$1 $2" in
"--version ") echo "aws-cli/${CLI:-2.27.0} Python/3.13" ;;
"configure get") echo eu-central-1 ;;
"sts get-caller-identity") echo 123456789012 ;;
"ssm get-parameter") cat "$FAKE/parameter$(echo "$4" | tr / _)" 2>/dev/null ;;
"ssm put-parameter") cp "${8#file://}" "$FAKE/parameter$(echo "$4" | tr / _)" ;;
"s3 mb") touch "$FAKE/bucket" ;;
"s3api head-bucket") [ -e "$FAKE/bucket" ] ;;
"cloudformation package") for a; do case $last in --output-template-file) cp template.yaml "$a" ;; esac; last=$a; done ;;
"cloudformation deploy")
  for a; do
    case $last in
    --stack-name) stack=$a ;;
    --template-file) size=$(wc -c <"$a") ;;
    --s3-bucket) by=$a ;;
    --parameter-overrides) case $a in file://*) cat "${a#file://}" >>"$FAKE/parameters" ;; esac ;;
    esac
    last=$a
  done
  [ "$size" -le 51200 ] || [ -n "$by" ] || { echo "Templates with a size greater than 51,200 bytes must be deployed via an S3 Bucket." >&2; exit 255; }
  echo "$stack" >>"$FAKE/deployed" ;;
"cloudformation describe-stack-resource")
  grep -qx "$4" "$FAKE/deployed" 2>/dev/null && [ "$8" = Distribution ] || exit 254
  echo E2QWRUHAPOMQZL ;;
"cloudformation describe-stacks")
  grep -qx "$4" "$FAKE/deployed" 2>/dev/null || exit 254
  case "$8" in
  *"'Address'"*) echo https://d111.cloudfront.net ;;
  *CertificateArn*) echo arn:certificate ;;
  *SiteBucketName*) echo site-elsewhere ;;
  *FallbackRegion*) echo eu-west-1 ;;
  *ExportBucketName*) echo exports-elsewhere ;;
  *) echo something ;;
  esac ;;
"cloudformation list-stack-resources")
  grep -qx "$4" "$FAKE/deployed" || exit 254
  case "$4" in
  *-fallback) printf 'AWS::S3::Bucket\tsite-elsewhere\nAWS::S3::Bucket\texports-elsewhere\n' ;;
  *) printf 'AWS::DynamoDB::Table\tpage-table\nAWS::KMS::Key\tcontacts-key\nAWS::S3::Bucket\tsite-bucket\n' ;;
  esac ;;
"cloudformation delete-stack") grep -vx "$4" "$FAKE/deployed" >"$FAKE/left"; mv "$FAKE/left" "$FAKE/deployed" ;;
"s3api list-object-versions") [ -e "$FAKE/empty-$4" ] || echo '{"Objects": [{"Key": "index.html", "VersionId": "1"}]}' ;;
"s3api delete-objects") cat >"$FAKE/empty-$4" ;;
"sesv2 get-email-identity") case " $VERIFIED " in *" $4 "*) echo True ;; *) echo False; exit ${UNKNOWN:-0} ;; esac ;;
"ssm get-parameters-by-path") echo "$4origin $4key" ;;
esac
`

// cli is the stand-in, with what it remembers.
type cli struct {
	*testing.T
	folder string
}

func newCLI(t *testing.T) cli {
	t.Helper()
	c := cli{t, t.TempDir()}
	c.remembers("aws", fakeCLI)
	return c
}

func (c cli) remembers(name, text string) {
	c.Helper()
	if err := os.WriteFile(filepath.Join(c.folder, name), []byte(text), 0o755); err != nil {
		c.Fatal(err)
	}
}

// noted is what it has noted; nothing if it was not asked so.
func (c cli) noted(name string) string {
	c.Helper()
	text, err := os.ReadFile(filepath.Join(c.folder, name))
	if err != nil && !os.IsNotExist(err) {
		c.Fatal(err)
	}
	return string(text)
}

// runs gives what a script of this folder prints.
func (c cli) runs(script string, env ...string) (string, error) {
	command := exec.CommandContext(c.Context(), "./"+script)
	command.Env = append(os.Environ(), append(env, "FAKE="+c.folder, "PATH="+c.folder+":"+os.Getenv("PATH"), "AWS_REGION=", "AWS_DEFAULT_REGION=")...)
	out, err := command.CombinedOutput()
	return string(out), err
}

func (c cli) deploys(env ...string) string {
	c.Helper()
	out, err := c.runs("deploy", env...)
	if err != nil {
		c.Fatalf("%v\n%s", err, out)
	}
	return out
}

// deployed deploys and gives the stacks in the order in which they came, what was
// asked, and the parameters of the main one.
func deployed(t *testing.T, env ...string) (stacks []string, asked, parameters string) {
	t.Helper()
	c := newCLI(t)
	c.deploys(env...)
	secret := c.noted("parameter_tidings_page_origin")
	if len(secret) != 64 || strings.Contains(c.noted("asked"), secret) {
		t.Error("the origin's secret is no secret, or stands on a command line")
	}
	if !strings.Contains(c.noted("parameters"), `"OriginSecret": "`+secret+`"`) {
		t.Error("the stack does not know the origin's secret")
	}
	return strings.Fields(c.noted("deployed")), c.noted("asked"), c.noted("parameters")
}

func TestDeployOrdersTheStacks(t *testing.T) {
	stacks, asked, parameters := deployed(t, "STACK=page", "DOMAIN=status.example.com", "ALARM_EVENTS=shop-*", "EVENT_SOURCES=aws.health,com.example", `MAIL_FROM="Status, Example" <status@example.com>`)
	if diff := cmp.Diff([]string{"page-edge", "page-fallback", "page", "page-fallback"}, stacks); diff != "" {
		t.Error(diff)
	}
	var file struct{ Parameters map[string]string }
	if err := json.Unmarshal([]byte(parameters), &file); err != nil || file.Parameters["MailFrom"] != `"Status, Example" <status@example.com>` {
		t.Errorf("the parameters are %v, %v", file.Parameters, err)
	}
	if !strings.Contains(asked, "--stack-name page-fallback --region eu-west-1") {
		t.Errorf("the second bucket is in no other region:\n%s", asked)
	}
	for _, want := range []string{`"SiteAddress": "https://status.example.com"`, `"CertificateArn": "arn:certificate"`,
		`"FallbackRegion": "eu-west-1", "FallbackBucket": "site-elsewhere", "ExportBucket": "exports-elsewhere"`,
		`"AlarmEvents": "shop-*", "EventSources": "aws.health,com.example", "SignalTopic": ""`} {
		if !strings.Contains(parameters, want) {
			t.Errorf("the stack lacks %s:\n%s", want, parameters)
		}
	}
}

// While the origin's secret is rotated its parameter has two lines, and CloudFront
// proves itself by the newer one.
func TestDeployTakesTheNewestSecret(t *testing.T) {
	c, newer := newCLI(t), strings.Repeat("b", 64)
	c.remembers("parameter_tidings_page_origin", strings.Repeat("a", 64)+"\n"+newer)
	c.deploys("STACK=page", "DOMAIN=status.example.com")
	var file struct{ Parameters map[string]string }
	if err := json.Unmarshal([]byte(c.noted("parameters")), &file); err != nil || file.Parameters["OriginSecret"] != newer {
		t.Errorf("the stack is given %q, %v", file.Parameters["OriginSecret"], err)
	}
}

// Done again, it makes no secret and no bucket a second time, and asks for the same.
func TestDeployTwiceIsDeployOnce(t *testing.T) {
	c := newCLI(t)
	c.deploys("STACK=page", "DOMAIN=status.example.com")
	first := c.noted("parameters")
	c.deploys("STACK=page", "DOMAIN=status.example.com")
	if asked := c.noted("asked"); strings.Count(asked, "ssm put-parameter") != 3 || strings.Count(asked, "s3 mb") != 1 {
		t.Errorf("secrets or buckets are made again:\n%s", asked)
	}
	if got := c.noted("parameters"); got != first+first {
		t.Errorf("the stack is told otherwise: %s", got)
	}
}

// What comes next is said: the address, where hooks go, and how the first
// administrator is made.
func TestDeploySaysWhatComesNext(t *testing.T) {
	out := newCLI(t).deploys("STACK=page", "DOMAIN=status.example.com")
	for _, name := range []string{"Address: https://", "Hooks: ", "FirstAdministrator: ", "DistributionHost: ", "ContentBucketName: ", "Exports: s3://exports-elsewhere"} {
		if !strings.Contains(out, "\n"+name) {
			t.Errorf("it does not say %s:\n%s", name, out)
		}
	}
}

// A sender that SES has not verified is told of before anything is made, and holds up nothing.
func TestDeploySaysWhoMaySend(t *testing.T) {
	for verified, warned := range map[string]bool{
		"": true, "other@example.com com": true, "status@mail.example.com": false, "mail.example.com": false, "example.com": false,
	} {
		for _, unknown := range []string{"0", "254"} {
			c := newCLI(t)
			out := c.deploys("STACK=page", `MAIL_FROM="Status, Example" <status@mail.example.com>`, "VERIFIED="+verified, "UNKNOWN="+unknown)
			if said := strings.Contains(out, "verified status@mail.example.com or its domain"); said != warned || c.noted("deployed") == "" {
				t.Errorf("with %q verified it says:\n%s", verified, out)
			}
		}
	}
	c := newCLI(t)
	if out := c.deploys("STACK=page"); strings.Contains(out, "verified") || strings.Contains(c.noted("asked"), "sesv2") {
		t.Errorf("without a sender it says:\n%s", out)
	}
}

// Version 1 of the AWS CLI cannot be told a secret by a file.
func TestDeployRefusesAnOldCLI(t *testing.T) {
	c := newCLI(t)
	out, err := c.runs("deploy", "STACK=page", "CLI=1.45.11")
	if err == nil || !strings.Contains(out, "version 2 of the AWS CLI is needed: this is aws-cli/1.45.11") || c.noted("deployed") != "" {
		t.Errorf("%v\n%s", err, out)
	}
}

// Without a domain the address is CloudFront's, which is known only afterwards.
func TestDeployWithoutADomainTellsTheDoorsTheirAddress(t *testing.T) {
	stacks, asked, parameters := deployed(t, "STACK=page")
	if !slices.Equal(stacks, []string{"page-fallback", "page", "page", "page-fallback"}) {
		t.Errorf("deployed %q", stacks)
	}
	if !strings.Contains(parameters, `"SiteAddress": "https://d111.cloudfront.net"`) || strings.Contains(parameters, "CertificateArn") {
		t.Errorf("the stack is told\n%s", parameters)
	}
	if strings.Contains(asked, "us-east-1") {
		t.Error("something is deployed at the edge")
	}
}

// The second bucket is made before the distribution that may read it, and is told of
// it afterwards; done again, it never forgets it.
func TestDeployNamesWhoMayReadTheSecondBucket(t *testing.T) {
	c := newCLI(t)
	for range 2 {
		c.deploys("STACK=page", "DOMAIN=status.example.com")
	}
	var got []string
	for line := range strings.Lines(c.noted("asked")) {
		if words := strings.Fields(line); strings.Contains(line, "cloudformation deploy --stack-name page-fallback ") {
			got = append(got, words[len(words)-1])
		}
	}
	const reader = "DistributionId=E2QWRUHAPOMQZL"
	if diff := cmp.Diff([]string{"DistributionId=", reader, reader}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
