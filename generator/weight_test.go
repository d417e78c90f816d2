package generator_test

import (
	"bytes"
	"compress/gzip"
	"testing"

	"github.com/andybalholm/brotli"
)

// TestWeight holds the pages to what a first view may cost: one request, its
// style sheet in it.
func TestWeight(t *testing.T) {
	site := weighed(t, 50)
	heavier(t, "the home page, gzip", gzipped(t, site["index.html"]), 8<<10)
	heavier(t, "the home page, Brotli", brotlied(t, site["index.html"]), 6656)
	heavier(t, "an incident page, Brotli", brotlied(t, site["incidents/i000001.html"]), 2<<10)
	heavier(t, "the home page of 200 components, gzip", gzipped(t, weighed(t, 200)["index.html"]), 25<<10)
}

// weighed is a site with 90 days of bars, two open incidents, maintenance in
// progress and to come, and 600 incidents over two years.
func weighed(t *testing.T, components int) map[string]string {
	t.Helper()
	w := newWorld(t, components)
	w.fill(600, 2)
	w.live = true
	return full(t, w.input(t))
}

func heavier(t *testing.T, what string, bytes, limit int) {
	t.Helper()
	t.Logf("%s: %d bytes", what, bytes)
	if bytes > limit {
		t.Errorf("%s: %d bytes, and %d at most are allowed", what, bytes, limit)
	}
}

func gzipped(t *testing.T, s string) int {
	t.Helper()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Write([]byte(s)); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	return b.Len()
}

func brotlied(t *testing.T, s string) int {
	t.Helper()
	var b bytes.Buffer
	z := brotli.NewWriterLevel(&b, brotli.BestCompression)
	if _, err := z.Write([]byte(s)); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	return b.Len()
}
