package main

import (
	"context"

	"tidings/internal/boot/local"
	"tidings/internal/status"
)

// showOwners prints who owns what, one thing a line.
func (p *program) showOwners(ctx context.Context, content *local.Content, o local.Options, asJSON bool) error {
	list, err := content.Owners(ctx, o)
	if err != nil {
		return err
	}
	return printAll(p, asJSON, list, func(x local.Owned) string {
		return columns(x.Kind, printable(x.ID), printable(owner(x)))
	})
}

// owner says in words who owns a thing.
func owner(x local.Owned) string {
	by := "a person"
	if x.Maker == status.OriginAutomation {
		by = "a program"
	}
	switch {
	case x.Maker == "":
		return x.File
	case x.File == "":
		return "made by " + by
	}
	return "made by " + by + ", also in " + x.File
}
