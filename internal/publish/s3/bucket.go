package s3

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go/encoding/httpbinding"

	"tidings/internal/awscall"
)

// Bucket is requests to one bucket. Make it with NewBucket.
type Bucket struct {
	Name    string
	service *awscall.Service
	top     string // path of the bucket
}

// NewBucket is a bucket, by the configuration of package awsconf for "S3". A server
// that is not AWS has one address for all buckets, and a name with dots cannot stand
// in a certificate: then the bucket stands in the path.
func NewBucket(conf aws.Config, name string) *Bucket {
	if conf.BaseEndpoint == nil && !strings.Contains(name, ".") {
		return &Bucket{name, awscall.New(conf, "s3", name+".s3"), "/"}
	}
	return &Bucket{name, awscall.New(conf, "s3", "s3"), "/" + name + "/"}
}

// Do makes a request for an object. The answer's body is the caller's to close.
func (b *Bucket) Do(ctx context.Context, method, key string, header http.Header, body []byte) (*http.Response, error) {
	if header == nil {
		header = http.Header{}
	}
	header.Set("Accept-Encoding", "identity") // bytes as they lie there
	return b.service.Do(ctx, awscall.Request{Method: method, Path: b.top + httpbinding.EscapePath(key, false), Header: header, Body: body})
}

// headers makes a request of whose answer only the header matters.
func (b *Bucket) headers(ctx context.Context, method, key string, header http.Header, body []byte) (http.Header, error) {
	answer, err := b.Do(ctx, method, key, header, body)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body) // so that the connection can be used again
	return answer.Header, nil
}

// list is the names of objects, then those of folders.
func (b *Bucket) list(ctx context.Context, query url.Values) (names []string, err error) {
	listed, err := b.listed(ctx, query)
	for _, o := range listed.Objects {
		names = append(names, o.Key)
	}
	return append(names, listed.Folders...), err
}

// Object is an object of a bucket, as it is listed.
type Object struct {
	Key     string
	Changed time.Time `xml:"LastModified"`
}

// Objects are all objects whose keys begin with a prefix, in order of their keys.
func (b *Bucket) Objects(ctx context.Context, prefix string) (all []Object, err error) {
	query := url.Values{"prefix": {prefix}}
	for {
		listed, err := b.listed(ctx, query)
		if err != nil {
			return nil, err
		}
		all = append(all, listed.Objects...)
		if listed.Next == "" {
			return all, nil
		}
		query.Set("continuation-token", listed.Next)
	}
}

// listed is a page of what S3 lists.
type listed struct {
	Objects []Object `xml:"Contents"`
	Folders []string `xml:"CommonPrefixes>Prefix"`
	Next    string   `xml:"NextContinuationToken"`
}

func (b *Bucket) listed(ctx context.Context, query url.Values) (l listed, err error) {
	query.Set("list-type", "2")
	answer, err := b.service.Do(ctx, awscall.Request{Method: http.MethodGet, Path: b.top, Query: query})
	if err != nil {
		return l, err
	}
	defer answer.Body.Close()
	if err := xml.NewDecoder(answer.Body).Decode(&l); err != nil {
		return l, fmt.Errorf("reading what S3 lists: %w", err)
	}
	return l, nil
}
