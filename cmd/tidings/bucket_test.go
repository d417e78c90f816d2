package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/rogpeppe/go-internal/testscript"

	"tidings/test/aws"
)

// buckets is the server of the scripts that want one, started for the first.
type buckets struct {
	start  sync.Once
	server *aws.Gateway
	err    error
	count  atomic.Int64
}

func (b *buckets) gateway(t *testing.T) (*aws.Gateway, error) {
	b.start.Do(func() {
		if b.server, b.err = aws.StartGateway(context.Background()); b.err == nil {
			t.Cleanup(b.server.Close)
		}
	})
	return b.server, b.err
}

func (b *buckets) client() *awss3.Client {
	return awss3.NewFromConfig(b.server.Config(), func(o *awss3.Options) { o.UsePathStyle = true })
}

// share gives a script a bucket of its own, named $BUCKET, and the way to it.
func (b *buckets) share(t *testing.T, env *testscript.Env) error {
	g, err := b.gateway(t)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("script-%d", b.count.Add(1))
	if _, err := b.client().CreateBucket(context.Background(), &awss3.CreateBucketInput{Bucket: &name}); err != nil {
		return err
	}
	env.Vars = append(env.Vars, g.Environment()...)
	env.Setenv("BUCKET", name)
	return nil
}

// cmdBucket prints an object of the script's bucket.
func (b *buckets) cmdBucket(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: bucket PATH")
	}
	name := ts.Getenv("BUCKET")
	out, err := b.client().GetObject(context.Background(), &awss3.GetObjectInput{Bucket: &name, Key: &args[0]})
	if neg {
		if err == nil || !strings.Contains(err.Error(), "NoSuchKey") {
			ts.Fatalf("%s is there: %v", args[0], err)
		}
		return
	}
	ts.Check(err)
	defer out.Body.Close()
	_, err = io.Copy(ts.Stdout(), out.Body)
	ts.Check(err)
}
