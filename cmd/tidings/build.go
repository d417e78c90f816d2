package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dustin/go-humanize"

	"tidings/internal/boot/local"
	"tidings/internal/publish"
)

const buildUsage = `usage: tidings build [--content DIR] [--out DIR] [--data DIR] [--as-of TIME]

Makes the static site: no server, no network. Only what changed is written.

  --content DIR       the content folder (./content), or a Git repository, whose
                      newest commit is fetched: https://HOST/PATH, git@HOST:PATH
                      or a bare one's folder, with #BRANCH or #BRANCH:FOLDER
                      behind it. Its token or private key is the secret named
                      content, TIDINGS_SECRET_CONTENT
  --content-known-hosts FILE
                      host keys for ssh, as ssh-keyscan prints them (~/.ssh/known_hosts)
  --out DIR           the folder of the site (./public)
  --data DIR          also show the state recorded in this data folder
  --as-of TIME        show the site as it is at a time, as 2026-11-22T10:04:00Z (now)
  --links file        link to pages with .html, for hosts that cannot map addresses
  --changed PATH      this content file changed and no other; may be repeated
  --whole             make every file again, whatever the last build left, and
                      put back what was changed or deleted in the site since
  --max-deletions N   the largest share of the site that may be deleted (0.1)
  --json              the report as JSON

Example:
  $ tidings build --content content --out public
  written 12, unchanged 431, deleted 0, 96 kB in 41ms
`

func (p *program) build(ctx context.Context, args []string) error {
	f := p.flags("build")
	o, links, asJSON := p.buildFlags(f)
	if _, err := f.parse(args, 0, 0); err != nil {
		return err
	}
	if err := o.link(*links); err != nil {
		return err
	}
	report, err := local.Build(ctx, o.build())
	if errors.Is(err, publish.ErrTooManyDeletions) {
		return hinted{err, "--max-deletions 1 allows it; is --content the right folder?"}
	}
	if err != nil {
		return contentMissing(err, o.options.Content.Place)
	}
	return p.reportBuild(report, *asJSON)
}

// buildOptions gathers what the flags say.
type buildOptions struct {
	options local.BuildOptions
	asOf    moment
	changed list
}

// link reads how pages are linked to.
func (o *buildOptions) link(links string) error {
	switch links {
	case "", "page":
	case "file":
		o.options.FileLinks = true
	default:
		return usagef("unknown links %q: use page or file", links)
	}
	return nil
}

func (o *buildOptions) build() local.BuildOptions {
	o.options.AsOf, o.options.Changed = o.asOf.Time, o.changed
	return o.options
}

func (p *program) buildFlags(f *flags) (o *buildOptions, links *string, asJSON *bool) {
	o, links, asJSON = p.siteFlags(f)
	f.StringVar(&o.options.Out, "out", "./public", "")
	f.Var(&o.changed, "changed", "")
	f.BoolVar(&o.options.Whole, "whole", false, "")
	return o, links, asJSON
}

// siteFlags are those that say what a site is made from.
func (p *program) siteFlags(f *flags) (o *buildOptions, links *string, asJSON *bool) {
	o = &buildOptions{asOf: moment{p.now().UTC().Truncate(time.Second)}}
	o.options.Content.Options = p.options("")
	f.contentVar(&o.options.Content)
	f.StringVar(&o.options.Content.Data, "data", "", "")
	f.Var(&o.asOf, "as-of", "")
	f.maxDeletions(&o.options.MaxDeletions)
	return o, f.String("links", "page", ""), f.json()
}

func (p *program) reportBuild(r local.BuildReport, asJSON bool) error {
	if asJSON {
		took := float64(r.Took.Microseconds()) / 1000
		err := p.json(struct {
			local.BuildReport
			Took float64 `json:"took_ms"`
		}{r, took})
		if err != nil {
			return err
		}
	}
	for _, problem := range r.Problems {
		fmt.Fprintln(p.stderr, problem)
	}
	switch {
	case len(r.Problems) > 0:
		return hinted{fmt.Errorf("the content has %s, and nothing was written", mistakes(len(r.Problems))), "mend the lines above; tidings check looks without building"}
	case asJSON:
		return nil
	}
	_, err := fmt.Fprintf(p.stdout, "written %d, unchanged %d, deleted %d, %s in %s\n",
		r.Written, r.Unchanged, r.Deleted, humanize.Bytes(uint64(r.Bytes)), r.Took.Round(time.Millisecond))
	return err
}
