package local

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"tidings/internal/build"
	"tidings/internal/publish"
)

// PublishOptions say what is published and where.
type PublishOptions struct {
	World
	Target string // as OpenTarget reads it
	Site   string // folder of a built site; empty: the site is made from what Build says
	// Build is what the site is made from. Its Out, Changed and Whole do not count.
	Build BuildOptions
}

// Publish brings a site to a target: only what changed, in order, never backwards.
func Publish(ctx context.Context, o PublishOptions) (r BuildReport, err error) {
	began := time.Now()
	if isFolder := !strings.Contains(o.Target, "://") && !strings.HasPrefix(o.Target, branchPrefix); isFolder && o.Site == "" {
		if err := apart(o.Build.Content.Place, o.Target); err != nil {
			return r, err
		}
	}
	target, closeTarget, err := OpenTarget(ctx, o.Target, o.World)
	if err != nil {
		return r, err
	}
	defer closeTarget()
	if o.Site != "" {
		r, err = publishBuilt(ctx, o, target)
	} else {
		r, err = o.Build.run(ctx, target, nil)
	}
	r.Took = time.Since(began)
	return r, err
}

func publishBuilt(ctx context.Context, o PublishOptions, t publish.Target) (BuildReport, error) {
	r, err := publish.Copy(ctx, os.DirFS(o.Site), t, publish.Options{MaxDeletions: o.Build.MaxDeletions})
	if err != nil {
		return BuildReport{}, fmt.Errorf("publishing the site in %s: %w", o.Site, err)
	}
	return reported(build.Report{Report: r}), nil
}
