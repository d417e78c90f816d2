package s3_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"os"
	pathpkg "path"
	"strings"
	"sync/atomic"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"

	"tidings/internal/publish"
	"tidings/internal/publish/publishtest"
	"tidings/internal/publish/s3"
	"tidings/test/aws"
)

// The server of all tests here.
var (
	gateway *aws.Gateway
	client  *awss3.Client
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) (code int) {
	var err error
	if gateway, err = aws.StartGateway(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer gateway.Close()
	client = awss3.NewFromConfig(gateway.Config(), func(o *awss3.Options) { o.UsePathStyle = true })
	return m.Run()
}

// through is the way to the server through a gate.
func through(g http.RoundTripper) sdk.Config {
	c := gateway.Config()
	c.HTTPClient = &http.Client{Transport: g}
	return c
}

var buckets atomic.Int64

// bucket makes a bucket of its own.
func bucket(t testing.TB, c *awss3.Client) string {
	t.Helper()
	name := fmt.Sprintf("site-%d", buckets.Add(1))
	if _, err := c.CreateBucket(t.Context(), &awss3.CreateBucketInput{Bucket: &name}); err != nil {
		t.Fatal(err)
	}
	return name
}

func open(t testing.TB, o s3.Options) *s3.Target {
	t.Helper()
	o.Random = rand.Reader
	target, err := s3.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return target
}

func TestBucket(t *testing.T) {
	publishtest.Run(t, func(t *testing.T) publishtest.Fixture { return fixture(t, "") })
}

func TestFolderOfABucket(t *testing.T) {
	f, site := fixture(t, "status/page"), publishtest.Sample(5, "a")
	f.Place("../other.html", "mine")
	for range 2 {
		if _, err := site.Whole(t.Context(), f.Target); err != nil {
			t.Fatal(err)
		}
	}
	site.Check(t, f.Again())
}

func fixture(t *testing.T, prefix string) publishtest.Fixture {
	o := s3.Options{Config: gateway.Config(), Bucket: bucket(t, client), Prefix: prefix}
	return publishtest.Fixture{
		Target: open(t, o),
		Again:  func() publish.Target { return open(t, o) },
		Place:  func(path, body string) { place(t, o, path, body) },
	}
}

// place puts somebody else's object.
func place(t testing.TB, o s3.Options, path, body string) {
	t.Helper()
	key := strings.TrimPrefix(pathpkg.Join(o.Prefix, path), "/")
	if _, err := client.PutObject(t.Context(), &awss3.PutObjectInput{Bucket: &o.Bucket, Key: sdk.String(key), Body: strings.NewReader(body)}); err != nil {
		t.Fatal(err)
	}
}
