// Package repo reads the content folder: files in, configuration, incidents and
// maintenances out, every mistake named by file, line and column. Nothing of it
// knows where the facts are kept or what is made of them.
//
// # The form of a file
//
// A content file is UTF-8, at most MaxFile bytes, without control characters; a
// byte order mark at its start and Windows line ends are accepted. YAML in it
// has neither anchors, aliases, tags nor repeated keys, and is at most
// MaxFront bytes in front matter. Unknown keys are errors.
//
// An incident or maintenance begins with front matter between two lines of
// three hyphens. After it stand the updates, oldest first, each under a heading
//
//	## 2026-11-22T10:04:00Z investigating
//
// of a time as RFC 3339 has it, with Z or an offset, and a state. What follows
// up to the next such heading is the update's text. Other headings belong to
// the text; one that looks like an update's heading but is not, such as one
// with a date in another form, is an error, so that no update is swallowed by
// the one before it. Inside a fenced code block nothing is a heading, and a
// code block that is never closed is an error for the same reason.
//
// A YAML block between lines of three hyphens may follow the heading, with the
// keys of schemas/update.schema.json. An update without text is an error unless
// its block says "body:" itself, which also holds a text that could not stand
// under a heading; the Format functions make use of it.
//
// A maintenance with "repeat" in its front matter is the first of many. Its
// times are occurrences, each a maintenance of its own; a file whose id is that
// of an occurrence, such as backup-20261129, stands in its place.
//
// A maintenance may do without headings: its text, if any, is then its one
// update, scheduled, dated "announced" or else its start.
//
// A template has its texts below headings of a state alone, "## resolved", and
// any other heading of level two must have more than one word.
//
// The id is the front matter's, else the file's name without ".md". Words that
// are addresses of the site are refused as ids of incidents, maintenances and
// pages. Components may have any id, for their addresses stand in a folder of
// their own.
package repo

// Limits of a content file, in bytes.
const (
	MaxFile  = 1 << 20
	MaxFront = 64 << 10
)
