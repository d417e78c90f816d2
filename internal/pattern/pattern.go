// Package pattern holds regular expressions until they are wanted. One that is
// compiled when the program starts costs each start of a function of AWS some
// hundredths of a millisecond, used or not.
package pattern

import (
	"regexp"
	"sync"
)

// New is a regular expression, compiled at its first use. It panics there if the
// expression is none.
func New(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
