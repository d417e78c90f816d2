package local

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tidings/internal/doctor"
	"tidings/internal/publish"
	"tidings/internal/unreached"
)

const (
	lookWithin  = 20 * time.Second // at a site that does not answer
	maxSiteFile = 16 << 20         // bytes of one that is read from an address
)

// sites looks at the site in the places that are named; else where serve publishes it
// to; else, on a machine that serves nothing, at its address.
func sites(ctx context.Context, o Options, address string, named []string) ([]doctor.Site, error) {
	if len(named) == 0 {
		place, err := publishedTo(o.Data)
		if err != nil {
			return nil, err
		}
		if place == "" {
			place = address
		}
		named = []string{place}
	}
	all := make([]doctor.Site, len(named))
	for i, place := range named {
		var err error
		if all[i], err = siteAt(ctx, place, World{Getenv: o.Getenv, Random: o.Random, Now: o.Now}); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// siteAt looks at a site. That nobody can is what it says; an error is for a place
// that is none.
func siteAt(ctx context.Context, place string, w World) (doctor.Site, error) {
	within, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	way := wayTo(place)
	s, err := way.look(within, place, w)
	var wrong UsageError
	switch {
	case errors.As(err, &wrong) || ctx.Err() != nil:
		return s, err
	case err != nil && within.Err() != nil:
		err = fmt.Errorf("it did not answer within %s", lookWithin)
	}
	if err != nil {
		s = doctor.Site{Trouble: err.Error(), Mend: way.mend}
	}
	s.Place = place
	return s, nil
}

func (w way) look(ctx context.Context, place string, world World) (s doctor.Site, err error) {
	read, close, err := w.open(ctx, place, world)
	if err != nil {
		return s, err
	}
	defer close()
	return readSite(ctx, read)
}

// reader reads a file of a site; what is not there is fs.ErrNotExist.
type reader func(ctx context.Context, name string) ([]byte, error)

func readSite(ctx context.Context, read reader) (s doctor.Site, err error) {
	src, err := read(ctx, publish.ManifestPath)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	m, err := publish.ParseManifest(src)
	if err != nil {
		return s, fmt.Errorf("its %s is none of ours: %w", publish.ManifestPath, err)
	}
	s.Published = m.PublishedAt
	src, err = read(ctx, publish.HeartbeatPath)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	s.Heartbeat = &publish.Heartbeat{}
	if json.Unmarshal(src, s.Heartbeat) != nil {
		s.Heartbeat = &publish.Heartbeat{} // whoever wrote it is not alive
	}
	return s, nil
}

// way is how a site is read in a kind of place, and what may help where it cannot be.
type way struct {
	prefix string
	open   func(ctx context.Context, place string, w World) (reader, func() error, error)
	mend   string
}

// wayTo finds the way by how a place is written. The last is for everything else.
func wayTo(place string) way {
	ways := []way{
		{"https://", readAddress, "is the name led to where the site is served, and is that up?"},
		{"http://", readAddress, "is the site served there, and is that up?"},
		{bucketPrefix, readTarget, "are there keys that may read it, as the AWS command finds them, and is it in the region of AWS_REGION? " +
			"Behind s3://BUCKET, ?region=REGION names another"},
		{branchPrefix, readTarget, "is the repository there, and may the token or the key in TIDINGS_SECRET_PUBLISH read it?"},
	}
	for _, w := range ways {
		if strings.HasPrefix(place, w.prefix) {
			return w
		}
	}
	return way{"", readFolder, "may this user read it?"}
}

func readTarget(ctx context.Context, place string, w World) (reader, func() error, error) {
	t, close, err := OpenTarget(ctx, place, w)
	if err != nil {
		return nil, nil, err
	}
	return t.Read, close, nil
}

// readFolder makes nothing, as opening it to publish there would.
func readFolder(_ context.Context, dir string, _ World) (reader, func() error, error) {
	if err := folderNamed(dir); err != nil {
		return nil, nil, err
	}
	read := func(_ context.Context, name string) ([]byte, error) { return os.ReadFile(filepath.Join(dir, name)) }
	return read, func() error { return nil }, nil
}

func readAddress(_ context.Context, address string, _ World) (reader, func() error, error) {
	client := &http.Client{Transport: &http.Transport{Proxy: http.ProxyFromEnvironment}}
	read := func(ctx context.Context, name string) ([]byte, error) {
		return fetch(ctx, client, strings.TrimRight(address, "/")+"/"+name)
	}
	return read, func() error { client.CloseIdleConnections(); return nil }, nil
}

func fetch(ctx context.Context, client *http.Client, url string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", "tidings")
	req.Header.Set("Cache-Control", "no-cache")
	answer, err := client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", req.URL.Redacted(), unreached.Why(err))
	}
	defer answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusOK:
		return io.ReadAll(io.LimitReader(answer.Body, maxSiteFile))
	case http.StatusNotFound:
		return nil, fmt.Errorf("%s: %w", url, fs.ErrNotExist)
	}
	return nil, fmt.Errorf("%s answers %s", url, answer.Status)
}
