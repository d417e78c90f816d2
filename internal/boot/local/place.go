package local

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"

	"tidings/internal/publish"
	"tidings/internal/publish/disk"
	"tidings/internal/web"
)

// place is where a served program publishes to, and what answers for the site.
type place struct {
	target   publish.Target
	site     http.Handler
	compress func(ctx context.Context, paths []string) error
	close    func() error
}

// openPlace opens the place that the options name: the data folder, unless it is
// somewhere that others serve from.
func (s *Server) openPlace(ctx context.Context, o ServeOptions) (p place, err error) {
	if strings.Contains(o.Target, "://") {
		p.target, p.close, err = OpenTarget(ctx, o.Target, World{Getenv: o.Getenv, Random: o.Random})
		p.site, p.compress = http.HandlerFunc(elsewhere), func(context.Context, []string) error { return nil }
		return p, err
	}
	dir := o.Target
	if dir == "" {
		dir = filepath.Join(o.Data, siteFolder)
	} else if err := folderNamed(dir); err != nil {
		return p, err
	}
	target, err := disk.Open(dir)
	if err != nil {
		return p, fmt.Errorf("opening the folder of the site: %w", err)
	}
	if err := verify(ctx, target, o.Log); err != nil {
		return p, err
	}
	return place{
		target:   target,
		site:     web.SiteHandler(dir, web.SiteOptions{Log: o.Log, ContentSecurityPolicy: func() string { return s.App.Policy() }}),
		compress: func(ctx context.Context, paths []string) error { return web.PreCompress(ctx, dir, paths) },
		close:    target.Close,
	}, nil
}

// elsewhere answers for a site that somebody else serves.
func elsewhere(w http.ResponseWriter, _ *http.Request) {
	web.Problem(w, http.StatusNotFound, "The site is not served here: this program publishes it to the place that --target names.")
}
