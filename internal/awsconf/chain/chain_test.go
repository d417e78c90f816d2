package chain_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tidings/internal/awsconf"
	"tidings/internal/awsconf/chain"
)

const profiles = `# keys
[default]
aws_access_key_id = FILE
aws_secret_access_key=file=secret

[ other ]
; aws_access_key_id = COMMENT
AWS_ACCESS_KEY_ID = OTHER
aws_secret_access_key = other
aws_session_token = token
[sso]
sso_session = x
`

// host is the environment of a program on a host that has every place to look.
func host(t *testing.T) (environment map[string]string, agent string) {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, ".aws", "credentials"), profiles)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "open" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		fmt.Fprint(w, `{"AccessKeyId":"AGENT","SecretAccessKey":"agent","Token":"t","Expiration":"2999-01-01T00:00:00Z"}`)
	}))
	t.Cleanup(s.Close)
	return map[string]string{"HOME": dir, "AWS_EC2_METADATA_DISABLED": "true"}, s.URL
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
		t.Fatal(err)
	}
}

func TestPlaces(t *testing.T) {
	base, agent := host(t)
	token := filepath.Join(t.TempDir(), "token")
	write(t, token, "open\n")
	for name, test := range map[string]struct {
		set map[string]string
		key string // empty: an error
		err string
	}{
		"environment first": {map[string]string{"AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "env", "AWS_PROFILE": "other"}, "ENV", ""},
		"default profile":   {nil, "FILE", ""},
		"named profile":     {map[string]string{"AWS_PROFILE": "other"}, "OTHER", ""},
		"another file":      {map[string]string{"AWS_SHARED_CREDENTIALS_FILE": filepath.Join(base["HOME"], ".aws", "credentials"), "HOME": ""}, "FILE", ""},
		"container":         {map[string]string{"HOME": "", "AWS_CONTAINER_CREDENTIALS_FULL_URI": agent, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "open"}, "AGENT", ""},
		"token in a file":   {map[string]string{"HOME": "", "AWS_CONTAINER_CREDENTIALS_FULL_URI": agent, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": token}, "AGENT", ""},
		"wrong token":       {map[string]string{"HOME": "", "AWS_CONTAINER_CREDENTIALS_FULL_URI": agent}, "", "asking the agent of the container"},
		"somebody's server": {map[string]string{"HOME": "", "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://keys.example.com/"}, "", "no keys are asked for there"},
		"profile elsewhere": {map[string]string{"AWS_PROFILE": "sso"}, "", `profile "sso" has no`},
		"nowhere":           {map[string]string{"HOME": ""}, "", "there are no AWS credentials"},
	} {
		t.Run(name, func(t *testing.T) {
			getenv := func(n string) string {
				if v, given := test.set[n]; given {
					return v
				}
				return base[n]
			}
			c, err := chain.New(getenv).Retrieve(t.Context())
			if c.AccessKeyID != test.key || (err != nil) != (test.key == "") || err != nil && !strings.Contains(err.Error(), test.err) {
				t.Errorf("got %q, %v; want %q, %q", c.AccessKeyID, err, test.key, test.err)
			}
			if name == "nowhere" && !errors.Is(err, awsconf.ErrNoKeys) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// The keys of an instance's role are fetched with a token (IMDSv2), and asked
// for last.
func TestAnInstance(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodPut && r.URL.Path == "/latest/api/token":
			w.Header().Set("X-Aws-Ec2-Metadata-Token-Ttl-Seconds", "60")
			fmt.Fprint(w, "t0k3n")
		case r.Header.Get("X-Aws-Ec2-Metadata-Token") != "t0k3n":
			w.WriteHeader(http.StatusUnauthorized)
		case strings.HasSuffix(r.URL.Path, "/security-credentials/"):
			fmt.Fprint(w, "role")
		case strings.HasSuffix(r.URL.Path, "/security-credentials/role"):
			fmt.Fprint(w, `{"Code":"Success","AccessKeyId":"ROLE","SecretAccessKey":"role","Token":"t","Expiration":"2999-01-01T00:00:00Z"}`)
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer s.Close()
	c, err := chain.New(func(n string) string { return map[string]string{"AWS_EC2_METADATA_SERVICE_ENDPOINT": s.URL}[n] }).Retrieve(t.Context())
	if err != nil || c.AccessKeyID != "ROLE" || !c.CanExpire {
		t.Errorf("%+v, %v", c, err)
	}
}
