package s3

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/aws/smithy-go/encoding/httpbinding"

	"tidings/internal/awscall"
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
	parts   []part
}

type part struct {
	Number int    `xml:"PartNumber"`
	Tag    string `xml:"ETag"`
}

// Begin begins an upload. Whoever begins one finishes or aborts it.
func (b *Bucket) Begin(ctx context.Context, key string) (*Upload, error) {
	u := &Upload{ctx: ctx, bucket: b, key: key}
	var begun struct{ UploadId string }
	if _, err := u.ask(ctx, http.MethodPost, url.Values{"uploads": {""}}, nil, &begun); err != nil {
		return nil, fmt.Errorf("beginning s3://%s/%s: %w", b.Name, key, err)
	}
	u.id = begun.UploadId
	return u, nil
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
	next := part{Number: len(u.parts) + 1}
	h, err := u.ask(u.ctx, http.MethodPut, url.Values{"partNumber": {strconv.Itoa(next.Number)}, "uploadId": {u.id}}, u.full.Bytes(), nil)
	if err != nil {
		return fmt.Errorf("writing part %d of s3://%s/%s: %w", next.Number, u.bucket.Name, u.key, err)
	}
	next.Tag = h.Get("Etag")
	u.parts = append(u.parts, next)
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
	list, err := xml.Marshal(struct {
		XMLName xml.Name `xml:"CompleteMultipartUpload"`
		Parts   []part   `xml:"Part"`
	}{Parts: u.parts})
	if err != nil {
		return err
	}
	var done struct{ XMLName xml.Name }
	_, err = u.ask(u.ctx, http.MethodPost, url.Values{"uploadId": {u.id}}, list, &done)
	if err == nil && done.XMLName.Local == "Error" { // S3 answers 200 before it knows
		err = fmt.Errorf("S3 could not put the parts together")
	}
	if err != nil {
		return fmt.Errorf("finishing s3://%s/%s: %w", u.bucket.Name, u.key, err)
	}
	return nil
}

// Abort throws away what was sent. Where that cannot be, a rule of the bucket does.
func (u *Upload) Abort() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(u.ctx), abortTime)
	defer cancel()
	_, _ = u.ask(ctx, http.MethodDelete, url.Values{"uploadId": {u.id}}, nil, nil)
}

// ask makes a request about the upload, whose answer is a document unless out is nil.
func (u *Upload) ask(ctx context.Context, method string, query url.Values, body []byte, out any) (http.Header, error) {
	r := awscall.Request{Method: method, Path: u.bucket.top + httpbinding.EscapePath(u.key, false), Query: query, Header: http.Header{}, Body: body}
	answer, err := u.bucket.service.Do(ctx, r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if out == nil {
		_, err = io.Copy(io.Discard, answer.Body)
	} else {
		err = xml.NewDecoder(answer.Body).Decode(out)
	}
	return answer.Header, err
}
