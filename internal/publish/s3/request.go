package s3

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	smithyhttp "github.com/aws/smithy-go/transport/http"

	"tidings/internal/publish"
	"tidings/internal/served"
)

// The metadata of an object.
const (
	metaSequence = "X-Amz-Meta-Tidings-Sequence"
	metaSum      = "X-Amz-Meta-Tidings-Sha256"
)

// anyTag puts an object whatever is there.
const anyTag = "*"

// errChanged says that an object is not as the condition wants it.
var errChanged = errors.New("s3: the object has changed meanwhile")

func (t *Target) get(ctx context.Context, path string) (body []byte, tag string, err error) {
	out, err := t.bucket.Do(ctx, http.MethodGet, t.prefix+path, nil, nil)
	if err != nil {
		return nil, "", t.fault(ctx, "reading", path, err)
	}
	defer out.Body.Close()
	if body, err = io.ReadAll(out.Body); err != nil {
		return nil, "", t.fault(ctx, "reading", path, err)
	}
	return body, out.Header.Get("Etag"), nil
}

func (t *Target) head(ctx context.Context, path string) (object, error) {
	h, err := t.bucket.headers(ctx, http.MethodHead, t.prefix+path, nil, nil)
	if err != nil {
		return object{}, t.fault(ctx, "looking at", path, err)
	}
	return object{tag: h.Get("Etag"), sequence: sequenceOf(h)}, nil
}

// unchanged reports whether an object still has a tag.
func (t *Target) unchanged(ctx context.Context, path, tag string) (bool, error) {
	_, err := t.bucket.headers(ctx, http.MethodHead, t.prefix+path, http.Header{"If-None-Match": {tag}}, nil)
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
	h := http.Header{
		"Content-Type": served.KindOf(path).ContentType, "Cache-Control": cacheControl(path),
		metaSequence: {strconv.FormatUint(seq, 10)}, metaSum: {hex.EncodeToString(sum[:])},
	}
	switch instead {
	case anyTag:
	case "":
		h.Set("If-None-Match", "*")
	default:
		h.Set("If-Match", instead)
	}
	out, err := t.bucket.headers(ctx, http.MethodPut, t.prefix+path, h, body)
	if err != nil {
		return "", t.fault(ctx, "writing", path, err)
	}
	return out.Get("Etag"), nil
}

// cacheControl is that of the site's files; nobody is to keep the state.
func cacheControl(path string) []string {
	if inPrivate(path) {
		return []string{"no-store"}
	}
	return served.Caching(path)[:1]
}

func inPrivate(path string) bool { return strings.HasPrefix(path, publish.Private+"/") }

// delete deletes the object that has a tag, or, with an empty one, whatever is there.
func (t *Target) delete(ctx context.Context, path, tag string) error {
	h := http.Header{}
	if tag != "" {
		h.Set("If-Match", tag)
	}
	_, err := t.bucket.headers(ctx, http.MethodDelete, t.prefix+path, h, nil)
	if err = t.fault(ctx, "deleting", path, err); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// top returns the first few names at the top of the site; a folder ends with a slash.
func (t *Target) top(ctx context.Context) (names []string, err error) {
	all, err := t.bucket.list(ctx, url.Values{"prefix": {t.prefix}, "delimiter": {"/"}, "max-keys": {"3"}})
	if err != nil {
		return nil, t.fault(ctx, "listing", "", err)
	}
	for _, name := range all {
		names = append(names, strings.TrimPrefix(name, t.prefix))
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
