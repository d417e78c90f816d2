package s3

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"tidings/internal/awsconf"
)

// requests are what S3 is asked here.
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

type request[In, Out any] = awsconf.Call[In, Out, s3.Options]

// requestsTo asks as a configuration says. A server that is not AWS has one address
// for all buckets.
func requestsTo(conf aws.Config) requests {
	c := s3.NewFromConfig(conf, func(o *s3.Options) { o.UsePathStyle = conf.BaseEndpoint != nil })
	return requests{
		c.GetObject, c.HeadObject, c.PutObject, c.DeleteObject, c.ListObjectsV2,
		c.CreateMultipartUpload, c.UploadPart, c.CompleteMultipartUpload, c.AbortMultipartUpload,
	}
}
