// Package strict reads JSON that has exactly one meaning.
//
// It refuses what readers of JSON are known to disagree about: a key that
// stands twice in an object, also when only its case differs (encoding/json
// takes the last of them, others the first; only where the keys are names of the
// sender's own, such as labels, case tells them apart), control characters in a key,
// invalid UTF-8, anything after the document, and nesting beyond a limit.
// Numbers stay the literals they were written as, so that an id above 2^53
// keeps its digits. Half of a surrogate pair becomes U+FFFD. A byte order mark
// before the document is passed over.
//
// A document is read in one pass into one slice of nodes, in the order of the
// bytes. The package knows nothing of senders or signals.
package strict
