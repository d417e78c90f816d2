package app

import (
	"time"

	"tidings/internal/repo"
)

// BuildOptions say what a static build is made from and where it goes.
type BuildOptions struct {
	Content string    // folder of the content files
	Out     string    // folder of the site
	Data    string    // data folder whose recorded state is built in; empty: content files alone
	AsOf    time.Time // the moment that the site shows; whole seconds
	// FileLinks writes links with ".html" for hosts that cannot map addresses.
	FileLinks bool
	// Changed are content files, relative to Content, that changed since the
	// last build: nothing else is looked at. Empty: the build finds out.
	Changed []string
	Whole   bool // make every file again, whatever the last build left
	// MaxDeletions is the largest allowed share of the site's files that may
	// be deleted; 0 means a tenth.
	MaxDeletions float64
}

// BuildReport says what a build did. With Problems nothing was written.
type BuildReport struct {
	Written   int            `json:"written"`
	Unchanged int            `json:"unchanged"`
	Deleted   int            `json:"deleted"`
	Bytes     int64          `json:"bytes"` // written
	Took      time.Duration  `json:"took"`  // nanoseconds
	Sequence  uint64         `json:"sequence"`
	Problems  []repo.Problem `json:"problems,omitempty"`
}
