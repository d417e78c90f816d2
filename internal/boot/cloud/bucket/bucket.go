// Package bucket opens the S3 buckets of a stack. It must never know what is in them.
package bucket

import (
	"cmp"

	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"

	"tidings/internal/boot/cloud/world"
	"tidings/internal/publish/s3"
)

// The environment variables that name the buckets.
const (
	Site     = "TIDINGS_SITE_BUCKET"     // what CloudFront serves
	Fallback = "TIDINGS_FALLBACK_BUCKET" // the same in another region; may be unset
	region   = "TIDINGS_FALLBACK_REGION"
)

// Client is a client of S3 in a region; empty for that of the function. A server
// that is not AWS has one address for all buckets.
func Client(w world.World, region string) (*awss3.Client, error) {
	conf, err := w.Client("S3")
	if err != nil {
		return nil, err
	}
	conf.Region = cmp.Or(region, conf.Region)
	return awss3.NewFromConfig(conf, func(o *awss3.Options) { o.UsePathStyle = conf.BaseEndpoint != nil }), nil
}

// Open opens the bucket that the site is published to. Nothing is asked of it yet.
func Open(w world.World) (*s3.Target, error) {
	name, err := w.Need(Site)
	if err != nil {
		return nil, err
	}
	return open(w, name, "")
}

// OpenFallback opens the bucket in another region; nil where the stack has none.
func OpenFallback(w world.World) (*s3.Target, error) {
	name := w.Getenv(Fallback)
	if name == "" {
		return nil, nil
	}
	return open(w, name, w.Getenv(region))
}

func open(w world.World, name, region string) (*s3.Target, error) {
	client, err := Client(w, region)
	if err != nil {
		return nil, err
	}
	return s3.New(s3.Options{Client: client, Bucket: name, Random: w.Random})
}
