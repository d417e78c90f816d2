package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"tidings/internal/boot/local"
	"tidings/internal/status"
)

// showOwners prints who owns what, one thing a line.
func (p *program) showOwners(ctx context.Context, content *local.Content, o local.Options, asJSON bool) error {
	list, err := content.Owners(ctx, o)
	if err != nil {
		return err
	}
	if asJSON {
		return p.json(list)
	}
	w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	for _, x := range list {
		fmt.Fprintf(w, "%s\t%s\t%s\n", x.Kind, printable(x.ID), printable(owner(x)))
	}
	return w.Flush()
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
