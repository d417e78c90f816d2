// Package themes holds the templates and assets that pages are made with: the
// built-in theme, embedded, and a user's theme laid over it file by file.
package themes

// Theme is a parsed theme.
type Theme struct{}
