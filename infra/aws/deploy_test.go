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
"configure get") echo eu-central-1 ;;
"sts get-caller-identity") echo 123456789012 ;;
"ssm get-parameter") cat "$FAKE/parameter$(echo "$4" | tr / _)" 2>/dev/null ;;
"ssm put-parameter") cp "${8#file://}" "$FAKE/parameter$(echo "$4" | tr / _)" ;;
"s3api head-bucket") exit 1 ;;
"cloudformation package") for a; do case $last in --output-template-file) cp template.yaml "$a" ;; esac; last=$a; done ;;
"cloudformation deploy")
  for a; do
    case $last in
    --stack-name) stack=$a ;;
    --parameter-overrides) case $a in file://*) cat "${a#file://}" >>"$FAKE/parameters" ;; esac ;;
    esac
    last=$a
  done
  echo "$stack" >>"$FAKE/deployed" ;;
"cloudformation describe-stacks")
  grep -qx "$4" "$FAKE/deployed" 2>/dev/null || exit 254
  case "$8" in
  *"'Address'"*) echo https://d111.cloudfront.net ;;
  *CertificateArn*) echo arn:certificate ;;
  *SiteBucketName*) echo site-elsewhere ;;
  *ExportBucketName*) echo exports-elsewhere ;;
  *) echo something ;;
  esac ;;
esac
`

// deployed runs the script on the stand-in and gives the stacks in the order in
// which they came, what was asked, and the parameters of the main one.
func deployed(t *testing.T, env ...string) (stacks []string, asked, parameters string) {
	t.Helper()
	fake := t.TempDir()
	if err := os.WriteFile(filepath.Join(fake, "aws"), []byte(fakeCLI), 0o755); err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), "./deploy")
	c.Env = append(os.Environ(), append(env, "FAKE="+fake, "PATH="+fake+":"+os.Getenv("PATH"), "AWS_REGION=", "AWS_DEFAULT_REGION=")...)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	read := func(name string) string {
		b, err := os.ReadFile(filepath.Join(fake, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	secret := read("parameter_tidings_page_origin")
	if len(secret) != 64 || strings.Contains(read("asked"), secret) {
		t.Error("the origin's secret is no secret, or stands on a command line")
	}
	if !strings.Contains(read("parameters"), `"OriginSecret": "`+secret+`"`) {
		t.Error("the stack does not know the origin's secret")
	}
	return strings.Fields(read("deployed")), read("asked"), read("parameters")
}

func TestDeployOrdersTheStacks(t *testing.T) {
	stacks, asked, parameters := deployed(t, "STACK=page", "DOMAIN=status.example.com", "ALARM_EVENTS=shop-*", "EVENT_SOURCES=aws.health,com.example", `MAIL_FROM="Status, Example" <status@example.com>`)
	if diff := cmp.Diff([]string{"page-edge", "page-fallback", "page"}, stacks); diff != "" {
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
	fake := t.TempDir()
	older, newer := strings.Repeat("a", 64), strings.Repeat("b", 64)
	for name, text := range map[string]string{"aws": fakeCLI, "parameter_tidings_page_origin": older + "\n" + newer} {
		if err := os.WriteFile(filepath.Join(fake, name), []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	c := exec.CommandContext(t.Context(), "./deploy")
	c.Env = append(os.Environ(), "STACK=page", "DOMAIN=status.example.com", "FAKE="+fake, "PATH="+fake+":"+os.Getenv("PATH"), "AWS_REGION=", "AWS_DEFAULT_REGION=")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	src, err := os.ReadFile(filepath.Join(fake, "parameters"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Parameters map[string]string }
	if err := json.Unmarshal(src, &file); err != nil || file.Parameters["OriginSecret"] != newer {
		t.Errorf("the stack is given %q, %v", file.Parameters["OriginSecret"], err)
	}
}

// Without a domain the address is CloudFront's, which is known only afterwards.
func TestDeployWithoutADomainTellsTheDoorsTheirAddress(t *testing.T) {
	stacks, asked, parameters := deployed(t, "STACK=page")
	if !slices.Equal(stacks, []string{"page-fallback", "page", "page"}) {
		t.Errorf("deployed %q", stacks)
	}
	if !strings.Contains(parameters, `"SiteAddress": "https://d111.cloudfront.net"`) || strings.Contains(parameters, "CertificateArn") {
		t.Errorf("the stack is told\n%s", parameters)
	}
	if strings.Contains(asked, "us-east-1") {
		t.Error("something is deployed at the edge")
	}
}
