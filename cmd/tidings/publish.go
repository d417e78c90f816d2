package main

import (
	"context"
	"errors"

	"tidings/internal/boot/local"
	"tidings/internal/publish"
)

const publishUsage = `usage: tidings publish --target TARGET [--site DIR | --content DIR [--data DIR]]

Brings the site to where it is served: only what changed, pages before those
that lead to them, and never over a newer publish.

  --target TARGET     s3://BUCKET/FOLDER; git:REPOSITORY#BRANCH, or #BRANCH:FOLDER,
                      as one commit; or a folder. Keys and region of a bucket
                      come from where the AWS command looks for them, token or
                      private key of a repository from TIDINGS_SECRET_PUBLISH
  --site DIR          publish the site that tidings build made in this folder
  --content DIR       else make it from this content folder (./content), or Git
                      repository, as tidings build takes it
  --content-known-hosts FILE
                      host keys for ssh (~/.ssh/known_hosts)
  --data DIR          also show the state recorded in this data folder
  --as-of TIME        show the site as it is at a time, as 2026-11-22T10:04:00Z (now)
  --links file        link to pages with .html, for hosts that cannot map addresses
  --max-deletions N   the largest share of the site that may be deleted (0.1)
  --json              the report as JSON

Example:
  $ tidings publish --target s3://status-example-com --content content
  written 12, unchanged 431, deleted 0, 96 kB in 1.2s
`

func (p *program) publish(ctx context.Context, args []string) error {
	f := p.flags("publish")
	o, links, asJSON := p.siteFlags(f)
	to := local.PublishOptions{World: local.World{Getenv: p.getenv, Random: p.random, Now: p.now}}
	f.StringVar(&to.Target, "target", "", "")
	f.StringVar(&to.Site, "site", "", "")
	if _, err := f.parse(args, 0, 0); err != nil {
		return err
	}
	if to.Target == "" {
		return usagef("say where to: --target s3://BUCKET/FOLDER, git:REPOSITORY#BRANCH or a folder")
	}
	if err := o.link(*links); err != nil {
		return err
	}
	to.Build = o.build()
	report, err := local.Publish(ctx, to)
	switch {
	case errors.Is(err, publish.ErrTooManyDeletions):
		return hinted{err, "--max-deletions 1 allows it; is it the right site?"}
	case errors.Is(err, publish.ErrNoSite):
		return hinted{err, "make the site with tidings build --out " + to.Site + ", or leave --site out"}
	case err != nil && to.Site == "":
		return contentMissing(err, to.Build.Content.Place)
	case err != nil:
		return err
	}
	return p.reportBuild(report, *asJSON)
}
