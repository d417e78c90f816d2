package s3

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// requests are what a target asks of S3. They are functions, and a target holds no
// *s3.Client: html/template calls methods by name, so a program with templates keeps
// all methods of every type that an interface leads to, and S3 has a hundred.
type requests struct {
	GetObject     request[s3.GetObjectInput, s3.GetObjectOutput]
	HeadObject    request[s3.HeadObjectInput, s3.HeadObjectOutput]
	PutObject     request[s3.PutObjectInput, s3.PutObjectOutput]
	DeleteObject  request[s3.DeleteObjectInput, s3.DeleteObjectOutput]
	ListObjectsV2 request[s3.ListObjectsV2Input, s3.ListObjectsV2Output]
}

type request[In, Out any] func(context.Context, *In, ...func(*s3.Options)) (*Out, error)

func requestsOf(c *s3.Client) requests {
	return requests{c.GetObject, c.HeadObject, c.PutObject, c.DeleteObject, c.ListObjectsV2}
}
