// Package bucket opens the S3 buckets of a stack. It must never know what is in them.
package bucket

import (
	"cmp"

	"github.com/aws/aws-sdk-go-v2/aws"

	"tidings/internal/boot/cloud/world"
	"tidings/internal/publish/s3"
)

// The environment variables that name the buckets.
const (
	Site     = "TIDINGS_SITE_BUCKET"     // what CloudFront serves
	Fallback = "TIDINGS_FALLBACK_BUCKET" // the same in another region; may be unset
	region   = "TIDINGS_FALLBACK_REGION"
)

// Named is the bucket that an environment variable names, in the function's region.
func Named(w world.World, variable string) (*s3.Bucket, error) {
	name, err := w.Need(variable)
	if err != nil {
		return nil, err
	}
	conf, err := config(w, "")
	if err != nil {
		return nil, err
	}
	return s3.NewBucket(conf, name), nil
}

func config(w world.World, region string) (aws.Config, error) {
	conf, err := w.Client("S3")
	conf.Region = cmp.Or(region, conf.Region)
	return conf, err
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
	conf, err := config(w, region)
	if err != nil {
		return nil, err
	}
	return s3.New(s3.Options{Config: conf, Bucket: name, Random: w.Random})
}
