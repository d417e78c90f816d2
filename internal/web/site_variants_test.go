package web

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPreCompressedPagesAreServedAsTheyAre(t *testing.T) {
	dir := published(t)
	paths := []string{"index.html", "incidents/slow.html", "gone.html", "assets/logo.png", "status.txt"}
	if err := PreCompress(t.Context(), dir, paths); err != nil {
		t.Fatal(err)
	}
	kept, err := filepath.Glob(filepath.Join(dir, ".tidings", "z", "*"))
	if err != nil || len(kept) != 4 {
		t.Fatalf("%d compressed files are kept, %v: %q", len(kept), err, kept)
	}
	for _, file := range kept {
		write(t, file, "as it was kept") // stands for the file, to see that it is not made again
	}
	h := SiteHandler(dir, SiteOptions{})
	for _, encoding := range []string{"br", "gzip"} {
		if _, body := ask(t, h, "GET", "/", "Accept-Encoding", encoding); body != "as it was kept" {
			t.Errorf("%s serves %.20q", encoding, body)
		}
	}
}

func TestCompressedPagesAreKeptForTheNextRun(t *testing.T) {
	dir := published(t)
	ask(t, SiteHandler(dir, SiteOptions{}), "GET", "/incidents/slow", "Accept-Encoding", "gzip")
	kept, _ := filepath.Glob(filepath.Join(dir, ".tidings", "z", "*.gz"))
	if len(kept) != 1 {
		t.Fatalf("kept: %q", kept)
	}
}

func TestCompressedPagesAreServedFromAFolderThatCannotBeWritten(t *testing.T) {
	dir := published(t)
	write(t, filepath.Join(dir, ".tidings", "z"), "a file where the folder should be")
	answer, body := ask(t, SiteHandler(dir, SiteOptions{}), "GET", "/", "Accept-Encoding", "br")
	if answer.Header.Get("Content-Encoding") != "br" || !strings.Contains(unpack(t, "br", body), "Home") {
		t.Errorf("%d %v", answer.StatusCode, answer.Header)
	}
}

func TestKeptFilesAreBounded(t *testing.T) {
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	v := newVariants(root)
	v.limit = 10_000
	for n := range 100 {
		if err := v.keep(fmt.Sprintf("%s/%03d.br", variantsFolder, n), make([]byte, 500)); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := v.list()
	total := int64(0)
	for _, f := range kept {
		total += f.Size()
	}
	if err != nil || total > v.limit || total < v.limit/2 {
		t.Errorf("%d bytes are kept of at most %d, %v", total, v.limit, err)
	}
	if _, err := root.Stat(variantsFolder + "/099.br"); err != nil {
		t.Errorf("the newest file is gone: %v", err)
	}
}

func TestPreCompressStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := PreCompress(ctx, published(t), []string{"index.html"}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestAssetCacheIsBounded(t *testing.T) {
	c := newAssetCache(100_000)
	for n := range 1_000 {
		a := &asset{file: fmt.Sprint(n % 300), raw: make([]byte, 2_000)}
		c.put(a)
		c.grow(a, 500)
		c.get("7")
	}
	if c.used > c.limit || c.used < c.limit/2 || len(c.files) != c.order.Len() {
		t.Errorf("%d bytes in %d files, %d in order", c.used, len(c.files), c.order.Len())
	}
	sum := 0
	for _, e := range c.files {
		sum += e.Value.(*cached).bytes
	}
	if sum != c.used {
		t.Errorf("%d bytes are accounted for, %d are there", c.used, sum)
	}
}
