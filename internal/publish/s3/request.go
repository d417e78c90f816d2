package s3

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"tidings/internal/publish"
	"tidings/internal/served"
)

// The metadata of an object.
const (
	metaSequence = "tidings-sequence"
	metaSum      = "tidings-sha256"
)

// anyTag puts an object whatever is there.
const anyTag = "*"

// errChanged says that an object is not as the condition wants it.
var errChanged = errors.New("s3: the object has changed meanwhile")

func (t *Target) get(ctx context.Context, path string) (body []byte, tag string, err error) {
	out, err := t.bucket.ask.getObject(ctx, &s3.GetObjectInput{Bucket: &t.bucket.Name, Key: t.key(path)})
	if err != nil {
		return nil, "", t.fault(ctx, "reading", path, err)
	}
	defer out.Body.Close()
	if body, err = io.ReadAll(out.Body); err != nil {
		return nil, "", t.fault(ctx, "reading", path, err)
	}
	return body, aws.ToString(out.ETag), nil
}

func (t *Target) head(ctx context.Context, path string) (object, error) {
	out, err := t.bucket.ask.headObject(ctx, &s3.HeadObjectInput{Bucket: &t.bucket.Name, Key: t.key(path)})
	if err != nil {
		return object{}, t.fault(ctx, "looking at", path, err)
	}
	return object{tag: aws.ToString(out.ETag), sequence: sequenceOf(out.Metadata)}, nil
}

// unchanged reports whether an object still has a tag.
func (t *Target) unchanged(ctx context.Context, path, tag string) (bool, error) {
	_, err := t.bucket.ask.headObject(ctx, &s3.HeadObjectInput{Bucket: &t.bucket.Name, Key: t.key(path), IfNoneMatch: &tag})
	if statusOf(err) == http.StatusNotModified {
		return true, nil
	}
	if statusOf(err) == http.StatusNotFound {
		return false, nil
	}
	return false, t.fault(ctx, "looking at", path, err)
}

// put makes an object: instead of the one with a tag, or, with an empty tag,
// where there is none. It returns the new tag, or errChanged.
func (t *Target) put(ctx context.Context, path string, body []byte, seq uint64, instead string) (tag string, err error) {
	sum := sha256.Sum256(body)
	in := &s3.PutObjectInput{
		Bucket: &t.bucket.Name, Key: t.key(path), Body: bytes.NewReader(body), ContentLength: aws.Int64(int64(len(body))),
		ContentType: &served.KindOf(path).ContentType[0], CacheControl: cacheControl(path),
		Metadata: map[string]string{metaSequence: strconv.FormatUint(seq, 10), metaSum: hex.EncodeToString(sum[:])},
	}
	switch instead {
	case anyTag:
	case "":
		in.IfNoneMatch = aws.String("*")
	default:
		in.IfMatch = &instead
	}
	out, err := t.bucket.ask.putObject(ctx, in)
	if err != nil {
		return "", t.fault(ctx, "writing", path, err)
	}
	return aws.ToString(out.ETag), nil
}

// cacheControl is that of the site's files; nobody is to keep the state.
func cacheControl(path string) *string {
	if inPrivate(path) {
		return aws.String("no-store")
	}
	return &served.Caching(path)[0]
}

func inPrivate(path string) bool { return strings.HasPrefix(path, publish.Private+"/") }

// delete deletes the object that has a tag, or, with an empty one, whatever is there.
func (t *Target) delete(ctx context.Context, path, tag string) error {
	in := &s3.DeleteObjectInput{Bucket: &t.bucket.Name, Key: t.key(path)}
	if tag != "" {
		in.IfMatch = &tag
	}
	_, err := t.bucket.ask.deleteObject(ctx, in)
	if err = t.fault(ctx, "deleting", path, err); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// top returns the first few names at the top of the site; a folder ends with a slash.
func (t *Target) top(ctx context.Context) (names []string, err error) {
	in := &s3.ListObjectsV2Input{Bucket: &t.bucket.Name, Prefix: &t.prefix, Delimiter: aws.String("/"), MaxKeys: aws.Int32(3)}
	out, err := t.bucket.ask.listObjects(ctx, in)
	if err != nil {
		return nil, t.fault(ctx, "listing", "", err)
	}
	for _, o := range out.Contents {
		names = append(names, strings.TrimPrefix(aws.ToString(o.Key), t.prefix))
	}
	for _, p := range out.CommonPrefixes {
		names = append(names, strings.TrimPrefix(aws.ToString(p.Prefix), t.prefix))
	}
	return names, nil
}

// fault tells what was done to which object, and is fs.ErrNotExist or errChanged
// where that is what the service says.
func (t *Target) fault(ctx context.Context, doing, path string, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	what := fmt.Sprintf("%s s3://%s/%s", doing, t.bucket.Name, t.prefix+path)
	switch statusOf(err) {
	case http.StatusNotFound:
		if strings.Contains(err.Error(), "NoSuchBucket") {
			return fmt.Errorf("%s: there is no such bucket, or it is in another region", what)
		}
		return fmt.Errorf("%s: %w", what, fs.ErrNotExist)
	case http.StatusPreconditionFailed, http.StatusConflict:
		return fmt.Errorf("%s: %w", what, errChanged)
	case http.StatusForbidden:
		return fmt.Errorf("%s: these credentials may not do that: %w", what, err)
	}
	return fmt.Errorf("%s: %w", what, err)
}

func statusOf(err error) int {
	var answer *smithyhttp.ResponseError
	if errors.As(err, &answer) {
		return answer.HTTPStatusCode()
	}
	return 0
}
