package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"tidings/internal/boot/local"
	"tidings/internal/config"
	"tidings/internal/gitrepo"
)

// openContent opens what --content names. Data is the data folder that may have
// the secret of a repository.
func (p *program) openContent(ctx context.Context, o *local.ContentOptions, data string) (*local.Content, error) {
	o.Options = p.options(data)
	c, err := local.OpenContent(ctx, *o)
	return c, contentMissing(err, o.Place)
}

// readConfig reads a valid configuration, or fails with its first mistake.
func (p *program) readConfig(ctx context.Context, o *local.ContentOptions, data string) (*config.Config, error) {
	content, err := p.openContent(ctx, o, data)
	if err != nil {
		return nil, err
	}
	defer content.Close()
	c, problems, err := content.Config()
	if err != nil {
		return nil, contentMissing(err, o.Place)
	}
	return c, firstOf(problems)
}

// contentMissing says of an error why there is no content, if that is what it says.
func contentMissing(err error, place string) error {
	switch {
	case errors.Is(err, gitrepo.ErrDenied):
		return hinted{err, "give its token, or its private key for ssh, as TIDINGS_SECRET_CONTENT"}
	case errors.Is(err, gitrepo.ErrEmpty):
		return hinted{err, "name a branch that is there behind the address, as #main"}
	case errors.Is(err, fs.ErrNotExist) && !there(place):
		return hinted{fmt.Errorf("there is no content folder at %s", place), giveContent}
	case err != nil && isFile(place):
		return hinted{fmt.Errorf("%s is a file and no content folder", place), giveContent}
	}
	return err
}

const giveContent = "give the folder, or the address of a repository, with --content"

// there reports whether something stands at a path: then what is missing is
// something else.
func there(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// onlyFolder refuses a repository where files are to be written.
func onlyFolder(place string) error {
	if _, repository, _ := gitrepo.Parse(place); repository {
		return hinted{fmt.Errorf("%s is a repository, and files are written into a folder", place), "clone it, give the folder with --content, and push what was written"}
	}
	return nil
}
