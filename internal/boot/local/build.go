package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"tidings/internal/backup"
	"tidings/internal/build"
	"tidings/internal/content"
	"tidings/internal/lastbuild"
	"tidings/internal/publish"
	"tidings/internal/publish/disk"
	"tidings/internal/status"
	"tidings/internal/store"
	"tidings/internal/store/sqlite"
)

// BuildOptions say what a static build is made from and where it goes.
type BuildOptions struct {
	Content ContentOptions // its data folder also has the recorded state to build in; without one: content files alone
	Out     string         // folder of the site
	AsOf    time.Time      // the moment that the site shows; whole seconds
	// FileLinks writes links with ".html" for hosts that cannot map addresses.
	FileLinks bool
	// Changed are content files, relative to Content, that changed since the
	// last build: no other incident or maintenance is looked at.
	Changed []string
	Whole   bool // make every file again, whatever the last build left
	// MaxDeletions is the largest allowed share of the site's files that may
	// be deleted; 0 means a tenth.
	MaxDeletions float64
}

// BuildReport says what a build did. With Problems nothing was written.
type BuildReport struct {
	Written   int               `json:"written"`
	Unchanged int               `json:"unchanged"`
	Deleted   int               `json:"deleted"`
	Bytes     int64             `json:"bytes"` // written
	Took      time.Duration     `json:"-"`
	Sequence  uint64            `json:"sequence"`
	Problems  []content.Problem `json:"problems,omitempty"`
}

// Build makes a static site in a folder.
func Build(ctx context.Context, o BuildOptions) (BuildReport, error) {
	began := time.Now()
	limitMemory(0)
	if err := apart(o.Content.Place, o.Out); err != nil {
		return BuildReport{}, err
	}
	target, err := openSite(ctx, o.Out, o.Whole)
	if err != nil {
		return BuildReport{}, err
	}
	defer target.Close()
	r, err := o.run(ctx, target, lastbuild.At(filepath.Join(o.Out, ".tidings", "build")))
	r.Took = time.Since(began)
	return r, err
}

// openSite opens a folder that a site is made in. What was published there is
// looked over, so that what got lost is made again, where it is asked for or
// where the last program did not end well.
func openSite(ctx context.Context, dir string, all bool) (*disk.Target, error) {
	t, err := disk.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("opening the folder of the site: %w", err)
	}
	if all || t.Unclean() {
		if _, err := t.Verify(ctx); err != nil {
			return nil, errors.Join(fmt.Errorf("looking over the site in %s: %w", dir, err), t.Close())
		}
	}
	return t, nil
}

// run builds to a target, with the recorded state where it is asked for.
func (o BuildOptions) run(ctx context.Context, t publish.Target, m *lastbuild.Memory) (BuildReport, error) {
	c, err := OpenContent(ctx, o.Content)
	if err != nil {
		return BuildReport{}, err
	}
	defer c.Close()
	if problems, err := c.unfit(ctx, o.Content.Options); err != nil || len(problems) > 0 {
		return BuildReport{Problems: problems}, err
	}
	dir, err := c.Folder(ctx)
	if err != nil {
		return BuildReport{}, err
	}
	job := build.Options{
		Content: dir, Target: t, Memory: m, Program: program(), AsOf: o.AsOf, FileLinks: o.FileLinks, Changed: o.Changed, Whole: o.Whole,
		MaxDeletions: o.MaxDeletions, Now: time.Now(), Sized: limitMemory,
	}
	if o.Content.Data != "" {
		board, close, err := recorded(ctx, c, o)
		if err != nil {
			return BuildReport{}, err
		}
		defer close()
		job.Recorded = board
	}
	r, err := build.Run(ctx, job)
	return reported(r), err
}

func reported(r build.Report) BuildReport {
	return BuildReport{
		Written: r.Written, Unchanged: r.Unchanged, Deleted: r.Deleted, Bytes: r.Bytes,
		Sequence: r.Sequence, Problems: r.Problems,
	}
}

// manyFiles is from how many content files on a build takes so much memory that
// what the start needed counts.
const manyFiles = 1000

// limitMemory lets a build collect its garbage seldom, within bounds that grow
// with the content: about 50 MiB for 10,000 files, 170 MiB for 50,000. A build of
// what changed, of 0 files, is done before there is much to collect.
func limitMemory(files int) {
	if files > manyFiles {
		_ = leaveProgram() // which only makes it smaller
	}
	percent := 400
	if files == 0 {
		percent = 800
	}
	debug.SetGCPercent(percent)
	debug.SetMemoryLimit(max(48<<20, 20<<20+int64(files)*3<<10))
}

// recorded opens the state of a data folder for reading, beside a `serve` that has it open.
func recorded(ctx context.Context, c *Content, o BuildOptions) (board *status.Board, close func() error, err error) {
	conf, problems, err := c.Config()
	if err != nil {
		return nil, nil, err
	}
	if len(problems) > 0 {
		return nil, nil, errors.New(problems[0].String())
	}
	driver, close, err := openToRead(ctx, Options{Data: o.Content.Data, Getenv: o.Content.Getenv, Now: func() time.Time { return o.AsOf }})
	if err != nil {
		return nil, nil, fmt.Errorf("opening the recorded state: %w", err)
	}
	return status.NewBoard(driver, conf.Site.Zone), close, nil
}

// openToRead opens the store of the page alone, and makes nothing.
func openToRead(ctx context.Context, o Options) (driver store.Driver, close func() error, err error) {
	where, err := writtenDown(o.Data, storeFile)
	if err != nil {
		return nil, nil, err
	}
	if where != "" {
		t, err := openTables(where, o)
		if err != nil {
			return nil, nil, err
		}
		driver, err = t.open(ctx, backup.Page)
		return driver, func() error { return nil }, err
	}
	path := filepath.Join(o.Data, pageFile)
	if !exists(path) {
		return nil, nil, fmt.Errorf("there is none in %s: give the folder that serve uses with --data, or leave --data out", o.Data)
	}
	db, err := sqlite.Open(ctx, path, sqlite.Options{ReadOnly: true, Now: o.Now})
	if err != nil {
		return nil, nil, err
	}
	return db, db.Close, nil
}

// program tells this program from another one: what another one remembered is not to be trusted.
func program() string {
	exe, err := os.Executable()
	if err != nil {
		return ""
	}
	info, err := os.Stat(exe)
	if err != nil {
		return ""
	}
	version := ""
	if b, ok := debug.ReadBuildInfo(); ok {
		version = b.Main.Version
	}
	return fmt.Sprintf("%s %d %d", version, info.Size(), info.ModTime().UnixNano())
}
