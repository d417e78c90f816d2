package s3

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

const (
	partBytes = 8 << 20 // an object has 10,000 parts at most: 80 GB
	abortTime = 5 * time.Second
)

// Upload is an object that is written as it comes, part by part, and is there once
// it is finished: whole, or not at all. It lives within the context that it began
// with, and holds one part in memory.
type Upload struct {
	Bytes int64 // sent so far

	ctx     context.Context
	bucket  *Bucket
	key, id string
	full    bytes.Buffer
	parts   []types.CompletedPart
}

// Begin begins an upload. Whoever begins one finishes or aborts it.
func (b *Bucket) Begin(ctx context.Context, key string) (*Upload, error) {
	begun, err := b.ask.beginUpload(ctx, &s3.CreateMultipartUploadInput{Bucket: &b.Name, Key: &key, ChecksumAlgorithm: types.ChecksumAlgorithmCrc32})
	if err != nil {
		return nil, fmt.Errorf("beginning s3://%s/%s: %w", b.Name, key, err)
	}
	return &Upload{ctx: ctx, bucket: b, key: key, id: aws.ToString(begun.UploadId)}, nil
}

// Write implements io.Writer.
func (u *Upload) Write(p []byte) (n int, err error) {
	for len(p) > 0 {
		room := min(partBytes-u.full.Len(), len(p))
		u.full.Write(p[:room])
		n, p = n+room, p[room:]
		if u.full.Len() == partBytes {
			if err := u.send(); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// send sends what was gathered as the next part.
func (u *Upload) send() error {
	number := aws.Int32(int32(len(u.parts) + 1))
	sent, err := u.bucket.ask.uploadPart(u.ctx, &s3.UploadPartInput{
		Bucket: &u.bucket.Name, Key: &u.key, UploadId: &u.id, PartNumber: number, ChecksumAlgorithm: types.ChecksumAlgorithmCrc32, Body: bytes.NewReader(u.full.Bytes())})
	if err != nil {
		return fmt.Errorf("writing part %d of s3://%s/%s: %w", *number, u.bucket.Name, u.key, err)
	}
	// An upload that was begun with checksums is finished with those of all parts.
	u.parts = append(u.parts, types.CompletedPart{PartNumber: number, ETag: sent.ETag, ChecksumCRC32: sent.ChecksumCRC32})
	u.Bytes += int64(u.full.Len())
	u.full.Reset()
	return nil
}

// Finish has the object appear, or aborts the upload.
func (u *Upload) Finish() (err error) {
	if u.full.Len() > 0 {
		err = u.send()
	}
	if err == nil {
		err = u.complete()
	}
	if err != nil {
		u.Abort()
	}
	return err
}

func (u *Upload) complete() error {
	_, err := u.bucket.ask.finishUpload(u.ctx, &s3.CompleteMultipartUploadInput{
		Bucket: &u.bucket.Name, Key: &u.key, UploadId: &u.id, MultipartUpload: &types.CompletedMultipartUpload{Parts: u.parts}})
	if err != nil {
		return fmt.Errorf("finishing s3://%s/%s: %w", u.bucket.Name, u.key, err)
	}
	return nil
}

// Abort throws away what was sent. Where that cannot be, a rule of the bucket does.
func (u *Upload) Abort() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(u.ctx), abortTime)
	defer cancel()
	_, _ = u.bucket.ask.abandonUpload(ctx, &s3.AbortMultipartUploadInput{Bucket: &u.bucket.Name, Key: &u.key, UploadId: &u.id})
}
