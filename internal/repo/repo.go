// Package repo reads the content folder: files in, configuration, incidents and
// maintenances out, every mistake named by file, line and column. Nothing of it
// knows where the facts are kept or what is made of them.
package repo

import "fmt"

// Problem is a mistake in a content file.
type Problem struct {
	Path    string `json:"path"` // relative to the content folder
	Line    int    `json:"line"` // from 1; 1 when it concerns the whole file
	Column  int    `json:"column"`
	Message string `json:"message"` // what is wrong and how to mend it
}

// String gives file:line:column: message.
func (p Problem) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.Path, p.Line, p.Column, p.Message)
}
