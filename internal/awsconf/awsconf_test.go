package awsconf_test

import (
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/google/go-cmp/cmp"

	"tidings/internal/awsconf"
)

// settled is what a client goes by in the end.
type settled struct {
	Region, Endpoint, Key, Secret, Token, Account string
	Tries                                         int
	Retry                                         aws.RetryMode
	Request                                       aws.RequestChecksumCalculation
	Response                                      aws.ResponseChecksumValidation
	ByAccount                                     aws.AccountIDEndpointMode
}

func settle(t *testing.T, c aws.Config) settled {
	t.Helper()
	o := sesv2.NewFromConfig(c).Options()
	keys, err := o.Credentials.Retrieve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return settled{o.Region, aws.ToString(o.BaseEndpoint), keys.AccessKeyID, keys.SecretAccessKey, keys.SessionToken, keys.AccountID,
		o.Retryer.MaxAttempts(), o.RetryMode, c.RequestChecksumCalculation, c.ResponseChecksumValidation, c.AccountIDEndpointMode}
}

// A client made by hand goes by the same as one that the SDK's loader makes.
func TestTheSameAsTheLoader(t *testing.T) {
	keys := map[string]string{"AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "eu-west-1"}
	for name, more := range map[string]map[string]string{
		"plain":               {},
		"session":             {"AWS_SESSION_TOKEN": "token", "AWS_ACCOUNT_ID": "123456789012"},
		"default region":      {"AWS_REGION": "", "AWS_DEFAULT_REGION": "us-east-2"},
		"one address":         {"AWS_ENDPOINT_URL_SESV2": "http://127.0.0.1:9"},
		"any address":         {"AWS_ENDPOINT_URL": "http://127.0.0.1:8"},
		"both addresses":      {"AWS_ENDPOINT_URL": "http://127.0.0.1:8", "AWS_ENDPOINT_URL_SESV2": "http://127.0.0.1:9"},
		"addresses left out":  {"AWS_ENDPOINT_URL_SESV2": "http://127.0.0.1:9", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
		"another's own":       {"AWS_ENDPOINT_URL_S3": "http://127.0.0.1:7"},
		"another's and a any": {"AWS_ENDPOINT_URL_S3": "http://127.0.0.1:7", "AWS_ENDPOINT_URL": "http://127.0.0.1:8"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, n := range []string{"AWS_REGION", "AWS_DEFAULT_REGION", "AWS_SESSION_TOKEN", "AWS_ACCOUNT_ID", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SESV2", "AWS_PROFILE"} {
				t.Setenv(n, "")
			}
			t.Setenv("AWS_CONFIG_FILE", t.TempDir()+"/none")
			t.Setenv("AWS_SHARED_CREDENTIALS_FILE", t.TempDir()+"/none")
			environment := map[string]string{}
			for _, given := range []map[string]string{keys, more} {
				for k, v := range given {
					environment[k] = v
					t.Setenv(k, v)
				}
			}
			loaded, err := config.LoadDefaultConfig(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			made, err := awsconf.New("SESV2", awsconf.Options{Getenv: func(n string) string { return environment[n] }})
			if err != nil {
				t.Fatal(err)
			}
			want, got := settle(t, loaded), settle(t, made)
			got.Retry = want.Retry // the client made by hand names a retryer in place of a mode
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("the loader's (-) and ours (+):\n%s", diff)
			}
		})
	}
}

func TestWhatIsMissing(t *testing.T) {
	empty := func(string) string { return "" }
	if _, err := awsconf.New("S3", awsconf.Options{Getenv: empty}); !errors.Is(err, awsconf.ErrNoRegion) {
		t.Errorf("got %v", err)
	}
	c, err := awsconf.New("S3", awsconf.Options{Getenv: empty, Region: "eu-west-1"})
	if err != nil || c.Region != "eu-west-1" {
		t.Fatal(err)
	}
	if _, err := c.Credentials.Retrieve(t.Context()); !errors.Is(err, awsconf.ErrNoKeys) {
		t.Errorf("got %v", err)
	}
}
