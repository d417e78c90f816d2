package s3

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// Bucket is requests to one bucket. Make it with NewBucket.
type Bucket struct {
	Name string
	ask  requests
}

// NewBucket is a bucket, by the configuration of package awsconf for "S3".
func NewBucket(conf aws.Config, name string) *Bucket { return &Bucket{name, requestsTo(conf)} }

// Read returns an object, and refuses one of more than so many bytes.
func (b *Bucket) Read(ctx context.Context, key string, most int64) ([]byte, error) {
	out, err := b.ask.getObject(ctx, &s3.GetObjectInput{Bucket: &b.Name, Key: &key})
	if err != nil {
		return nil, err
	}
	defer out.Body.Close()
	body, err := io.ReadAll(io.LimitReader(out.Body, most+1))
	if err == nil && int64(len(body)) > most {
		err = fmt.Errorf("%s is longer than %d bytes", key, most)
	}
	return body, err
}

// Object is an object of a bucket, as it is listed.
type Object struct {
	Key     string
	Changed time.Time
}

// Objects are all objects whose keys begin with a prefix, in order of their keys.
func (b *Bucket) Objects(ctx context.Context, prefix string) (all []Object, err error) {
	for in := (&s3.ListObjectsV2Input{Bucket: &b.Name, Prefix: &prefix}); ; {
		out, err := b.ask.listObjects(ctx, in)
		if err != nil {
			return nil, err
		}
		for _, o := range out.Contents {
			all = append(all, Object{aws.ToString(o.Key), aws.ToTime(o.LastModified)})
		}
		if in.ContinuationToken = out.NextContinuationToken; in.ContinuationToken == nil {
			return all, nil
		}
	}
}
