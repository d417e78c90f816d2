// Package bucket opens the S3 buckets of a stack. It must never know what is in them.
package bucket

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"

	"tidings/internal/boot/cloud/world"
	"tidings/internal/publish/s3"
)

// The environment variables that name the buckets.
const (
	Site     = "TIDINGS_SITE_BUCKET"     // what CloudFront serves
	Fallback = "TIDINGS_FALLBACK_BUCKET" // the same in another region
	Exports  = "TIDINGS_EXPORT_BUCKET"   // there too
	region   = "TIDINGS_FALLBACK_REGION"
)

// A region that is in trouble must not hold up the other for long.
const (
	patience = 4 * time.Second // with one try of a request for a file of the site, of three
	pause    = time.Second     // between two tries, at most
)

// Named is the bucket that an environment variable names, in the function's region.
func Named(w world.World, variable string) (*s3.Bucket, error) {
	name, err := w.Need(variable)
	if err != nil {
		return nil, err
	}
	conf, err := w.Client("S3")
	if err != nil {
		return nil, err
	}
	return s3.NewBucket(conf, name), nil
}

// Elsewhere is the bucket that an environment variable names, in the other region.
func Elsewhere(w world.World, variable string) (*s3.Bucket, error) {
	name, err := w.Need(variable)
	if err != nil {
		return nil, err
	}
	conf, err := elsewhere(w)
	if err != nil {
		return nil, err
	}
	return s3.NewBucket(conf, name), nil
}

func elsewhere(w world.World) (aws.Config, error) {
	conf, err := w.Client("S3")
	if err == nil {
		conf.Region, err = w.Need(region)
	}
	return conf, err
}

// Open opens the bucket that the site is published to. Nothing is asked of it yet.
func Open(w world.World) (*s3.Target, error) {
	conf, err := w.Client("S3")
	return open(w, Site, conf, err)
}

// OpenFallback opens the bucket in the other region.
func OpenFallback(w world.World) (*s3.Target, error) {
	conf, err := elsewhere(w)
	return open(w, Fallback, conf, err)
}

func open(w world.World, variable string, conf aws.Config, err error) (*s3.Target, error) {
	if err != nil {
		return nil, err
	}
	name, err := w.Need(variable)
	if err != nil {
		return nil, err
	}
	conf.HTTPClient = awshttp.NewBuildableClient().WithTimeout(patience)
	conf.Retryer = func() aws.Retryer { return retry.NewStandard(func(o *retry.StandardOptions) { o.MaxBackoff = pause }) }
	return s3.New(s3.Options{Config: conf, Bucket: name, Random: w.Random})
}
