package generator_test

import (
	"bytes"
	"compress/gzip"
	"testing"

	"github.com/andybalholm/brotli"
)

// TestWeight holds the pages to what a first view may cost.
func TestWeight(t *testing.T) {
	w := newWorld(t, 50)
	w.fill(600, 2)
	w.live = true
	site := full(t, w.input(t))
	home := gzipped(t, site["index.html"])
	t.Logf("home: %d bytes, %d gzip, %d brotli", len(site["index.html"]), home, brotlied(t, site["index.html"]))
	if home > 8<<10 {
		t.Errorf("the home page weighs %d bytes gzipped", home)
	}
	incident := brotlied(t, site["incidents/i000001.html"])
	t.Logf("incident: %d bytes, %d brotli", len(site["incidents/i000001.html"]), incident)
	if incident > 2<<10 {
		t.Errorf("an incident page weighs %d bytes in Brotli", incident)
	}
	if css := len(w.theme.BoardStyle()); css > 5<<10 {
		t.Errorf("the style sheet has %d bytes", css)
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
