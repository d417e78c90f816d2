package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"tidings/internal/access"
	"tidings/internal/boot/local"
	"tidings/internal/config"
)

// byCommand is who the log of changes names for what a command does.
const byCommand = "command"

// theCommand is byCommand as somebody who asks: whoever can run it on the data
// folder may do everything.
var theCommand = access.Actor{Kind: access.Person, ID: byCommand}

// open opens a data folder, beside a running serve or without one.
func (p *program) open(ctx context.Context, data string, create bool) (*local.Machine, error) {
	o := p.options(data)
	o.Create = create
	m, err := local.Open(ctx, o)
	return m, dataMissing(err, data)
}

// openWith opens a data folder, together with the configuration of content.
func (p *program) openWith(ctx context.Context, content *local.ContentOptions, data string) (*config.Config, *local.Machine, error) {
	c, err := p.readConfig(ctx, content, data)
	if err != nil {
		return nil, nil, err
	}
	m, err := p.open(ctx, data, false)
	return c, m, err
}

// dataMissing says of an error that there is no data folder, if that is what it says.
func dataMissing(err error, data string) error {
	if errors.Is(err, fs.ErrNotExist) {
		return hinted{fmt.Errorf("there is no data folder at %s", data), "give the folder of the running tidings serve with --data"}
	}
	return err
}

// options stand on the program's world.
func (p *program) options(data string) local.Options {
	return local.Options{Data: data, Now: p.now, Random: p.random, Getenv: p.getenv}
}
