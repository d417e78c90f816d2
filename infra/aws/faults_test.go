package aws

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tidings/test/template"
)

var (
	tableRow = regexp.MustCompile(`(?m)^\| (\d+) \|.*\| ([^|]*) \|$`)
	holder   = regexp.MustCompile("`([a-z0-9/]+)` ((?:Test\\w+(?:, )?)+)")
)

// Every row of docs/faults.md names tests, and they exist.
func TestFaultsAreHeld(t *testing.T) {
	text, err := os.ReadFile("../../docs/faults.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := tableRow.FindAllStringSubmatch(string(text), -1)
	if len(rows) != 13+16 {
		t.Errorf("%d faults and traps, want 13 and 16", len(rows))
	}
	for _, row := range rows {
		held := holder.FindAllStringSubmatch(row[2], -1)
		if len(held) == 0 {
			t.Errorf("nothing holds fault %s", row[1])
		}
		for _, h := range held {
			for _, name := range strings.Split(h[2], ", ") {
				if !isTest(t, "../../"+h[1], name) {
					t.Errorf("fault %s: there is no %s in %s", row[1], name, h[1])
				}
			}
		}
	}
}

func isTest(t *testing.T, folder, name string) bool {
	t.Helper()
	files, err := filepath.Glob(folder + "/*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(files, func(file string) bool {
		src, err := os.ReadFile(file)
		return err == nil && strings.Contains(string(src), "\nfunc "+name+"(t *testing.T)")
	})
}

// Streams have two readers at most.
func TestOneDoorReadsTheStream(t *testing.T) {
	var readers []string
	for name, r := range resources(t, "../../template.yaml") {
		events, _ := r.At("Properties", "Events").(template.Resource)
		for _, e := range events {
			if e.(template.Resource)["Type"] == "DynamoDB" {
				readers = append(readers, name)
			}
		}
	}
	if !slices.Equal(readers, []string{"Route"}) {
		t.Errorf("the stream is read by %v", readers)
	}
}

// A new account runs ten functions at once, and none of them can be reserved.
func TestNobodyReservesWhatANewAccountLacks(t *testing.T) {
	for name, r := range resources(t, "../../template.yaml") {
		if r.At("Properties", "ReservedConcurrentExecutions") != nil || r.At("Properties", "ProvisionedConcurrencyConfig") != nil {
			t.Errorf("%s reserves concurrency", name)
		}
		events, _ := r.At("Properties", "Events").(template.Resource)
		for of, e := range events {
			if most, is := e.(template.Resource).At("Properties", "ScalingConfig", "MaximumConcurrency").(int); is && most < 2 {
				t.Errorf("%s: %s has a concurrency of %d, and AWS takes no less than 2", name, of, most)
			}
		}
	}
}

// CloudFront, alarms and EventBridge cannot use the keys of AWS itself, and say nothing.
func TestNoKeySilencesAService(t *testing.T) {
	for name, r := range resources(t, "../../template.yaml") {
		if r.At("Properties", "KmsMasterKeyId") != nil {
			t.Errorf("%s has a key that services would have to be let to", name)
		}
	}
}

// What is NoEcho stays out of what functions are told, and the tokens that stand in
// paths out of the API's log.
func TestNoSecretInAnEnvironmentOrALog(t *testing.T) {
	all := resources(t, "../../template.yaml")
	for name, r := range all {
		if r.Kind() != "AWS::Serverless::Function" {
			continue
		}
		mentions(r.At("Properties", "Environment"), func(word string) {
			if strings.Contains(strings.ToLower(word), "secret") {
				t.Errorf("%s is told %s", name, word)
			}
		})
	}
	format := template.Text(all["HttpApi"].At("Properties", "AccessLogSettings", "Format"))
	for _, shown := range []string{"path", "routeKey", "querystring", "sourceIp", "userAgent"} {
		if format == "" || strings.Contains(strings.ToLower(format), strings.ToLower(shown)) {
			t.Errorf("the log of the API says the %s: %s", shown, format)
		}
	}
}
