package repo_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/config"
	"tidings/internal/repo"
)

func signOn(t *testing.T, text string) (*config.SignOn, string) {
	t.Helper()
	c, problems, err := repo.Config(fstest.MapFS{
		"site.yaml":       {Data: []byte("name: Example\nurl: https://status.example.com\nsingle_sign_on:\n" + text)},
		"components.yaml": {Data: []byte("components: [{id: api, name: API}]\n")},
	}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, p := range problems {
		said = append(said, p.String())
	}
	return c.Site.SignOn, strings.Join(said, "\n")
}

func TestSingleSignOn(t *testing.T) {
	got, problems := signOn(t, `  name: Example ID
  issuer: https://id.example.com/tenant
  client_id: tidings
  secret: sso
  domains: [example.com, Example.org]
  roles:
    - {claim: groups, value: sre, role: manage, permissions: [site, administration]}
    - {claim: groups, value: support, role: edit}
`)
	want := &config.SignOn{
		Name: "Example ID", Issuer: "https://id.example.com/tenant", ClientID: "tidings", Secret: "sso", Domains: []string{"example.com", "Example.org"},
		Roles: []config.SignOnRole{{Claim: "groups", Value: "sre", Role: "manage", Permissions: []string{"site", "administration"}}, {Claim: "groups", Value: "support", Role: "edit"}},
	}
	if diff := cmp.Diff(want, got); diff != "" || problems != "" {
		t.Errorf("%s\n(-want +got):\n%s", problems, diff)
	}
}

func TestSingleSignOnMistakes(t *testing.T) {
	const good = "  client_id: x\n  secret: sso\n"
	for text, want := range map[string]string{
		good + "  issuer: https://id.example.com\n":                                                                                            "domains",
		good + "  issuer: http://id.example.com\n  domains: [example.com]\n":                                                                   "site.yaml:6:11",
		good + "  issuer: https://id.example.com\n  domains: ['*']\n":                                                                          "a domain such as example.com",
		good + "  issuer: https://id.example.com\n  domains: []\n":                                                                             "site.yaml:7:12",
		good + "  issuer: https://id.example.com\n  domains: [example.com]\n  secret_value: hunter2\n":                                         "secret_value",
		good + "  issuer: https://id.example.com\n  domains: [example.com]\n  roles: [{claim: groups, value: sre, role: root}]\n":              "view, edit",
		good + "  issuer: https://id.example.com\n  domains: [example.com]\n  roles: [{claim: g, value: s, role: edit, permissions: [all]}]\n": "site, contacts",
	} {
		if _, problems := signOn(t, text); !strings.Contains(problems, want) {
			t.Errorf("%s\nsays %q, want %q", text, problems, want)
		}
	}
}
