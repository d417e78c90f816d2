package local

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"tidings/internal/awsconf"
	"tidings/internal/awsconf/chain"
	"tidings/internal/gitrepo"
	"tidings/internal/pattern"
	"tidings/internal/publish"
	"tidings/internal/publish/branch"
	"tidings/internal/publish/s3"
	"tidings/internal/secret"
)

// World is what opening something far away needs of the machine.
type World struct {
	Getenv func(string) string
	Random io.Reader // cryptographic
	Now    func() time.Time
}

const (
	bucketPrefix = "s3://"
	branchPrefix = "git:"
)

// targets are the kinds of place that a site can be published to, by how they
// are written. The last is for everything else.
var targets = []struct {
	prefix string
	open   func(ctx context.Context, rest string, w World) (publish.Target, func() error, error)
}{
	{bucketPrefix, openBucket},
	{branchPrefix, openBranch},
	{"", openFolder},
}

// OpenTarget opens a place to publish to, as it is written on the command line:
// s3://BUCKET/FOLDER, with ?region=REGION behind it where it is not in that of the
// environment, git:REPOSITORY#BRANCH, or a folder of this machine. Close lets go of it.
func OpenTarget(ctx context.Context, target string, w World) (t publish.Target, close func() error, err error) {
	for _, kind := range targets {
		if rest, is := strings.CutPrefix(target, kind.prefix); is {
			return kind.open(ctx, rest, w)
		}
	}
	return nil, nil, UsageError("no place to publish to was given")
}

// UsageError says in words what is wrong with what was given on the command line.
type UsageError string

func (e UsageError) Error() string { return string(e) }

// scheme begins what is meant as an address and not as a folder.
var scheme = pattern.New(`^[A-Za-z][A-Za-z0-9+.-]+:(//)?`)

// folderNamed refuses what begins like an address, as s3:bucket does: a folder of
// that name would be made, and nothing be published where it was meant.
func folderNamed(dir string) error {
	if s := scheme().FindString(dir); s != "" {
		return UsageError(fmt.Sprintf("there is no target of the kind %s: give s3://BUCKET/FOLDER, git:REPOSITORY#BRANCH or a folder; %q as a folder is ./%s", s, dir, dir))
	}
	return nil
}

func openFolder(ctx context.Context, dir string, _ World) (publish.Target, func() error, error) {
	if err := folderNamed(dir); err != nil {
		return nil, nil, err
	}
	t, err := openSite(ctx, dir, false)
	if err != nil {
		return nil, nil, err
	}
	return t, t.Close, nil
}

func openBucket(_ context.Context, where string, w World) (publish.Target, func() error, error) {
	bucket, folder, conf, err := bucketIn(where, w.Getenv)
	if err != nil {
		return nil, nil, err
	}
	t, err := s3.New(s3.Options{Config: conf, Bucket: bucket, Prefix: folder, Random: w.Random})
	return t, func() error { return nil }, err
}

// bucketIn reads a bucket that is written as BUCKET/FOLDER?region=REGION, of which the
// bucket is enough, and how it is reached.
func bucketIn(where string, getenv func(string) string) (bucket, folder string, conf aws.Config, err error) {
	where, region, _ := strings.Cut(where, "?region=")
	bucket, folder, _ = strings.Cut(where, "/")
	if bucket == "" {
		return "", "", conf, UsageError("the address names no bucket: write it as s3://BUCKET/FOLDER")
	}
	conf, err = awsconf.New("S3", awsconf.Options{Getenv: getenv, Region: region, Credentials: chain.New(getenv)})
	return bucket, folder, conf, err
}

// branchSecret names the secret that a repository which is published to is
// reached with: a token for https, a private key for ssh.
const branchSecret = "publish"

func openBranch(_ context.Context, where string, w World) (publish.Target, func() error, error) {
	address, ok, err := gitrepo.Parse(where)
	if err != nil {
		return nil, nil, err
	}
	if !ok || address.Branch == "" {
		return nil, nil, UsageError("the target names no branch: write it as git:https://git.example.com/team/site.git#pages")
	}
	r, err := gitrepo.Open(gitrepo.Options{Address: address, Secret: func(context.Context) (string, error) {
		return w.Getenv(secret.EnvName(branchSecret)), nil
	}})
	if err != nil {
		return nil, nil, err
	}
	by := gitrepo.Person{Name: "Tidings", Email: "tidings@noreply.localhost"}
	return branch.New(r, by, w.Now), func() error { return nil }, nil
}
