package s3_test

import (
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"

	"tidings/internal/publish"
	"tidings/internal/publish/publishtest"
	"tidings/internal/publish/s3"
)

// gate lets something happen before the change of a number to the site's files,
// and may answer in the server's place.
type gate struct {
	before func(n int64) *http.Response
	only   string // the method and the end of the path of what counts; all changes, if empty
	count  atomic.Int64
}

func (g *gate) RoundTrip(r *http.Request) (*http.Response, error) {
	changes := r.Method == http.MethodPut || r.Method == http.MethodDelete
	if changes && !strings.Contains(r.URL.Path, "/.tidings/") && g.concerns(r) {
		if answer := g.before(g.count.Add(1) - 1); answer != nil {
			answer.Request = r
			return answer, nil
		}
	}
	return http.DefaultTransport.RoundTrip(r)
}

func (g *gate) concerns(r *http.Request) bool {
	method, end, _ := strings.Cut(g.only, " ")
	return g.only == "" || r.Method == method && strings.HasSuffix(r.URL.Path, end)
}

func answer(status int) *http.Response {
	return &http.Response{StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(""))}
}

// A publisher is held up with a change under way, after it has asked whether it
// still may. What a newer one has written stays, and the one after it finds the rest right.
func TestWhatIsUnderWayWhenANewerPublisherComes(t *testing.T) {
	start, older, newer := publishtest.Sample(4, "start"), publishtest.Sample(3, "older"), publishtest.Sample(4, "newer")
	newer["de/index.html"] = start["de/index.html"] // as if nobody had changed it
	older["new.html"], newer["new.html"] = "new older", "new newer"
	for n := int64(0); ; n++ {
		o := s3.Options{Config: gateway.Config(), Bucket: bucket(t, client)}
		if _, err := start.Whole(t.Context(), open(t, o)); err != nil {
			t.Fatal(err)
		}
		reached := atomic.Bool{}
		held := o
		held.Config = through(&gate{before: func(at int64) *http.Response {
			if at == n {
				reached.Store(true)
				if _, err := newer.Whole(t.Context(), open(t, o)); err != nil {
					t.Error(err)
				}
			}
			return nil
		}})
		_, err := older.Whole(t.Context(), open(t, held))
		if !reached.Load() {
			return
		}
		if !errors.Is(err, publish.ErrFenced) {
			t.Errorf("held up at change %d, the older one ends with %v", n, err)
		}
		for _, path := range []string{"index.html", "history.atom", "incidents/i0000.html", "new.html"} {
			if got, err := open(t, o).Read(t.Context(), path); string(got) != newer[path] {
				t.Errorf("held up at change %d: %s is %q, %v", n, path, got, err)
			}
		}
		newer["incidents/i0000.html"] += "."
		if _, err := newer.Part(t.Context(), open(t, o), "incidents/i0000.html"); errors.Is(err, publish.ErrUnfinished) {
			_, err = newer.Whole(t.Context(), open(t, o))
			if err != nil {
				t.Fatal(err)
			}
		}
		newer.Check(t, open(t, o), slices.Concat(slices.Collect(maps.Keys(start)), slices.Collect(maps.Keys(older)))...)
	}
}

// A publisher is held up while it deletes a file that a newer one has changed: it stays.
func TestADeletionThatIsOvertaken(t *testing.T) {
	start, older, newer := publishtest.Sample(4, "start"), publishtest.Sample(3, "older"), publishtest.Sample(4, "newer")
	o := s3.Options{Config: gateway.Config(), Bucket: bucket(t, client)}
	if _, err := start.Whole(t.Context(), open(t, o)); err != nil {
		t.Fatal(err)
	}
	held, reached := o, atomic.Bool{}
	held.Config = through(&gate{only: "DELETE /incidents/i0003.html", before: func(int64) *http.Response {
		if !reached.Swap(true) {
			if _, err := newer.Whole(t.Context(), open(t, o)); err != nil {
				t.Error(err)
			}
		}
		return nil
	}})
	if _, err := older.Whole(t.Context(), open(t, held)); !errors.Is(err, publish.ErrFenced) || !reached.Load() {
		t.Errorf("reached %v, and it ends with %v", reached.Load(), err)
	}
	newer.Check(t, open(t, o))
}

// The service refuses conditions for reasons of its own, and fails.
func TestAFailingServiceIsAskedAgain(t *testing.T) {
	a, b := publishtest.Sample(6, "a"), publishtest.Sample(4, "b")
	o := s3.Options{Config: gateway.Config(), Bucket: bucket(t, client)}
	if _, err := a.Whole(t.Context(), open(t, o)); err != nil {
		t.Fatal(err)
	}
	statuses := []int{http.StatusPreconditionFailed, http.StatusConflict, http.StatusInternalServerError, http.StatusServiceUnavailable}
	o.Config = through(&gate{before: func(n int64) *http.Response {
		if n%5 < 2 {
			return answer(statuses[n/5%4])
		}
		return nil
	}})
	if _, err := b.Whole(t.Context(), open(t, o)); err != nil {
		t.Fatal(err)
	}
	b.Check(t, open(t, o), slices.Collect(maps.Keys(a))...)
}

func TestHowObjectsAreServed(t *testing.T) {
	site := publishtest.Site{
		"index.html": "home", "incidents/x.html": "x", "api/v2/status.json": "{}", "updates.atom": "<feed/>",
		"assets/style.0a1b2c3d.css": "body{}", "badge.svg": "<svg/>", "maintenance.ics": "BEGIN",
	}
	o := s3.Options{Config: gateway.Config(), Bucket: bucket(t, client)}
	if _, err := site.Whole(t.Context(), open(t, o)); err != nil {
		t.Fatal(err)
	}
	const short, long, ever = "max-age=10, stale-while-revalidate=60, stale-if-error=86400", "max-age=60, stale-if-error=86400", "max-age=31536000, immutable"
	for path, want := range map[string][2]string{
		"index.html":                {"text/html; charset=utf-8", short},
		"incidents/x.html":          {"text/html; charset=utf-8", long},
		"api/v2/status.json":        {"application/json; charset=utf-8", short},
		"updates.atom":              {"application/atom+xml; charset=utf-8", short},
		"assets/style.0a1b2c3d.css": {"text/css; charset=utf-8", ever},
		"badge.svg":                 {"image/svg+xml", short},
		"maintenance.ics":           {"text/calendar; charset=utf-8", short},
		"manifest.json":             {"application/json; charset=utf-8", short},
	} {
		got, err := client.HeadObject(t.Context(), &awss3.HeadObjectInput{Bucket: &o.Bucket, Key: &path})
		if err != nil {
			t.Fatal(err)
		}
		if sdk.ToString(got.ContentType) != want[0] || sdk.ToString(got.CacheControl) != "public, "+want[1] || sdk.ToString(got.ContentEncoding) != "" {
			t.Errorf("%s is served as %s, %s, %s", path, sdk.ToString(got.ContentType), sdk.ToString(got.CacheControl), sdk.ToString(got.ContentEncoding))
		}
	}
}
