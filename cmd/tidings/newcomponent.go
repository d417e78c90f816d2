package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"go.yaml.in/yaml/v3"

	"tidings/internal/repo"
	"tidings/internal/wholefile"
)

const componentsFile = "components.yaml"

func (p *program) newComponent(_ context.Context, args []string) error {
	f := p.flags("new component")
	content, asJSON := f.folder(), f.json()
	var c newComponent
	f.StringVar(&c.id, "id", "", "")
	f.StringVar(&c.name, "name", "", "")
	f.StringVar(&c.description, "description", "", "")
	f.StringVar(&c.link, "link", "", "")
	f.StringVar(&c.group, "group", "", "")
	if _, err := f.parse(args, 0, 0); err != nil {
		return err
	}
	if c.id == "" || c.name == "" {
		return usagef("a component needs --id and --name: see tidings help new")
	}
	if err := onlyFolder(*content); err != nil {
		return err
	}
	path := filepath.Join(*content, componentsFile)
	src, err := os.ReadFile(path)
	if err != nil {
		return contentMissing(err, *content)
	}
	edited, err := c.addTo(src)
	if err != nil {
		return err
	}
	if err := replaceChecked(*content, path, edited); err != nil {
		return err
	}
	return p.wrote(*asJSON, path)
}

// newComponent is a component to be added to components.yaml.
type newComponent struct{ id, name, description, link, group string }

// addTo adds the component at the end of its group, or after all groups.
// Comments and order stay.
func (c newComponent) addTo(src []byte) ([]byte, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(src, &doc); err != nil {
		return nil, hinted{fmt.Errorf("%s cannot be read: %w", componentsFile, err), "tidings check says where"}
	}
	if len(doc.Content) == 0 {
		doc = yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{{Kind: yaml.MappingNode}}}
	}
	home := doc.Content[0]
	if c.group != "" {
		if home = groupNode(home, c.group); home == nil {
			return nil, hinted{fmt.Errorf("there is no group %q in %s", c.group, componentsFile), "leave --group out for a component outside any group"}
		}
	}
	list := sequence(home, "components")
	list.Content = append(list.Content, c.node())
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := errors.Join(enc.Encode(&doc), enc.Close()); err != nil {
		return nil, fmt.Errorf("writing %s: %w", componentsFile, err)
	}
	return out.Bytes(), nil
}

func (c newComponent) node() *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}
	for _, pair := range [][2]string{{"id", c.id}, {"name", c.name}, {"description", c.description}, {"link", c.link}} {
		if pair[1] != "" {
			key, value := &yaml.Node{}, &yaml.Node{}
			key.SetString(pair[0])
			value.SetString(pair[1])
			n.Content = append(n.Content, key, value)
		}
	}
	return n
}

func groupNode(root *yaml.Node, id string) *yaml.Node {
	for _, g := range sequence(root, "groups").Content {
		if v := value(g, "id"); v != nil && v.Value == id {
			return g
		}
	}
	return nil
}

// sequence is the list under a key of a mapping, added when it is not there.
func sequence(m *yaml.Node, key string) *yaml.Node {
	v := value(m, key)
	if v == nil {
		k := &yaml.Node{}
		k.SetString(key)
		v = &yaml.Node{Kind: yaml.SequenceNode}
		m.Content = append(m.Content, k, v)
	}
	if v.Kind != yaml.SequenceNode { // "components:" with nothing after it
		*v = yaml.Node{Kind: yaml.SequenceNode}
	}
	return v
}

func value(m *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(m.Content); i += 2 {
		if m.Content[i].Value == key {
			return m.Content[i+1]
		}
	}
	return nil
}

// replaceChecked puts a new components.yaml in place if the configuration is
// valid with it.
func replaceChecked(content, path string, src []byte) error {
	_, problems, err := repo.Config(overlay{os.DirFS(content), src}, time.Time{})
	if err != nil {
		return contentMissing(err, content)
	}
	if len(problems) > 0 {
		return hinted{errors.New(problems[0].String()), "nothing was written"}
	}
	err = wholefile.Write(path, 0o644, func(w io.Writer) error {
		_, err := w.Write(src)
		return err
	})
	if err != nil {
		return fmt.Errorf("writing %s: %w", componentsFile, err)
	}
	return nil
}

// overlay is a content folder with another components.yaml.
type overlay struct {
	fs.FS
	components []byte
}

func (o overlay) Open(name string) (fs.File, error) {
	f, err := o.FS.Open(name)
	if err != nil || name != componentsFile {
		return f, err
	}
	return overlaid{f, bytes.NewReader(o.components), int64(len(o.components))}, nil
}

type overlaid struct {
	fs.File
	r    *bytes.Reader
	size int64
}

func (o overlaid) Read(b []byte) (int, error) { return o.r.Read(b) }

func (o overlaid) Stat() (fs.FileInfo, error) {
	info, err := o.File.Stat()
	return resized{info, o.size}, err
}

type resized struct {
	fs.FileInfo
	size int64
}

func (r resized) Size() int64 { return r.size }
