package chain

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"tidings/internal/awsconf"
)

// file reads AWS_SHARED_CREDENTIALS_FILE, else ~/.aws/credentials.
type file struct{ getenv func(string) string }

func (f file) Retrieve(context.Context) (aws.Credentials, error) {
	path := f.getenv("AWS_SHARED_CREDENTIALS_FILE")
	if home := f.getenv("HOME"); path == "" && home != "" {
		path = filepath.Join(home, ".aws", "credentials")
	}
	named := f.getenv("AWS_PROFILE")
	profile := cmp.Or(named, "default")
	keys, err := readProfile(path, profile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return aws.Credentials{}, fmt.Errorf("reading AWS credentials: %w", err)
	}
	c := aws.Credentials{AccessKeyID: keys["aws_access_key_id"], SecretAccessKey: keys["aws_secret_access_key"],
		SessionToken: keys["aws_session_token"], Source: "shared file"}
	switch {
	case c.HasKeys():
		return c, nil
	case named != "":
		return aws.Credentials{}, fmt.Errorf("the profile %q has no aws_access_key_id and aws_secret_access_key in the shared file of AWS credentials", named)
	}
	return aws.Credentials{}, awsconf.ErrNoKeys
}

// readProfile reads one section of a file of "[name]" and "key = value" lines.
func readProfile(path, profile string) (map[string]string, error) {
	if path == "" {
		return nil, fs.ErrNotExist
	}
	in, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	keys, section := map[string]string{}, ""
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if strings.HasPrefix(line, "[") {
			section, _, _ = strings.Cut(line[1:], "]")
			section = strings.TrimSpace(section)
		}
		key, value, given := strings.Cut(line, "=")
		if given && section == profile && !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, ";") {
			keys[strings.ToLower(strings.TrimSpace(key))] = strings.TrimSpace(value)
		}
	}
	return keys, lines.Err()
}
