package s3_test

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net/http"
	"testing"

	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"

	"tidings/internal/publish/s3"
)

// A file of several parts comes out as it went in, and one that is given up, or
// whose part is refused, is not there.
func TestAnUploadIsWholeOrNotThere(t *testing.T) {
	name := bucket(t, client)
	want := make([]byte, 20<<20)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(want)
	refuse := &refusing{}
	conf := gateway.Config()
	conf.HTTPClient = &http.Client{Transport: refuse}
	b := s3.NewBucket(conf, name)
	put := func(key string, want []byte) error {
		u, err := b.Begin(t.Context(), key)
		if err != nil {
			return err
		}
		if _, err := io.CopyBuffer(u, struct{ io.Reader }{bytes.NewReader(want)}, make([]byte, 100_000)); err != nil {
			u.Abort()
			return err
		}
		if err := u.Finish(); err != nil {
			return err
		}
		if u.Bytes != int64(len(want)) {
			t.Errorf("%d bytes were sent as %d", len(want), u.Bytes)
		}
		return nil
	}
	for key, want := range map[string][]byte{"several parts.bin": want, "whole parts": want[:16<<20], "small": want[:10]} {
		if err := put(key, want); err != nil {
			t.Fatal(err)
		}
		out, err := client.GetObject(t.Context(), &awss3.GetObjectInput{Bucket: &name, Key: &key})
		if err != nil {
			t.Fatal(err)
		}
		defer out.Body.Close()
		if got, err := io.ReadAll(out.Body); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes came back as %d, %v", key, len(want), len(got), err)
		}
	}
	for _, number := range []string{"1", "2", "3"} {
		refuse.number = number
		if put("refused", want) == nil {
			t.Errorf("part %s was refused, and nobody said so", number)
		}
	}
	left, err := client.ListMultipartUploads(t.Context(), &awss3.ListMultipartUploadsInput{Bucket: &name})
	if err != nil || len(left.Uploads) > 0 {
		t.Errorf("%d uploads are left over, %v", len(left.Uploads), err)
	}
	all, err := b.Objects(t.Context(), "")
	if err != nil || len(all) != 3 || all[0].Key != "several parts.bin" || all[0].Changed.IsZero() {
		t.Errorf("there are %v, %v", all, err)
	}
}

// refusing refuses parts of a number, and, as S3 does and this server does not, to
// put parts together without the checksums that an upload was begun with.
type refusing struct {
	number  string
	checked bool
}

func (r *refusing) RoundTrip(q *http.Request) (*http.Response, error) {
	if r.number != "" && q.URL.Query().Get("partNumber") == r.number {
		return &http.Response{StatusCode: http.StatusForbidden, Header: http.Header{}, Body: http.NoBody, Request: q}, nil
	}
	switch query := q.URL.Query(); {
	case q.Method == http.MethodPost && query.Has("uploads"):
		r.checked = q.Header.Get("X-Amz-Checksum-Algorithm") != ""
	case q.Method == http.MethodPost && query.Has("uploadId") && r.checked:
		list, err := io.ReadAll(q.Body)
		if err != nil {
			return nil, err
		}
		if bytes.Count(list, []byte("<Part>")) != bytes.Count(list, []byte("<ChecksumCRC32>")) {
			return &http.Response{StatusCode: http.StatusBadRequest, Header: http.Header{}, Body: http.NoBody, Request: q}, nil
		}
		q.Body = io.NopCloser(bytes.NewReader(list))
	}
	return http.DefaultTransport.RoundTrip(q)
}
