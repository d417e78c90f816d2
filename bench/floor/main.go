// Command floor is the straight-through pipeline that `make bench` holds
// `tidings build` against: read a file, decode its front matter, turn its
// updates into HTML, fill one template, write one flat file; on all cores,
// streaming, with no lists, no feeds, no uptime, no validation and no manifest.
// Usage: floor CONTENT OUT
package main

import (
	"bytes"
	"fmt"
	"html/template"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"go.yaml.in/yaml/v3"
)

var page = template.Must(template.New("incident").Parse(`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{.Title}}</title><link rel="stylesheet" href="../style.css"></head><body><main><h1>{{.Title}}</h1><p>{{.Impact}}</p><ul>{{range $id, $status := .Components}}<li><a href="../components/{{$id}}">{{$id}}</a> {{$status}}</li>{{end}}</ul>{{range .Updates}}<section id="update-{{.ID}}"><h2>{{.State}}</h2><time datetime="{{.At}}">{{.At}}</time>{{.HTML}}</section>{{end}}</main><footer><a href="../history">History</a></footer></body></html>`))

type incident struct {
	Title      string
	Impact     string
	Components map[string]string
	Updates    []update `yaml:"-"`
}

type update struct {
	ID, At, State string
	HTML          template.HTML
}

var heading = regexp.MustCompile(`(?m)^## (\S+) (\S+)\n`)

func main() {
	debug.SetGCPercent(400)
	content, out := os.Args[1], os.Args[2]
	must(os.MkdirAll(out, 0o755))
	files, err := os.ReadDir(content)
	must(err)
	work := make(chan string, 64)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for name := range work {
				must(convert(filepath.Join(content, name), filepath.Join(out, strings.TrimSuffix(name, ".md")+".html")))
			}
		})
	}
	for _, f := range files {
		work <- f.Name()
	}
	close(work)
	wg.Wait()
}

func convert(from, to string) error {
	src, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	front, body, ok := bytes.Cut(bytes.TrimPrefix(src, []byte("---\n")), []byte("\n---\n"))
	if !ok {
		return fmt.Errorf("%s: no front matter", from)
	}
	var in incident
	if err := yaml.Unmarshal(front, &in); err != nil {
		return err
	}
	heads := heading.FindAllSubmatchIndex(body, -1)
	for i, h := range heads {
		end := len(body)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		var html bytes.Buffer
		if err := goldmark.Convert(body[h[1]:end], &html); err != nil {
			return err
		}
		in.Updates = append(in.Updates, update{fmt.Sprint(i + 1), string(body[h[2]:h[3]]), string(body[h[4]:h[5]]), template.HTML(html.String())})
	}
	var b bytes.Buffer
	if err := page.Execute(&b, &in); err != nil {
		return err
	}
	return os.WriteFile(to, b.Bytes(), 0o644)
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
