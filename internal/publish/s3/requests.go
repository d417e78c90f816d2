package s3

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// requests are what S3 is asked here. They are functions, and nothing holds the
// *s3.Client: html/template calls methods by name, so a program with templates keeps
// all methods of every type that an interface leads to, and S3 has a hundred.
type requests struct {
	getObject     request[s3.GetObjectInput, s3.GetObjectOutput]
	headObject    request[s3.HeadObjectInput, s3.HeadObjectOutput]
	putObject     request[s3.PutObjectInput, s3.PutObjectOutput]
	deleteObject  request[s3.DeleteObjectInput, s3.DeleteObjectOutput]
	listObjects   request[s3.ListObjectsV2Input, s3.ListObjectsV2Output]
	beginUpload   request[s3.CreateMultipartUploadInput, s3.CreateMultipartUploadOutput]
	uploadPart    request[s3.UploadPartInput, s3.UploadPartOutput]
	finishUpload  request[s3.CompleteMultipartUploadInput, s3.CompleteMultipartUploadOutput]
	abandonUpload request[s3.AbortMultipartUploadInput, s3.AbortMultipartUploadOutput]
}

type request[In, Out any] func(context.Context, *In, ...func(*s3.Options)) (*Out, error)

// requestsTo asks as a configuration says. A server that is not AWS has one address
// for all buckets.
func requestsTo(conf aws.Config) requests {
	c := s3.NewFromConfig(conf, func(o *s3.Options) { o.UsePathStyle = conf.BaseEndpoint != nil })
	return requests{
		c.GetObject, c.HeadObject, c.PutObject, c.DeleteObject, c.ListObjectsV2,
		c.CreateMultipartUpload, c.UploadPart, c.CompleteMultipartUpload, c.AbortMultipartUpload,
	}
}
