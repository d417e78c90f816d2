// Package publish brings files to where they are served: only those whose bytes
// changed, content before the entry points that refer to it, never backwards
// and never erasing by accident. It knows nothing of incidents.
//
// # The manifest
//
// What stands on a target is listed in manifest.json, so that a publish finds
// out what changed without reading the site, and a reader can verify any file:
//
//	{
//	  "format": "tidings/2",
//	  "sequence": 42,                          rises with every publish that changed something
//	  "published_at": "2026-11-22T10:04:00Z",
//	  "files": 10127,                          the site's files, manifest documents not counted
//	  "folders": {
//	    "api": {"part": "manifest/api.json", "sha256": "…", "files": 8},
//	    "incidents": {"files": 10000, "parts": "…"}
//	  },
//	  "root": {"index.html": "…"}              files outside any folder, with the hex SHA-256 of their bytes
//	}
//
// A folder is the first segment of a path, or the first two below a language, which
// has two letters; everything below it, at any depth, is listed in the folder's
// part by the rest of its path:
//
//	manifest/api.json           {"v2/status.json":"…","v2/summary.json":"…"}
//	manifest/de/components.json {"web.html":"…"}
//
// A folder of more than 512 files is split in 256 parts by the first two hex
// digits of the SHA-256 of the stem of a file, which is the rest of its path up to
// the first dot or slash:
//
//	manifest/incidents/3f.json  {"db-slow.html":"…"}
//	manifest/history/8e.json    {"2026-11.atom":"…","2026-11.html":"…","2026-11/22.html":"…"}
//
// and "parts" gives their hashes one after the other, zeros for a part without
// files. So what an update changes in a folder, all of one stem, is found in
// one part and rewrites it and manifest.json, however many files there are: as
// much as where nothing is split. The same files make the same parts, byte for
// byte. Parts are replaced before manifest.json is: a reader that meets a part
// with another hash than manifest.json gave reads again.
//
// heartbeat.json stands beside the site and in no manifest: Beat rewrites it
// now and then, under the same fence, while the site stays as it is.
//
// # Order and interruption
//
// Content is written as it comes. Entry points, deletions, parts and
// manifest.json follow in that order in Finish; Advance writes those entry points
// earlier that nothing is missing for. A target remembers the paths
// that were touched since the last publish that finished; the next publish does
// not believe the manifest about those, and mends them.
package publish

import (
	"errors"
	"time"
)

var (
	// ErrFenced says that a newer publish has claimed the target: this one must stop.
	ErrFenced = errors.New("publish: a newer publish has claimed this target")
	// ErrTooManyDeletions says that the plan would delete more than allowed; nothing was written.
	ErrTooManyDeletions = errors.New("publish: too many deletions")
	// ErrForeign says that the target holds files that Tidings did not write and would have to replace.
	ErrForeign = errors.New("publish: the target holds files that are not ours")
	// ErrUnfinished says that an earlier publish ended halfway, the manifest is
	// damaged, or the site is gone or replaced, in a way that only a publish of the
	// whole site can mend.
	ErrUnfinished = errors.New("publish: the whole site must be published")
)

// File is one file of the site.
type File struct {
	Path  string // slash-separated, relative, such as "incidents/abc.html"
	Body  []byte
	Entry bool // an entry point: written after everything it may refer to
}

// Options of one publish.
type Options struct {
	At time.Time // stands in the manifest
	// Whole says that the files put are the whole site: what the manifest lists
	// and Expect did not name is deleted. Otherwise only what Remove names goes.
	Whole bool
	// MaxDeletions is the largest allowed share of the site's files that may be
	// deleted, 0.1 unless given; 1 allows all. A handful (up to 20 files) is always allowed.
	MaxDeletions float64
}

// Report says what a publish did.
type Report struct {
	Sequence                    uint64 // of the site as it now stands
	Claimed                     uint64 // the sequence that the target was claimed with; 0 where nothing was changed
	Written, Unchanged, Deleted int    // the site's files
	Parts                       int    // manifest documents written
	Bytes                       int64  // written, manifest documents included
}
