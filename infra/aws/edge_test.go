package aws

import (
	"slices"
	"strings"
	"testing"

	"tidings/test/template"
)

// cachingDisabled is the policy of CloudFront's own for what may never be kept.
const cachingDisabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"

// What a door answers is kept by nobody, and what it is asked comes to it whole: but
// for the host, since the API knows only its own name, and with the address of who
// asks as the edge has seen it.
func TestDoorsAreAskedEachTime(t *testing.T) {
	all := resources(t, "../../template.yaml")
	found := 0
	for _, v := range template.List(all["Distribution"].At("Properties", "DistributionConfig", "CacheBehaviors")) {
		b := v.(template.Resource)
		found++
		for key, want := range map[string]string{"TargetOriginId": "doors", "ViewerProtocolPolicy": "https-only", "CachePolicyId": cachingDisabled, "OriginRequestPolicyId": "AllButHost"} {
			if got := template.Text(b[key]); got != want {
				t.Errorf("%s: %s is %s, not %s", b["PathPattern"], key, got, want)
			}
		}
		if got := atViewer(b); !slices.Equal(got, []string{"Viewer.FunctionMetadata.FunctionARN"}) {
			t.Errorf("%s: who asks is said by %q", b["PathPattern"], got)
		}
	}
	if found < 6 {
		t.Errorf("only %d addresses lead to doors", found)
	}
	passed := all["AllButHost"].At("Properties", "OriginRequestPolicyConfig").(template.Resource)
	if passed.At("HeadersConfig", "HeaderBehavior") != "allExcept" || !slices.Equal(template.List(passed.At("HeadersConfig", "Headers")), []any{"host"}) ||
		passed.At("CookiesConfig", "CookieBehavior") != "all" || passed.At("QueryStringsConfig", "QueryStringBehavior") != "all" {
		t.Errorf("doors are told %v", passed)
	}
}

func atViewer(behaviour template.Resource) (functions []string) {
	for _, f := range template.List(behaviour["FunctionAssociations"]) {
		if f.(template.Resource)["EventType"] == "viewer-request" {
			functions = append(functions, template.Text(f.(template.Resource)["FunctionARN"]))
		}
	}
	return functions
}

// Files come over HTTPS alone, by addresses without an extension, with headers of
// their own; and nobody reads a bucket but by CloudFront's name.
func TestFilesAreServedByTheEdge(t *testing.T) {
	all, err := template.Read("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	b := all.Resources["Distribution"].At("Properties", "DistributionConfig", "DefaultCacheBehavior").(template.Resource)
	for key, want := range map[string]string{"ViewerProtocolPolicy": "redirect-to-https", "ResponseHeadersPolicyId": "SiteHeaders", "CachePolicyId": "SiteCache", "Compress": "true"} {
		if got := template.Text(b[key]); got != want {
			t.Errorf("%s is %s, not %s", key, got, want)
		}
	}
	if got := atViewer(b); !slices.Equal(got, []string{"Pages.FunctionMetadata.FunctionARN"}) {
		t.Errorf("addresses are led to files by %q", got)
	}
	headers, err := all.Headers("SiteHeaders")
	if err != nil || headers["Strict-Transport-Security"] != "max-age=63072000" || !strings.HasPrefix(headers["Content-Security-Policy"], "default-src 'none'; ") ||
		!strings.Contains(headers["Content-Security-Policy"], "; script-src 'self'; ") {
		t.Errorf("%v, %v", headers, err)
	}
	cached := all.Resources["SiteCache"].At("Properties", "CachePolicyConfig").(template.Resource)
	if cached["MinTTL"] != 0 {
		t.Errorf("files are kept for %v seconds, whatever they say of themselves", cached["MinTTL"])
	}
}

// Only the doors' origin is told the secret by which CloudFront proves itself.
func TestCloudFrontProvesItself(t *testing.T) {
	for _, v := range template.List(resources(t, "../../template.yaml")["Distribution"].At("Properties", "DistributionConfig", "Origins")) {
		o := v.(template.Resource)
		var added []string
		for _, h := range template.List(o["OriginCustomHeaders"]) {
			added = append(added, template.Text(h.(template.Resource)["HeaderName"])+" "+template.Text(h.(template.Resource)["HeaderValue"]))
		}
		if doors := template.Text(o["Id"]) == "doors"; doors != slices.Equal(added, []string{"X-Tidings-Origin OriginSecret"}) || doors == (o["OriginAccessControlId"] != nil) {
			t.Errorf("%s is told %q, access control %v", o["Id"], added, o["OriginAccessControlId"])
		}
	}
}

// A stack does without a domain and without a firewall, and says where it is.
func TestDomainAndFirewallAreOptional(t *testing.T) {
	all, err := template.Read("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for domain, want := range map[string]string{"": "https://Distribution.DomainName", "status.example.com": "https://status.example.com"} {
		s := template.Setting{Template: all, Given: map[string]string{"AWS::StackName": "page", "AWS::Region": "eu-west-1", "AWS::AccountId": "1", "AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com",
			"Domain": domain, "WebAclArn": domain, "FallbackRegion": "eu-central-1", "FallbackBucket": "second", "OriginSecret": "s"},
			Refer: func(name, attribute string) (string, error) { return strings.TrimSuffix(name+"."+attribute, "."), nil }}
		p, err := s.Properties("Distribution")
		if err != nil {
			t.Fatal(err)
		}
		c := p["DistributionConfig"].(template.Resource)
		if bare := domain == ""; bare != (c["Aliases"] == nil) || bare != (c["WebACLId"] == nil) || bare != (c.At("ViewerCertificate", "CloudFrontDefaultCertificate") == true) {
			t.Errorf("with the domain %q: aliases %v, firewall %v, certificate %v", domain, c["Aliases"], c["WebACLId"], c["ViewerCertificate"])
		}
		for name, value := range map[string]string{"Address": want, "Hooks": want + "/hooks/", "Alarms": "Ingest.Arn"} {
			if got, err := s.Output(name); err != nil || got != value {
				t.Errorf("with the domain %q: %s is %q, %v", domain, name, got, err)
			}
		}
	}
}
