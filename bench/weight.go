package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
	"golang.org/x/net/html"

	"tidings/internal/repo/sitetest"
)

// weight says what a first view costs for pages of several sizes: bytes, and
// requests before everything that is shown is there.
func weight(l lab) error {
	fmt.Println("The weight of a first view: 600 incidents over two years, two of them open, 90 days of bars")
	for _, components := range []int{10, 50, 200} {
		out, err := l.weighed(components)
		if err != nil {
			return err
		}
		home, err := weigh(out, "index.html")
		if err != nil {
			return err
		}
		home.say(fmt.Sprintf("home, %d components", components))
		switch components {
		case 50:
			verdict("  gzip of the home page with 50 components", float64(home.gzip), "<=", 8192)
			verdict("  Brotli of the home page with 50 components", float64(home.brotli), "<=", 6656)
		case 200:
			verdict("  gzip of the home page with 200 components", float64(home.gzip), "<=", 25*1024)
		}
		if components != 50 {
			continue
		}
		if err := others(out); err != nil {
			return err
		}
	}
	return nil
}

// others says what pages behind the first one weigh.
func others(out string) error {
	incidents, err := filepath.Glob(filepath.Join(out, "incidents", "*100.html"))
	if err != nil || len(incidents) == 0 {
		return fmt.Errorf("no incident page to weigh in %s: %w", out, err)
	}
	for _, page := range []string{filepath.Join("incidents", filepath.Base(incidents[0])), "components/c00.html", "uptime.html", "history.html"} {
		p, err := weigh(out, page)
		if err != nil {
			return err
		}
		p.say(page)
	}
	return nil
}

func (l lab) weighed(components int) (string, error) {
	content, out := l.path("weigh-"+strconv.Itoa(components)), l.path("weighed-"+strconv.Itoa(components))
	o := sitetest.Options{Components: components, Span: 2 * 365 * 24 * 60 * 60 * 1e9}
	if err := sitetest.Generate(content, 600, o); err != nil {
		return "", err
	}
	if err := closeThird(content); err != nil {
		return "", err
	}
	made, err := exec.Command(l.tidings, "build", "--content", content, "--out", out, "--as-of", "2026-11-01T12:00:00Z").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, made)
	}
	return out, nil
}

// closeThird closes one of the three incidents that are open otherwise.
func closeThird(content string) error {
	files, err := filepath.Glob(filepath.Join(content, "incidents", "*000002.md"))
	if err != nil || len(files) != 1 {
		return fmt.Errorf("no third incident in %s: %w", content, err)
	}
	f, err := os.OpenFile(files[0], os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if _, err := f.WriteString("\n\n## 2026-11-01T11:00:00Z resolved\nAll is well.\n"); err != nil {
		return errors.Join(err, f.Close())
	}
	return f.Close()
}

// load is what a page weighs. Deferred scripts come after the first view.
type load struct{ raw, gzip, brotli, requests, deferred int }

func (p load) say(name string) {
	fmt.Printf("  %-32s %7d bytes, %6d gzip, %6d brotli, %d request(s), %d deferred\n", name, p.raw, p.gzip, p.brotli, p.requests, p.deferred)
}

func weigh(site, page string) (p load, err error) {
	body, err := os.ReadFile(filepath.Join(site, filepath.FromSlash(page)))
	if err != nil {
		return p, err
	}
	p.raw, p.requests = len(body), 1
	if p.gzip, err = gzipped(body); err != nil {
		return p, err
	}
	if p.brotli, err = brotlied(body); err != nil {
		return p, err
	}
	doc, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		return p, err
	}
	for n := range doc.Descendants() {
		p.count(n)
	}
	return p, nil
}

// count counts what a browser gets to show the page. The icon in its tab is no part of that.
func (p *load) count(n *html.Node) {
	attr := map[string]string{}
	for _, a := range n.Attr {
		attr[a.Key] = a.Val
	}
	_, later := attr["defer"]
	switch {
	case n.Data == "script" && attr["src"] != "" && later:
		p.deferred++
	case n.Data == "link" && strings.Contains(attr["rel"], "stylesheet"), attr["src"] != "" && n.Data != "source":
		p.requests++
	}
}

func gzipped(body []byte) (int, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return 0, err
	}
	if _, err := z.Write(body); err != nil {
		return 0, err
	}
	err = z.Close()
	return b.Len(), err
}

func brotlied(body []byte) (int, error) {
	var b bytes.Buffer
	z := brotli.NewWriterLevel(&b, brotli.BestCompression)
	if _, err := z.Write(body); err != nil {
		return 0, err
	}
	err := z.Close()
	return b.Len(), err
}
